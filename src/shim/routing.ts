import type { SystemProxy } from '../path/proxy-settings.ts';
import type { EditorHost } from '../path/route.ts';

/** What the user says about one host, before any settings are looked at: `HOST=UPSTREAM`. */
export interface RouteRule {
  /** `example.com` (that host), `.example.com` or `*.example.com` (and below), an address, a CIDR block, or `*`. */
  host: string;
  /** `direct`, `refuse`, or a proxy URL with its credentials: `http:`, `https:`, `socks5:` or `socks5h:`. */
  upstream: string;
}

/**
 * Everything the shim's router looks at. Whoever starts the shim gives it: the editor its settings and the environment
 * it was started with, a terminal its own. It holds proxy credentials, so it is never shown, logged or stored as it is.
 */
export interface Routing {
  /** The first that matches wins. */
  rules: readonly RouteRule[];
  /** The dialect that decides where no rule does; the inspector explains the same one. */
  client: string;
  /** Proxy variables alone, names as spelt. */
  environment: Readonly<Record<string, string>>;
  editorSettings?: Readonly<Record<string, unknown>>;
  editorHost?: EditorHost;
  /** The desktop's proxy settings; a PAC script among them is asked for each host. */
  system?: SystemProxy;
  /**
   * Loopback, private, link-local and metadata addresses that may be reached through the shim, as hosts of rules are
   * written. Empty without.
   */
  allow: readonly string[];
  /** TCP keep-alive on both sides of each tunnel after this silence, in ms; off without. */
  keepAliveMs?: number;
}
