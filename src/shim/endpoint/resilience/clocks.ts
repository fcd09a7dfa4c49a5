/** The clocks of one attempt: what they are unless the user says otherwise, and what is left of them. Pure. */
import type { AttemptClocks } from '../chains/chain.ts';

const streamed: AttemptClocks = {
  // As undici (docs/docs/api/Client.md, connect.timeout): five addresses at 2 s.
  connectMs: 10_000,
  // Cloudflare's edge gives up at 120 s with an error of its own, which says more than a clock of ours (524).
  headersMs: 130_000,
  // Reasoning models say nothing for minutes; fetch without the endpoint would end it here (undici, bodyTimeout).
  firstContentMs: 300_000,
  // Once it writes, the paths themselves end a silent stream after 50 to 120 s (haproxy 50 s, nginx 60 s, Cloudflare 120 s).
  silenceMs: 120_000,
  // An answer of 128,000 tokens takes about an hour (anthropic-sdk-typescript, src/client.ts, _calculateNonstreamingTimeout).
  totalMs: 3_600_000,
};

/** A whole answer begins when it is written to its end; all of it has the 600 s that the SDKs give it (openai-node, README.md). */
const whole: AttemptClocks = { ...streamed, headersMs: 600_000, totalMs: 600_000 };

/** The clocks of an attempt, unless the user says otherwise. */
export function defaultClocks(stream: boolean): AttemptClocks {
  return stream ? streamed : whole;
}

/** An attempt leaves others this share of the time that is left for a first content, and so much at most. */
const leftShare = 1 / 3;
const mostLeftMs = 30_000;

/** What the clocks of one attempt depend on. */
export interface ClockInput {
  stream: boolean;
  /** Until the request has to be over, in ms. */
  leftMs: number;
  /** Another target can still be asked, and would need time. */
  othersLeft: boolean;
  /** What the user set, the chain's own last. */
  own?: readonly (Partial<AttemptClocks> | undefined)[];
}

/**
 * The clocks of one attempt: none that waits for the first content goes beyond the request's own deadline. A stream that
 * has not begun leaves the targets behind it some of the time; a whole answer may take all of it, for nothing tells one
 * that is slow from one that hangs.
 */
export function attemptClocks({ stream, leftMs, othersLeft, own = [] }: ClockInput): AttemptClocks {
  const clocks = { ...defaultClocks(stream) };
  for (const set of own) Object.assign(clocks, set);
  const untilContentMs = Math.max(0, stream && othersLeft ? leftMs - Math.min(leftMs * leftShare, mostLeftMs) : leftMs);
  return {
    connectMs: Math.min(clocks.connectMs, untilContentMs),
    headersMs: Math.min(clocks.headersMs, untilContentMs),
    firstContentMs: Math.min(clocks.firstContentMs, untilContentMs),
    silenceMs: clocks.silenceMs,
    // A stream that has begun is no longer bound by the time for its beginning.
    totalMs: stream ? clocks.totalMs : Math.min(clocks.totalMs, untilContentMs),
  };
}
