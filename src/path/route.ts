import type { PacForUrl } from './pac/answer.ts';
import type { SystemProxy } from './proxy-settings.ts';

/** What one client in one context does for one URL, and which setting decided it. */
export interface Route {
  /** Dialect id, as listed in `dialects/index.ts`. */
  client: string;
  /** The version whose behaviour was applied. */
  clientVersion: string;
  outcome: 'direct' | 'proxy' | 'error' | 'unknown';
  /** Proxy URL without credentials, or null when there is none. */
  proxy: string | null;
  /** How the proxy is asked; absent when direct or unknown. */
  mode?: RouteMode;
  /** The setting that decided: `HTTPS_PROXY`, `NO_PROXY`, `http.proxy`, `loopback`, or `nothing set`. */
  decidedBy: string;
  /** One sentence in words a user understands; carries no credentials. */
  reason: string;
}

/** How a client asks its proxy. */
export type RouteMode = 'connect' | 'absolute' | 'socks5-name' | 'socks5-ip' | 'socks4-ip' | 'socks4a-name';

/** What a dialect is asked. Everything it may look at is here; dialects read no ambient state. */
export interface RouteQuestion {
  /** An http or https URL. */
  url: URL;
  /** The client's environment, names as spelt. On Windows names are matched without regard to case. */
  environment: Readonly<Record<string, string | undefined>>;
  /** The editor's effective settings by id, e.g. `http.proxy`, `http.noProxy`, `http.proxySupport`. */
  editorSettings?: Readonly<Record<string, unknown>>;
  /** The desktop's proxy settings, for the clients that look at them; without it they are taken to be empty. */
  system?: SystemProxy;
  /** What the PAC script that `system` names said for this URL, where it was asked. */
  pac?: PacForUrl;
  platform: NodeJS.Platform;
  /** Where the extension host runs; without it only the desktop's settings are looked at, as far as they are known. */
  editorHost?: EditorHost;
  /** The URL as it was typed, where that is known: a few clients compare its text, in which a usual port may stand. */
  urlText?: string;
  /** What the URL's name resolves to, where that is known; a few clients decide by it. */
  addresses?: readonly string[];
}

/**
 * Where an extension host runs: on the window's own machine; on another one, with a desktop window that can be asked; or
 * with a window in a browser, which can't (microsoft/vscode src/vs/workbench/api/node/proxyResolver.ts).
 */
export type EditorHost = 'local' | 'remote' | 'browser';

/** A dialect's answer, before the client's name is put on it. The proxy here still has its credentials. */
export interface RouteDecision {
  outcome: Route['outcome'];
  /** The proxy as the client will use it, credentials included; never shown, never stored. */
  proxyUrl?: URL;
  mode?: RouteMode;
  decidedBy: string;
  reason: string;
}
