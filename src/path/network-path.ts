/**
 * A network path: the way bytes are sent from this process to a host, as the routes of one or more clients ask for.
 * Several clients with the same route share one path, and it is measured once.
 */
export interface NetworkPath {
  /** `direct`, or `proxy-1`, `proxy-2` ... in order of first use. */
  id: string;
  /** The proxy with its credentials, or undefined when direct. Never stored in evidence. */
  proxyUrl?: URL;
  mode: 'direct' | 'connect' | 'absolute' | 'socks5-name' | 'socks5-ip';
  /** For people, without credentials: "direct", "through http://127.0.0.1:3128". */
  label: string;
  /** Ids of the clients whose route this is. */
  clients: readonly string[];
  /** True for the path that the diagnosed context's own client takes. */
  primary: boolean;
}
