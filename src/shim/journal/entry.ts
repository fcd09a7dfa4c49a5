import type { Leg } from '../../path/leg.ts';

/** The way a connection took and what decided it. Carries no credentials. */
export interface JournalRoute {
  outcome: 'direct' | 'proxy' | 'refused';
  /** Proxy URL without credentials; null when there is none. */
  via: string | null;
  /** `rule 2: *.example.com`, or what the dialect says: `HTTPS_PROXY`, `http.proxy`. */
  decidedBy: string;
  reason: string;
}

/** Who ended a connection and how. */
export interface JournalEnd {
  by: 'client' | 'upstream' | 'shim';
  /**
   * `closed`: an orderly end; `reset`: torn; `refused`: never opened, or by the shim's own rules; `deadline`: a clock of
   * the shim ran out; `stopped`: the shim ended.
   */
  how: 'closed' | 'reset' | 'refused' | 'deadline' | 'stopped';
  /** Where it failed; absent after an orderly end. */
  leg?: Leg;
  /** Deepest error code: `ECONNREFUSED`, `PROXY_407`, `FORBIDDEN_TARGET`. */
  code?: string;
  /** The status the client was answered with, where the shim answered in place of the host. */
  status?: number;
}

/**
 * One connection through the shim. It is one object that the data path writes into while the connection lives; whoever
 * shows it copies it. No bodies, no paths, no header, no secret.
 */
export interface JournalEntry {
  /** Counts from 1 in each run of the shim. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  kind: 'tunnel' | 'request' | 'websocket' | 'refused';
  /** The name in the proxy's user name: `terminal`, `task`, `claude-code`; empty before the client has said it. */
  caller: string;
  /** The process, where the system tells it cheaply. */
  process?: { pid: number; name: string };
  host: string;
  port: number;
  route?: JournalRoute;
  /** From the first byte of the client to the step's end, in ms; absent while it has not happened. */
  timings: {
    /** The route was decided, a PAC script asked. */
    routed?: number;
    /** Name of the host or the proxy resolved; absent where none was asked. */
    resolved?: number;
    connected?: number;
    /** The proxy has opened the tunnel. */
    tunnelled?: number;
    firstByteUp?: number;
    firstByteDown?: number;
    ended?: number;
  };
  bytesUp: number;
  bytesDown: number;
  /** The longest time in which neither side sent anything, in ms. */
  longestSilenceMs: number;
  /** Requests served on it, where the shim can count them (plain HTTP). */
  requests: number;
  /** Absent while it lives. */
  end?: JournalEnd;
}

/** What every record of an entry that leaves the process carries: a file's line, a message to a window. */
export const journalSchemaVersion = 1;
