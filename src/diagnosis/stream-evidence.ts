/** What the probes of long answers saw: streams, idle connections, large requests. Plain JSON, without judgement. */
import type { Fault } from '../gateways/fault.ts';
import type { RateLimit } from '../gateways/rate-limits.ts';
import type { StreamRecord } from '../path/event-stream.ts';
import type { HttpProtocol, Waterfall } from '../path/http.ts';
import type { Ending } from '../path/http-ending.ts';
import type { ProxyReply } from '../path/http-connect.ts';
import type { LadderSeen } from '../path/idle-ladder.ts';
import type { NetworkFailure } from '../path/network-failure.ts';
import type { UploadSeen } from '../path/upload.ts';
import type { ClockRow } from './clocks.ts';
import type { KeyWithheld } from './key-withheld.ts';
import type { PlannedSpend } from './planned-spend.ts';

/** One streamed answer, by one protocol. */
export interface StreamRun {
  /** What was asked, without secrets: `POST /chat/completions`. */
  request?: string;
  /** What was spoken, when it came to that. */
  protocol?: HttpProtocol;
  status?: number;
  headers?: Readonly<Record<string, string>>;
  waterfall?: Waterfall;
  failure?: NetworkFailure;
  /** A response that is no stream: the fault it says. */
  fault?: Fault;
  /** The limits that the headers tell of. */
  rateLimits?: readonly RateLimit[];
  /** An error inside the stream. */
  eventFault?: Fault;
  record?: StreamRecord;
  finishReason?: string | null;
  provider?: string | null;
  /** What had become of the connection when reading ended. */
  ending?: Ending;
  /** Whether a stalled HTTP/2 connection still answered a ping; absent where nobody could ask. */
  pingAnswered?: boolean;
}

/** One answer that was asked for whole, for comparison. */
export interface WholeAnswer {
  request: string;
  status: number | null;
  headers: Readonly<Record<string, string>>;
  durationMs: number;
  failure?: NetworkFailure;
  fault?: Fault;
}

/** The same question asked another way, to tell who collects a stream that came in one lump. */
export interface StreamControl {
  /** `path`: by another network path. `protocol`: over the other version of HTTP on the same path. */
  kind: 'path' | 'protocol';
  /** Path id; `direct` also where no client goes direct. */
  path: string;
  tlsEnd?: TlsEnd;
  run?: StreamRun;
  /** Set when the way does not lead to the gateway. */
  failure?: NetworkFailure;
  /** The key may not go that way: TLS did not verify, or a proxy could read it. */
  withheld?: true;
}

export interface StreamEvidence extends StreamRun {
  /** Why no stream was asked for. */
  skipped?: 'no-consent' | 'no-key' | KeyWithheld | 'unverified' | 'no-model';
  notReached?: NetworkFailure;
  path?: string;
  model?: string;
  /** What it was to cost at most, worked out before anything was sent; absent where nothing is billed. */
  plan?: PlannedSpend;
  /** The same over the other protocol; only in a deep diagnosis where HTTP/2 is spoken. */
  otherProtocol?: StreamRun;
  /** The same model asked for a short whole answer; only in a deep diagnosis. */
  whole?: WholeAnswer;
  /** Only after an answer in one lump: who ends TLS on the path, and what the same question showed another way. */
  tlsEnd?: TlsEnd;
  controls?: readonly StreamControl[];
  /** The clocks known to apply, soonest first. */
  clocks?: readonly ClockRow[];
}

/** Who ends TLS on the path, as far as the certificate tells; it decides what an idle connection measures. */
export type TlsEnd = 'public-root' | 'private-root' | 'interceptor' | 'no-tls';

export interface IdleEvidence {
  notReached?: NetworkFailure;
  unverified?: true;
  path?: string;
  tlsEnd?: TlsEnd;
  /** `HEAD /api/v1/models`. */
  request?: string;
  /** What the proxy said of itself when it opened the tunnel. */
  proxyReply?: ProxyReply;
  ladder?: LadderSeen;
  clocks?: readonly ClockRow[];
}

export interface UploadEvidence {
  notReached?: NetworkFailure;
  unverified?: true;
  path?: string;
  request?: string;
  tlsEnd?: TlsEnd;
  /** Smallest first; the first is the control. A body is not tried when a smaller one did not arrive. */
  sizes: readonly (Omit<UploadSeen, 'bodyStart'> & { fault?: Fault })[];
}
