import type { SpokenProtocol } from '../../../gateways/gateway.ts';

/** One event of a stream, as Server-Sent Events have it. */
export interface StreamEvent {
  /** The `event:` line; absent where there was none. */
  event?: string;
  data: string;
}

/** Turns the events of one answer into those of another protocol, one by one. */
export interface StreamTranslator {
  /** @returns whole events as text, or an empty string. */
  take(event: StreamEvent): string;
}

/**
 * What one request and its answer become when a caller speaks one protocol and the target another. Pure: it keeps
 * nothing between calls, so one serves any number of requests.
 *
 * An answer is told the request it belongs to, as the caller sent it: which tools take free text, and whether the caller
 * wants usage in a stream, is said there alone. Without it, each tool is a function and usage is not sent in chat
 * completions.
 */
export interface Translation {
  /** What the caller speaks. */
  from: SpokenProtocol;
  /** What the target speaks. */
  to: SpokenProtocol;
  /**
   * The caller's request in the target's protocol.
   *
   * @param body parsed JSON.
   * @returns `impossible`: a sentence naming what has no equal, before anything is sent.
   */
  request(body: unknown, model: string): { body: Record<string, unknown> } | { impossible: string };
  /** The target's whole answer in the caller's protocol; an error document where the answer is none. */
  whole(answer: unknown, request?: unknown): Record<string, unknown>;
  /** A translator for one stream. Where the target's stream ends without its end mark, so does the caller's. */
  stream(request?: unknown): StreamTranslator;
}
