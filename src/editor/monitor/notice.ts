import type { Health, HealthState } from '../../gateways/health/signal.ts';

/** What has been told of a gateway, and what may be worth telling soon. Plain JSON. */
export interface NoticeMemory {
  /** The last trouble that was told and is not over; null when there is none. */
  told: HealthState | null;
  /** A change that has not lasted long enough yet. */
  pending: { state: HealthState; sinceMs: number } | null;
  /** When something was told last, in ms since the epoch. */
  toldAtMs: number | null;
}

export const nothingTold: NoticeMemory = { told: null, pending: null, toldAtMs: null };

/** A change has to last this long in ms before it is told; the state has its own hysteresis before that. */
const lastingMs = 20_000;

/** Trouble is told again after this time in ms at the soonest, however often it comes and goes. */
const apartMs = 15 * 60_000;

/** States in which calls fail. Degraded, unknown and paused are neither trouble nor its end. */
const trouble: readonly HealthState[] = ['down', 'local-problem', 'account-problem'];

/** What to tell the user now, if anything. */
export interface Notice {
  memory: NoticeMemory;
  tell?: 'trouble' | 'recovered';
}

/**
 * Whether a gateway's state is to be told. Only changes are: trouble once, and its end once. Pure; ask again after every
 * change and whenever `pending` has become old enough.
 */
export function noticeOf(memory: NoticeMemory, { state }: Pick<Health, 'state'>, nowMs: number): Notice {
  const bad = trouble.includes(state);
  const over = state === 'healthy' && memory.told !== null;
  const news = bad ? memory.told === null : over;
  if (!news) return { memory: memory.pending ? { ...memory, pending: null } : memory };
  // From one kind of trouble to another is still the same trouble.
  const same = memory.pending !== null && trouble.includes(memory.pending.state) === bad;
  const pending = same && memory.pending ? memory.pending : { state, sinceMs: nowMs };
  const early = bad && memory.toldAtMs !== null && nowMs - memory.toldAtMs < apartMs;
  if (nowMs - pending.sinceMs < lastingMs || early) return { memory: { ...memory, pending } };
  return { memory: { told: bad ? state : null, pending: null, toldAtMs: nowMs }, tell: bad ? 'trouble' : 'recovered' };
}
