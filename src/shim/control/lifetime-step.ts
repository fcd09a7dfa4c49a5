/** When the shim ends: it lives for those who hold a lease, and for connections that are under way. */

/** In ms. */
export interface LifetimeClocks {
  /** For somebody to take the first lease. */
  firstLeaseMs: number;
  /** After the last lease is gone: a window that reloads is back by then. */
  graceMs: number;
  /** For connections to end by themselves once the shim takes no new ones. */
  drainMs: number;
}

export const lifetimeClocks: LifetimeClocks = { firstLeaseMs: 60_000, graceMs: 15_000, drainMs: 24 * 3_600_000 };

/** What is known of a shim at one moment. */
export interface LifetimeFacts {
  /** Leases that are held. */
  leases: number;
  /** Connections through the shim that are open. */
  open: number;
  /** Since it began to listen, in ms. */
  ageMs: number;
  /** Since the last lease went, in ms; null when there never was one. */
  unleasedMs: number | null;
  /** Since it stopped listening, in ms; null while it listens. */
  drainingMs: number | null;
}

/** `serve`: goes on; `drain`: takes no new connections; `end`: the process ends. `againMs`: when to ask again at the latest. */
export interface LifetimeStep {
  step: 'serve' | 'drain' | 'end';
  againMs: number | null;
}

/** What a shim does next. Pure. Once it has stopped listening it never serves again: another may listen by then. */
export function lifetimeStep({ leases, open, ageMs, unleasedMs, drainingMs }: LifetimeFacts, clocks: LifetimeClocks): LifetimeStep {
  if (drainingMs !== null) {
    const leftMs = clocks.drainMs - drainingMs;
    return open === 0 || leftMs <= 0 ? { step: 'end', againMs: null } : { step: 'drain', againMs: leftMs };
  }
  if (leases > 0) return { step: 'serve', againMs: null };
  const leftMs = unleasedMs === null ? clocks.firstLeaseMs - ageMs : clocks.graceMs - unleasedMs;
  return leftMs > 0 ? { step: 'serve', againMs: leftMs } : { step: 'drain', againMs: null };
}
