/** What windows say to each other over `WindowLink`. Both ends import this; what comes in is parsed. */
import * as z from 'zod/mini';
import { faultKinds } from '../../gateways/fault.ts';
import { legs } from '../../path/leg.ts';
import type { Standing } from '../../gateways/health/standing.ts';
import type { NoticeMemory } from './notice.ts';

/** Counted up when a message changes, so that windows of two versions don't talk past each other. */
export const messagesVersion = 2;

const gateway = z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,59}$/));
const text = (most: number) => z.nullable(z.string().check(z.maxLength(most)));
const time = z.number().check(z.nonnegative());

const signal = z.object({
  source: z.enum(['passive', 'active']),
  atMs: time,
  outcome: z.enum(['answered', 'failed']),
  latencyMs: z.nullable(time),
  kind: z.nullable(z.enum(faultKinds)),
  leg: z.nullable(z.enum(legs)),
  status: z.nullable(z.int()),
  code: text(100),
  retryAfterMs: z.nullable(time),
  provider: text(200),
  model: text(300),
  keyed: z.optional(z.literal(true)),
});

const toOwner = z.discriminatedUnion('type', [
  z.object({ type: z.literal('focus'), focused: z.boolean() }),
  z.object({ type: z.literal('seen'), gateway, signal }),
  z.object({ type: z.literal('checkNow') }),
  z.object({ type: z.literal('keyChanged'), gateway }),
]);

/** What a window tells the one that watches for all. */
export type ToOwner = z.infer<typeof toOwner>;

/** A message of a follower, or undefined when it is none. */
export function parseToOwner(message: unknown): ToOwner | undefined {
  const parsed = z.safeParse(toOwner, message);
  return parsed.success ? parsed.data : undefined;
}

const standing = z.looseObject({ id: gateway, title: z.string(), health: z.looseObject({ state: z.string(), sentence: z.string() }) });
const told = z.looseObject({ told: z.nullable(z.string()), pending: z.nullable(z.looseObject({})), toldAtMs: z.nullable(z.number()) });
const toFollower = z.discriminatedUnion('type', [
  z.object({ type: z.literal('standings'), standings: z.array(standing).check(z.maxLength(200)), problem: text(500), told: z.record(gateway, told) }),
  z.object({ type: z.literal('notice'), gateway, tell: z.enum(['trouble', 'recovered']) }),
]);

/** What the window that watches tells the others. */
export type ToFollower =
  | {
      type: 'standings';
      standings: readonly Standing[];
      problem: string | null;
      /** What the user was told, by gateway: the window that takes over does not tell it again. */
      told: Readonly<Record<string, NoticeMemory>>;
    }
  | { type: 'notice'; gateway: string; tell: 'trouble' | 'recovered' };

/** A message of the owner, which is the same program: its frame is checked, the rest is taken at its word. */
export function parseToFollower(message: unknown): ToFollower | undefined {
  const parsed = z.safeParse(toFollower, message);
  return parsed.success ? (parsed.data as unknown as ToFollower) : undefined;
}
