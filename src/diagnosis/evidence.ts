/**
 * What each probe saw, as plain JSON and without judgement. Stored in reports, judged by `rules/`, shown by the panel.
 * Raw here; redacted when the report is made.
 */
import type { AccountState } from '../gateways/account.ts';
import type { Fault } from '../gateways/fault.ts';
import type { DirectAnswer, Lookup } from '../path/dns.ts';
import type { StreamRecord } from '../path/event-stream.ts';
import type { Step } from '../path/dial.ts';
import type { Waterfall } from '../path/http.ts';
import type { ProxyReply } from '../path/http-connect.ts';
import type { NetworkFailure } from '../path/network-failure.ts';
import type { ProxySettings } from '../path/proxy-settings.ts';
import type { Route } from '../path/route.ts';
import type { TcpAttempt } from '../path/tcp.ts';
import type { TlsObservation } from '../path/tls.ts';

/** Which path a piece of evidence is about. */
export interface OnPath {
  /** Path id, as in `SubjectFacts.paths`. */
  path: string;
}

export interface ProxyEnvironmentEvidence {
  settings: ProxySettings;
}

export interface RouteEvidence {
  url: string;
  routes: readonly Route[];
}

export interface LoopbackEvidence {
  spellings: readonly { url: string; routes: readonly Route[] }[];
}

export interface DnsEvidence {
  lookup: Lookup;
  /** What the DNS servers themselves say; null for an address or when the name could not be asked for. */
  servers: DirectAnswer | null;
  /** The answer for a name that is never registered; any address is made up. */
  invented: Lookup | null;
  /** The proxies' own names. */
  proxies: readonly Lookup[];
}

export interface ConnectEvidence {
  paths: readonly (OnPath & {
    steps: readonly Step[];
    failure?: NetworkFailure;
    proxyReply?: ProxyReply;
    /** Each address of the gateway alone; only where the path is direct. */
    attempts: readonly TcpAttempt[];
  })[];
}

export interface TlsEvidence {
  /** False when the base URL is plain HTTP, where there is nothing to see. */
  applies: boolean;
  paths: readonly (OnPath & {
    /** Set when the path did not get as far as TLS. */
    notReached?: NetworkFailure;
    observation?: TlsObservation;
  })[];
}

/** One API request as it went. */
export interface ApiExchange {
  /** What was asked, without secrets: `GET /models`. */
  request: string;
  /** Set when a key was sent along. */
  keyed?: true;
  status: number | null;
  /** Only headers that say who answered and what limits apply. */
  headers: Readonly<Record<string, string>>;
  bytes: number;
  /** True when the body was longer than was read. */
  truncated: boolean;
  waterfall: Waterfall;
  failure?: NetworkFailure;
  fault?: Fault;
}

export interface HttpEvidence {
  /** ISO 8601, UTC: what "expired" is measured against. */
  measuredAt: string;
  paths: readonly (OnPath & {
    /** Set when the path did not get as far as HTTP. */
    notReached?: NetworkFailure;
    /** Set when no root of this machine accepts the server's certificate, so nothing was sent. */
    unverified?: true;
    models?: ApiExchange;
    /** Set when the answer was a 200 and no models list. */
    noList?: true;
    key?: ApiExchange;
  })[];
  /** True when the gateway is the practice gateway on this machine. */
  practice: boolean;
  keyUsed: 'none' | 'user' | 'practice';
  /** Why a key that exists was not sent. */
  keyWithheld?: 'not-encrypted';
  account: AccountState | null;
  /** What the models list says of the model asked for; null when none was asked for or there is no list. */
  model: { id: string; found: boolean; didYouMean: readonly string[] } | null;
  modelCount: number | null;
  /** The same URL through this process's other HTTP stacks. */
  stacks: readonly { client: string; title: string; status: number | null; failure?: NetworkFailure; durationMs: number }[];
}

export interface StreamEvidence {
  /** Why no stream was asked for. */
  skipped?: 'no-consent' | 'no-key' | 'not-encrypted' | 'unverified' | 'no-model';
  notReached?: NetworkFailure;
  path?: string;
  model?: string;
  /** What was asked, without secrets: `POST /chat/completions`. */
  request?: string;
  status?: number;
  headers?: Readonly<Record<string, string>>;
  waterfall?: Waterfall;
  failure?: NetworkFailure;
  /** A response that is no stream: the fault it says. */
  fault?: Fault;
  /** An error inside the stream. */
  eventFault?: Fault;
  record?: StreamRecord;
  finishReason?: string | null;
  provider?: string | null;
}
