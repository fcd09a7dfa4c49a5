import type { CoreConnection } from './answers/connections.ts';

/** A connection as it was followed from one look at the core to the next. All times by the watcher's clock. */
export interface WatchedConnection {
  /** As it was last seen. */
  readonly connection: CoreConnection;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** When bytes were last seen to have come down, or to have gone up; `firstSeenMs` where none have since. */
  readonly downloadGrewMs: number;
  readonly uploadGrewMs: number;
  /** When it was first missed; undefined while it is open. */
  readonly closedMs: number | undefined;
}

/** What has been seen so far. */
export interface WatchedConnections {
  /** By id. */
  readonly open: ReadonlyMap<string, WatchedConnection>;
  /** Oldest first, as many as are kept. */
  readonly closed: readonly WatchedConnection[];
}

export const nothingWatched: WatchedConnections = { open: new Map(), closed: [] };

/** More closed ones than this are forgotten, oldest first. */
const maxClosed = 500;

/**
 * What was seen before, with one more look: the core lists only what is open, so one that is missing has been closed.
 * Pure.
 */
export function withSnapshot(watched: WatchedConnections, listed: readonly CoreConnection[], nowMs: number): WatchedConnections {
  const open = new Map<string, WatchedConnection>();
  for (const connection of listed) {
    const before = watched.open.get(connection.id);
    open.set(connection.id, {
      connection,
      firstSeenMs: before?.firstSeenMs ?? nowMs,
      lastSeenMs: nowMs,
      downloadGrewMs: before && connection.downloadBytes <= before.connection.downloadBytes ? before.downloadGrewMs : nowMs,
      uploadGrewMs: before && connection.uploadBytes <= before.connection.uploadBytes ? before.uploadGrewMs : nowMs,
      closedMs: undefined,
    });
  }
  const gone = [...watched.open.values()].filter(({ connection }) => !open.has(connection.id)).map((one) => ({ ...one, closedMs: nowMs }));
  return { open, closed: [...watched.closed, ...gone].slice(-maxClosed) };
}

/** All that are known, newest first. */
export function newestFirst({ open, closed }: WatchedConnections): readonly WatchedConnection[] {
  return [...closed, ...open.values()].sort((a, b) => startOf(b) - startOf(a));
}

function startOf({ connection, firstSeenMs }: WatchedConnection): number {
  return connection.startMs ?? firstSeenMs;
}

/**
 * How nothing comes on an open connection. `unanswered`: something was sent after the last byte came. `quiet`: nothing
 * has gone either way, as on a stream that hangs, and just so on a connection that is kept for the next request.
 */
export interface Silence {
  readonly silentMs: number;
  readonly kind: 'unanswered' | 'quiet';
}

/** How long nothing has come; undefined for a closed one. Pure. */
export function silenceOf({ connection, closedMs, downloadGrewMs, uploadGrewMs }: WatchedConnection, nowMs: number): Silence | undefined {
  if (closedMs !== undefined) return undefined;
  const kind = uploadGrewMs > downloadGrewMs || connection.downloadBytes === 0 ? 'unanswered' : 'quiet';
  return { silentMs: Math.max(0, nowMs - downloadGrewMs), kind };
}
