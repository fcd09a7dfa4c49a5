/** The names under which a lab is reached, as its certificate lists them. */
export const labNames = { dns: ['localhost'], ips: ['127.0.0.1', '::1'] } as const;
