import * as z from 'zod/mini';
import { endpointShape } from './endpoint-shape.ts';
import type { ToShim } from './messages.ts';
import { routingShape } from './routing-shape.ts';

const seq = z.int().check(z.nonnegative());
const label = z.string().check(z.maxLength(300));
const client = z.string().check(z.maxLength(200));
const bare = <Type extends string>(type: Type) => z.object({ seq, type: z.literal(type) });

const request = z.discriminatedUnion('type', [
  z.object({ seq, type: z.literal('lease'), holder: z.enum(['window', 'terminal']), label, routing: z.optional(routingShape) }),
  z.object({ seq, type: z.literal('route'), routing: routingShape }),
  z.object({ seq, type: z.literal('endpoint'), configuration: endpointShape }),
  z.object({ seq, type: z.literal('mint'), client }),
  z.object({ seq, type: z.literal('revoke'), client }),
  z.object({ seq, type: z.literal('close'), entry: z.int().check(z.positive()) }),
  z.object({ seq, type: z.literal('requests'), which: z.enum(['kept', 'last-failed']) }),
  bare('follow'),
  bare('unfollow'),
  bare('state'),
  bare('spent'),
  bare('retire'),
  bare('stop'),
]);

/** A request of somebody attached, or undefined when it is none. */
export function parseRequest(message: unknown): ToShim | undefined {
  const parsed = z.safeParse(request, message);
  return parsed.success ? (parsed.data as ToShim) : undefined;
}

/** The number of something that is no request, so that whoever sent it hears of it; undefined when it has none. */
export function seqOf(message: unknown): number | undefined {
  const { seq: number } = (typeof message === 'object' && message !== null ? message : {}) as { seq?: unknown };
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
