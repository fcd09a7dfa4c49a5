import type { Gateway } from '../gateways/gateway.ts';
import type { KeyRemark } from '../gateways/key-form.ts';
import type { ClientInUse } from '../path/clients-in-use.ts';
import type { NetworkPath } from '../path/network-path.ts';
import type { ProxySettings } from '../path/proxy-settings.ts';
import type { EditorHost, Route } from '../path/route.ts';
import type { Secret } from '../path/secret.ts';
import type { ClashComparison } from './clash/evidence.ts';
import type { EditorProxyAnswer, StackId, StackPeer } from './stack-evidence.ts';

/** What is diagnosed: one gateway as seen from one context. Holds secrets; never serialised as it is. */
export interface Subject {
  gateway: Gateway;
  /** Model id to check, when the user named one. */
  model?: string;
  /** Models the user's client falls back to, in order, when they were named. */
  fallbackModels?: readonly string[];
  key?: Secret;
  /** What stands out about the key as it was set, before it was trimmed. */
  keyForm?: readonly KeyRemark[];
  /** The variable that holds a key of this gateway, where its own variable has none. */
  keyElsewhere?: string;
  /** Where the probes run. */
  context: 'extension-host' | 'terminal';
  /** For people: "extension host (remote)", "terminal". */
  contextLabel: string;
  settings: ProxySettings;
  /** The clients that matter on this machine; absent where nobody looked. */
  clientsInUse?: readonly ClientInUse[];
  /** Effective editor settings by id; empty in a terminal. */
  editorSettings: Readonly<Record<string, unknown>>;
  /** What each client would do for the gateway. */
  routes: readonly Route[];
  /** What each client would do for each spelling of loopback. */
  loopbackRoutes: readonly { url: string; routes: readonly Route[] }[];
  /** The distinct paths those routes ask for, the primary one first. */
  paths: readonly NetworkPath[];
  /** HTTP stacks of this process to compare on the same URL, e.g. the editor's patched `https`. */
  stacks: readonly HttpStack[];
  /** Where the extension host runs; absent in a terminal. */
  editorHost?: EditorHost;
  /** Asks the editor for the proxy it would take; undefined where it does not say. */
  askEditor?(url: string): Promise<EditorProxyAnswer | undefined>;
  /** What is known of the Clash core on this machine beforehand; it is looked for all the same. */
  clash?: ClashWish;
  consent: {
    /** The user agreed to one short completion that the gateway may bill. */
    spend: boolean;
    /** The user agreed that public resolvers are asked for the gateway's name, in a deep diagnosis. */
    thirdParty?: boolean;
    /** The user agreed that the clients installed here are started, for one request each that does not leave the machine. */
    programs?: boolean;
  };
  limits: Limits;
  /**
   * `deep` also runs the probes that take minutes or open many connections, and lets others look twice. Absent means
   * `quick`: everything ends within ten seconds.
   */
  depth?: Depth;
  /** Told about once a second how far a probe that takes long has come. */
  onProgress?(probe: string, progress: { elapsedMs: number; totalMs: number }): void;
}

/** How the Clash core is to be looked for. */
export interface ClashWish {
  /** The controller's address in the user's settings. */
  controller?: string;
  /** The secret of that one, or of whichever is found. */
  secret?: Secret;
  /** Two policies that were compared before, to be judged along. */
  compared?: ClashComparison;
}

export type Depth = 'quick' | 'deep';

/** A way this process can make an HTTP request, other than the measured one. */
export interface HttpStack {
  stack: StackId;
  title: string;
  /** Has the stack read what it needs before its first request for `url`. Sends nothing there. */
  ready?(url: string): Promise<void>;
  /** One GET; resolves with the status whatever it is. Reads no more than it must of the body, follows no redirect. */
  get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<StackAnswer>;
}

export interface StackAnswer {
  status: number;
  /** Lower-case names; all there were. */
  headers: Readonly<Record<string, string>>;
  /** Where the stack itself knows; of the stacks in this process it is watched from outside. */
  peer?: StackPeer;
}

/** Clocks of a diagnosis, in ms. */
export interface Limits {
  dnsMs: number;
  tcpMs: number;
  proxyMs: number;
  tlsMs: number;
  headersMs: number;
  /** A first content event later than this is called slow. */
  slowFirstContentMs: number;
  /** The stream probe gives up when no content event came for this long; comments don't count. */
  contentStallMs: number;
  /** Everything the stream probe does. */
  streamMs: number;
  /** The highest rung of the idle ladder, when the user chose one. */
  idleRungMs?: number;
  /** The rungs themselves in place of the usual ones. */
  idleRungsMs?: readonly number[];
}

export const defaultLimits: Limits = {
  // glibc goes on to the second DNS server after 5 s: slow, and it works (resolv.conf(5), `timeout`).
  dnsMs: 6_000,
  tcpMs: 4_000,
  proxyMs: 4_000,
  tlsMs: 4_000,
  headersMs: 8_000,
  slowFirstContentMs: 3_000,
  contentStallMs: 10_000,
  streamMs: 45_000,
};

/** The part of a subject that judging may look at: no secrets, plain JSON, stored in the report. */
export interface SubjectFacts {
  gateway: { id: string; title: string; baseUrl: string; userDefined: boolean };
  host: string;
  loopback: boolean;
  model?: string;
  hasKey: boolean;
  context: Subject['context'];
  contextLabel: string;
  platform: NodeJS.Platform;
  paths: readonly { id: string; label: string; proxied: boolean; clients: readonly string[]; primary: boolean }[];
  routes: readonly Route[];
  /** False when the machine has no network interface but loopback. */
  networkInterface: boolean;
  /** The base URL that was meant, when the one given is a well-known mistake. */
  rightBaseUrl?: string;
  /** Which part of it is the mistake; `host` where it is not said. */
  wrongPart?: 'host' | 'path';
  /** The gateway of the catalogue that has the base URL that was meant. */
  rightGatewayId?: string;
  /** The clocks that judging refers to. */
  limits: Limits;
}
