import type { NetworkFailure } from '../path/network-failure.ts';
import type { Route } from '../path/route.ts';

/** The ways one process, and what it starts, can send an HTTP request. */
export type StackId =
  /** What extensions get from `require('https')`: the editor's patch. */
  | 'patched-https'
  /** What extensions get from the global `fetch`: the editor's patch. */
  | 'patched-fetch'
  /** The fetch that the editor replaced. */
  | 'original-fetch'
  /** Chromium's network stack, where the editor's process is Electron. */
  | 'electron'
  /** Node's own modules in a terminal, where nobody patches them. */
  | 'node-https'
  | 'node-fetch'
  /** An undici in a program's own bundle, without an agent and with its agent for proxy variables. */
  | 'undici'
  | 'undici-env'
  /** A plain Node program that this process starts, with the environment it would hand on. */
  | 'child-https'
  | 'child-fetch';

/** Who is really at the other end of the connection: the gateway, or the proxy on the way; as the socket says. */
export interface StackPeer {
  address: string | null;
  port: number | null;
  /** Of the gateway, or of who answers in its name; absent where no TLS was spoken. */
  certificate?: { issuer: string; fingerprint256: string };
}

/** One small request, without a key, by one stack. */
export interface StackEvidence {
  stack: StackId;
  title: string;
  /** What the stack's dialect says it does; null where there is none for it. */
  predicted: Route | null;
  /** For the patched ones: what decides, in the editor's own words, as far as it follows from the settings. */
  source?: string;
  status: number | null;
  /** Only headers that say who answered. */
  headers: Readonly<Record<string, string>>;
  failure?: NetworkFailure;
  peer?: StackPeer;
  durationMs: number;
}

/** What the editor itself answers when it is asked for its proxy. */
export interface EditorProxyAnswer {
  /** Without credentials; null means directly. */
  proxy: string | null;
  /** The editor's own word for what decided (microsoft/vscode-proxy-agent `ProxyResolveSource`); null in older editors. */
  source: string | null;
}

export interface StacksEvidence {
  /** What was asked for. */
  url: string;
  stacks: readonly StackEvidence[];
  /** Null where there is no editor to ask, or it does not say. */
  editor: EditorProxyAnswer | null;
  /** What the names of the gateway and of the proxies resolve to here, to tell who the peers are. */
  gatewayAddresses: readonly string[];
  proxies: readonly { proxy: string; addresses: readonly string[] }[];
  /** The editor's settings that bear on its stacks, where they are known. */
  settings: {
    proxySupport?: unknown;
    fetchAdditionalSupport?: unknown;
    systemCertificates?: unknown;
    /** `http.noProxy` has entries, so that the editor does not read NO_PROXY. */
    ownNoProxy: boolean;
  };
  /** What axios up to 1.16.0 does on top of the editor: it may ask the proxy for an https address in the clear. */
  oldAxios: Route | null;
}
