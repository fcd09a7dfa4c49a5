import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import type { Leg } from '../../../path/leg.ts';
import type { Usage } from '../usage.ts';

/** One attempt of a request, in ms since the request came. */
export interface AttemptEntry {
  /** `gateway/model`. */
  target: string;
  /** Why it was made. */
  why: 'first' | 'retry' | 'fallback' | 'race' | 'continuation';
  startedMs: number;
  /** The pause before it, its own or one the gateway asked for. */
  waitedMs: number;
  /** The target had failed so often that it was left alone; this attempt was to find out whether it is well again. */
  trial?: true;
  /** The connection was there already. */
  reused?: boolean;
  connectedMs?: number;
  headersMs?: number;
  firstContentMs?: number;
  endedMs?: number;
  /** HTTP status of the answer. */
  status?: number;
  /** Absent while it runs. `broken`: failed after its content was sent on. */
  end?: 'answered' | 'failed' | 'broken' | 'lost-race' | 'cancelled';
  fault?: { kind: string; leg: Leg; code?: string };
}

/** A target that was not asked though it stood before others. `full`: as many requests as may ran at it. */
export interface LeftOutTarget {
  /** `gateway/model`. */
  target: string;
  why: 'breaker' | 'limit' | 'full';
}

/** One request to the endpoint. No prompt, no answer, no header, no key. */
export interface RequestEntry {
  /** Counts from 1 in each run of the shim; the answer's header `x-gatehouse-request` has it. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The client's name. */
  caller: string;
  /** Absent for paths that are passed on as they are. */
  protocol?: SpokenProtocol;
  path: string;
  /** The model or alias that was asked for. */
  asked: string;
  stream: boolean;
  attempts: AttemptEntry[];
  /** Each target once; absent where none was. */
  leftOut?: LeftOutTarget[];
  /** When the first content was sent on, in ms since the request came. */
  committedMs?: number;
  contentEvents: number;
  /** Longest time between events with content, in ms. */
  longestSilenceMs: number;
  bytesUp: number;
  bytesDown: number;
  /** The gateway's own id of the answer, for its support and its records. */
  generationId?: string;
  provider?: string;
  usage?: Usage;
  /** In US dollars; absent where nobody knows. `estimated`: by the target's price, as the gateway did not say. */
  cost?: { usd: number; estimated: boolean };
  endedMs?: number;
  /**
   * Absent while it runs. `answered`: a whole answer; `passed-on`: the gateway's own error, as it came; `failed`: the
   * endpoint's error; `truncated`: an error behind part of an answer; `cancelled`: the caller left.
   */
  end?: 'answered' | 'passed-on' | 'failed' | 'truncated' | 'cancelled' | 'refused';
  /** What the caller was told, where it was told of a failure. */
  failure?: { status: number; leg: Leg; code: string };
}

/** What every record of a request that leaves the process carries. */
export const requestSchemaVersion = 1;
