import type { Readable } from 'node:stream';
import * as z from 'zod/mini';
import type { EndpointConfiguration } from '../endpoint/chains/chain.ts';
import type { Routing } from '../routing.ts';
import type { ShimLimits } from '../shim-options.ts';
import { endpointShape } from './endpoint-shape.ts';
import type { LifetimeClocks } from './lifetime-step.ts';
import { routingShape } from './routing-shape.ts';
import type { ShimProblem } from './shim-problem.ts';
import { problemShape } from './parse-answer.ts';

/** What the process is started with: one JSON document on its standard input, as it holds proxy passwords and API keys. */
export interface ShimProcessConfiguration {
  stateFolder: string;
  /** Of the package that starts it. */
  release: string;
  routing: Routing;
  /** What the endpoint serves; nothing without. */
  endpoint?: EndpointConfiguration;
  /** Chooses another port than the one that is kept. A shim that runs already stays on its own. */
  newPort?: boolean;
  clocks?: Partial<LifetimeClocks>;
  limits?: Partial<ShimLimits>;
  /** What is done with ended connections beside keeping the last ones in memory. */
  journal?: { file?: boolean; export?: boolean };
}

/**
 * The line that the process says on its standard output: that it is ready, that another shim answers already (then it
 * ends with 0), or why it can't.
 */
export type ShimProcessLine =
  /** `setAside`: where tokens that were no good have been put. */
  | { port: number; pid: number; release: string; setAside?: string }
  | { already: true }
  | { problem: ShimProblem };

const ms = z.optional(z.number().check(z.nonnegative()));
const count = z.optional(z.int().check(z.positive()));

const configuration = z.object({
  stateFolder: z.string().check(z.minLength(1)),
  release: z.string().check(z.minLength(1), z.maxLength(100)),
  routing: routingShape,
  endpoint: z.optional(endpointShape),
  newPort: z.optional(z.boolean()),
  clocks: z.optional(z.object({ firstLeaseMs: ms, graceMs: ms, drainMs: ms })),
  limits: z.optional(z.object({ connections: count, strangers: count, headBytes: count, headMs: ms, idleMs: ms, openMs: ms, firstByteMs: ms, halfClosedMs: ms })),
  journal: z.optional(z.object({ file: z.optional(z.boolean()), export: z.optional(z.boolean()) })),
});

const line = z.union([
  z.object({ port: z.int(), pid: z.int(), release: z.string(), setAside: z.optional(z.string()) }),
  z.object({ already: z.literal(true) }),
  z.object({ problem: problemShape }),
]);

/** The process's line, or undefined when it is none. */
export function parseProcessLine(message: unknown): ShimProcessLine | undefined {
  const parsed = z.safeParse(line, message);
  return parsed.success ? (parsed.data as ShimProcessLine) : undefined;
}

/**
 * Reads the document to its end.
 *
 * @throws Error when it is none; what it says is not repeated, as it may hold a password or a key.
 */
export async function readConfiguration(input: Readable): Promise<ShimProcessConfiguration> {
  const pieces: Buffer[] = [];
  for await (const piece of input) pieces.push(Buffer.from(piece as Uint8Array));
  let document: unknown;
  try {
    document = JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw new Error('the configuration on standard input is no JSON document');
  }
  const parsed = z.safeParse(configuration, document);
  if (!parsed.success) {
    const [where] = parsed.error.issues;
    throw new Error(`the configuration on standard input is wrong at ${where?.path.join('.') ?? '?'}`);
  }
  return parsed.data as ShimProcessConfiguration;
}
