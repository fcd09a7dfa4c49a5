import type { Route, RouteMode } from '../route.ts';
import type { Containment } from './client.ts';

/** Where a client was seen to go. */
export interface MeasuredWay {
  /** `error`: it asked nobody, or in a way nobody understands. */
  outcome: 'direct' | 'proxy' | 'error';
  /** Without credentials; null when there is none. */
  proxy: string | null;
  /** Absent when direct, when TLS hides how the proxy is asked, and when keeping the client here changes it. */
  mode?: RouteMode;
}

/** One client of this machine: what its dialect says it does for a URL, and what it was seen to do. Plain JSON, redacted. */
export interface MeasuredRoute {
  /** Dialect id. */
  client: string;
  /** The program's own version, and where it was found. */
  version: string;
  program: string;
  containment: Containment;
  predicted: Route;
  /** Null when it could not be measured; `reason` says why. */
  measured: MeasuredWay | null;
  reason?: string;
  /** Null when there is nothing to compare. */
  agrees: boolean | null;
  /** Sentences: what was different from the user's own call, what else was seen. */
  remarks: readonly string[];
  /** The last words of a client that asked nobody. */
  said?: string;
  durationMs: number;
}

/** What a measurement of a machine's clients came to. */
export interface MeasuredRoutes {
  url: string;
  /** ISO 8601, UTC. */
  measuredAt: string;
  routes: readonly MeasuredRoute[];
  /** Dialect ids of clients that could be measured and are not on this machine. */
  absent: readonly string[];
}
