/**
 * What each probe saw, as plain JSON and without judgement. Stored in reports, judged by `rules/`, shown by the panel.
 * Raw here; redacted when the report is made.
 */
import type { AccountState } from '../gateways/account.ts';
import type { Credits } from '../gateways/credits.ts';
import type { ModelEndpoints } from '../gateways/endpoints.ts';
import type { Fault } from '../gateways/fault.ts';
import type { KeyRemark } from '../gateways/key-form.ts';
import type { ModelCheck } from '../gateways/model-check.ts';
import type { RateLimit } from '../gateways/rate-limits.ts';
import type { ClientInUse } from '../path/clients-in-use.ts';
import type { LookupQueue } from '../path/dns-queue.ts';
import type { OverHttpsAnswer } from '../path/dns-over-https.ts';
import type { ServerObservation } from '../path/dns-replies.ts';
import type { DirectAnswer, Lookup } from '../path/dns.ts';
import type { Step } from '../path/dial.ts';
import type { Waterfall } from '../path/http.ts';
import type { ProxyReply } from '../path/http-connect.ts';
import type { NetworkFailure } from '../path/network-failure.ts';
import type { MachineNetwork, WayOut } from '../path/network-interfaces.ts';
import type { PacObservation } from '../path/pac/ask.ts';
import type { Context, ProxySettings } from '../path/proxy-settings.ts';
import type { Route } from '../path/route.ts';
import type { TcpAttempt } from '../path/tcp.ts';
import type { OtherHost, TlsObservation } from '../path/tls.ts';
import type { FoundRoot } from '../path/trust-gift.ts';
import type { TrustSurvey } from '../path/trust-survey.ts';
import type { KeyWithheld } from './key-withheld.ts';

/** Which path a piece of evidence is about. */
export interface OnPath {
  /** Path id, as in `SubjectFacts.paths`. */
  path: string;
}

export interface ProxyEnvironmentEvidence {
  settings: ProxySettings;
  /** The clients that matter on this machine; absent where nobody looked. */
  clients?: readonly ClientInUse[];
}

export interface RouteEvidence {
  url: string;
  routes: readonly Route[];
  /** What the system's PAC script said for the URL; absent where there is none. */
  pac?: PacObservation;
  /** The system looks for a script on the network (WPAD), which is not done here; `alone`: it has nothing else. */
  autoDetect?: { alone: boolean };
}

export interface LoopbackEvidence {
  spellings: readonly { url: string; routes: readonly Route[] }[];
}

export interface DnsEvidence {
  lookup: Lookup;
  /** What c-ares is told, which is what `dns.resolve` of a Node program gives; null when there is nothing to ask for. */
  servers: DirectAnswer | null;
  /** The same of each server apart; only in a deep diagnosis. */
  serversApart: readonly DirectAnswer[];
  /** Each DNS server of the system asked by ourselves, in the system's order. */
  each: readonly (ServerObservation & { way: WayOut | null })[];
  /** How many servers of the system were not asked. */
  unasked: number;
  /** The answer for a name that is never registered; any address is made up. */
  invented: Lookup | null;
  /** How long a look-up of this process waits before anyone is asked. */
  queue: LookupQueue | null;
  /** What public resolvers say; only in a deep diagnosis whose user agreed to ask a third party. */
  overHttps: readonly OverHttpsAnswer[];
  /** The proxies' own names. */
  proxies: readonly Lookup[];
}

export interface ConnectEvidence {
  /** The machine's TUNs and default routes. */
  network: MachineNetwork | null;
  /** What Node gives each of several addresses but the last, in ms (`net.getDefaultAutoSelectFamilyAttemptTimeout`). */
  nodeAttemptMs: number;
  paths: readonly (OnPath & {
    steps: readonly Step[];
    failure?: NetworkFailure;
    proxyReply?: ProxyReply;
    /** Each address of the gateway alone; only where the path is direct. */
    attempts: readonly TcpAttempt[];
    /** How many addresses of the gateway were not tried. */
    untried: number;
    /**
     * Where no address led to the gateway: addresses that other DNS sources gave for it, tried the same way. They judge
     * whether the answer here or the gateway is at fault.
     */
    elsewhere?: readonly TcpAttempt[];
    /** The way to the first hop: to the gateway's first address, or to the proxy's. */
    way: WayOut | null;
    /** What the proxy was handed: the gateway's name, or an address that was looked up here. */
    handed?: Handed;
    /** The same path with the other form, tried when the first failed: it tells whose resolver is at fault. */
    otherForm?: Handed & { durationMs: number; failure?: NetworkFailure };
    /** The proxy is a port of this machine; its address is `own` or `loopback`. */
    proxyHere?: 'loopback' | 'own';
  })[];
}

/** The form in which a proxy is given its destination. */
export interface Handed {
  form: 'name' | 'address';
  value: string;
}

export interface TlsEvidence {
  /** False when the base URL is plain HTTP, where there is nothing to see. */
  applies: boolean;
  /** ISO 8601, UTC: what the dates of certificates are held against. */
  measuredAt?: string;
  paths: readonly TlsPathEvidence[];
}

export interface TlsPathEvidence extends OnPath {
  /** Set when the path did not get as far as TLS. */
  notReached?: NetworkFailure;
  /** Each certificate itself (`pem`) stands where it was first seen and nowhere else. */
  observation?: TlsObservation;
  /** An unrelated public host by the same path; only in a deep diagnosis. */
  otherHost?: OtherHost;
  /** Which runtimes accept the chain, for each context whose trust variables differ. */
  trust?: readonly (TrustSurvey & { context: Context; alsoIn?: readonly Context[] })[];
  /** The root the chain ends in, where it came along or a store of this machine has it. */
  root?: FoundRoot;
  /** The `Date` of an answer over verified TLS, ISO 8601; asked for when another path's certificate is out of date. */
  date?: string;
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
  /** The limits that the headers tell of. */
  rateLimits?: readonly RateLimit[];
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
  keyWithheld?: KeyWithheld;
  /** What stands out about the key's form; absent when nothing does. */
  keyForm?: readonly KeyRemark[];
  /** The variable that holds a key of this gateway, where its own has none. */
  keyElsewhere?: string;
  account: AccountState | null;
  /** The balance; only a management key may ask for it, and only in a deep diagnosis. */
  credits?: Credits;
  /** What the models list says of the model asked for; null when none was asked for or there is no list. */
  model: ModelCheck | null;
  /** The same of the models it falls back to. */
  fallbacks?: readonly ModelCheck[];
  modelCount: number | null;
  /** The providers behind the model, then behind each fallback, as far as the gateway tells. */
  endpoints?: readonly ModelEndpoints[];
}

export type { ClashEvidence } from './clash/evidence.ts';
export type { MeasuredRoutesEvidence } from './measured-evidence.ts';
export type { IdleEvidence, StreamControl, StreamEvidence, StreamRun, UploadEvidence, WholeAnswer } from './stream-evidence.ts';
export type { EditorProxyAnswer, StackEvidence, StackId, StackPeer, StacksEvidence } from './stack-evidence.ts';
