import type { Leg } from '../../path/leg.ts';
import type { FeedState } from '../feeds/feed.ts';
import type { Signal } from './signal.ts';

/** Why no checks are made: monitoring is off, or the machine saves its battery. */
export type PauseReason = 'off' | 'battery-saver';

/** What health is decided to be, before it is put in words: the case, and what it rests on. */
export type HealthCase =
  | { case: 'offline' }
  | { case: 'paused'; reason: PauseReason }
  | { case: 'account'; signal: Signal; untilMs: number | null }
  | {
      case: 'unreachable';
      signal: Signal;
      leg: Leg;
      party: 'local' | 'gateway';
      /** What says that it is the gateway although the failure is seen on this side of it. */
      because: 'answer' | 'others-answer' | 'feed' | null;
      failures: number;
      sinceMs: number | null;
      wavering: boolean;
    }
  | { case: 'flapping'; failed: number; of: number; signal: Signal }
  | { case: 'provider'; signal: Signal }
  | { case: 'slow'; latencyMs: number; usualMs: number }
  | { case: 'healthy'; wavering: boolean }
  /** Nothing of one's own that counts; a status page alone. */
  | { case: 'feed'; says: Exclude<FeedState, 'operational' | 'unknown'> }
  | { case: 'unknown'; why: UnknownWhy };

/** Why nothing can be said. `first-failure`: one failure and nothing to hold it against. */
export type UnknownWhy =
  | { because: 'never' | 'first-failure' | 'woke' | 'network-changed' }
  | { because: 'stale'; newestMs: number };
