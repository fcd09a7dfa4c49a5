/** The legs of the path from a client to a model, in the order a request meets them. */
export const legs = [
  'settings',
  'proxy',
  'dns',
  'tcp',
  'tls',
  'http',
  'stream',
  'gateway',
  'provider',
  'account',
  'request',
] as const;

/** One hop of the path that can fail. */
export type Leg = (typeof legs)[number];
