import * as z from 'zod/mini';
import type { FromShim, Greeting } from './messages.ts';
import { shimProblemCodes } from './shim-problem.ts';

const seq = z.int().check(z.nonnegative());
const text = z.string().check(z.maxLength(1_000));
const count = z.number().check(z.nonnegative());

/** Loose, as a later version's has more; what is needed to retire a shim of any version is checked. */
const greeting = z.looseObject({
  gatehouse: z.literal('shim'),
  version: z.int().check(z.positive()),
  release: z.string().check(z.maxLength(100)),
  pid: z.int().check(z.positive()),
  port: z.int().check(z.positive(), z.maximum(65_535)),
  run: z.string().check(z.minLength(1), z.maxLength(100)),
});

/** A shim's first word, or undefined when it is none. */
export function parseGreeting(message: unknown): Greeting | undefined {
  const parsed = z.safeParse(greeting, message);
  return parsed.success ? (parsed.data as Greeting) : undefined;
}

export const problemShape = z.object({ code: z.enum(shimProblemCodes), about: z.optional(text), reason: z.optional(text) });

const state = z.looseObject({
  port: count,
  pid: count,
  release: text,
  startedAtMs: count,
  open: count,
  served: count,
  refused: z.record(z.string(), count),
  leases: z.array(z.looseObject({ holder: z.enum(['window', 'terminal']), label: text })),
  bundleFile: z.nullable(z.string()),
});
const entry = z.looseObject({ id: count, startedAtMs: count, kind: text, host: z.string(), port: count });

const request = z.looseObject({ id: count, startedAtMs: count, asked: z.string(), attempts: z.array(z.looseObject({ target: z.string() })) });

const requests = z.array(request).check(z.maxLength(2_000));
const ledger = z.looseObject({ rows: z.array(z.looseObject({ day: text })).check(z.maxLength(5_000)) });
const caps = z.array(z.looseObject({ alias: text, usdPerDay: count })).check(z.maxLength(1_000));

const answer = z.union([
  z.object({
    seq,
    ok: z.literal(true),
    state: z.optional(state),
    token: z.optional(text),
    found: z.optional(z.boolean()),
    ledger: z.optional(ledger),
    caps: z.optional(caps),
    requests: z.optional(requests),
  }),
  z.object({ seq, ok: z.literal(false), problem: problemShape }),
  z.object({ type: z.literal('entries'), entries: z.array(entry).check(z.maxLength(1_000)) }),
  z.object({ type: z.literal('requests'), requests }),
  z.object({ type: z.literal('ending'), why: z.enum(['retired', 'stopped', 'unused']) }),
]);

/** A message of the shim, which is the same program: its frame is checked, the rest is taken at its word. */
export function parseFromShim(message: unknown): FromShim | undefined {
  const parsed = z.safeParse(answer, message);
  return parsed.success ? (parsed.data as unknown as FromShim) : undefined;
}
