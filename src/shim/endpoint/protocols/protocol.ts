import type { Fault } from '../../../gateways/fault.ts';
import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import type { EndpointFailure } from '../failure.ts';
import type { Usage } from '../usage.ts';

/** What of a request the endpoint has to know; the rest of the body is nobody's business. */
export interface RequestFacts {
  /** The alias or model that was asked for. */
  model: string;
  stream: boolean;
  /** The most tokens that may be written, where the request says so. */
  maxOutputTokens?: number;
}

/** How a whole answer, or a stream that has ended, is to be judged. */
export interface AnswerJudgement {
  /** Null: complete. `truncated`, `stream-cut`, or what an error in the answer says. */
  fault: Fault | null;
  finishReason?: string;
  usage?: Usage;
}

/**
 * Follows one streamed answer as its bytes go by. Whatever it hands back is bytes as they came: nothing is added or
 * changed, and only whole events are handed back, so that an event of the shim's own can stand behind them.
 */
export interface StreamFollower {
  /**
   * Takes the bytes of one read; they are the caller's only during the call, and what is held back is copied.
   *
   * @returns the bytes that may be sent on now: a view of `bytes` where nothing was held. Empty: an event has begun and
   *   not ended. An event longer than the follower holds (1 MiB) is handed back in parts.
   */
  take(bytes: Buffer): Buffer;
  /** Events that brought content: text, reasoning, parts of tool calls, images. Comments, pings and openings are none. */
  readonly contentEvents: number;
  /** The end mark has come: `[DONE]`, `response.completed` or `.incomplete`, `message_stop`. */
  readonly ended: boolean;
  /** What an error event said; the stream is then over. */
  readonly error: Fault | undefined;
  readonly finishReason: string | undefined;
  readonly usage: Usage | undefined;
  /** The provider behind the gateway, where a chunk names it (OpenRouter). */
  readonly provider: string | undefined;
  /** Bytes of an event that has not ended. */
  readonly heldBytes: number;
  /** True when a part of an event was handed back already: nothing can be put behind it. */
  readonly inEvent: boolean;
  /** The body has ended in order: whether the answer is complete. A last event that lacks its blank line counts. */
  judge(): AnswerJudgement;
  /** What is held, for a caller that sends on a body that has ended; nothing is held then. Empty but for odd servers. */
  rest(): Buffer;
  /**
   * The event with which this stream ends when the rest will not come; it fits behind what was handed back, unless
   * `inEvent`.
   */
  failureEvent(failure: EndpointFailure): string;
}

/** One wire protocol as the endpoint speaks it. All of it is pure. */
export interface EndpointProtocol {
  id: SpokenProtocol;
  /** Below a gateway's root: `/chat/completions`, `/responses`, `/messages`. */
  path: string;
  /** Reads what has to be known of a request. @returns a sentence where it is none. */
  facts(body: Buffer): RequestFacts | { problem: string };
  follow(): StreamFollower;
  /** Judges an answer that is one document. */
  judgeWhole(body: Buffer): AnswerJudgement;
  /** The document that tells of a failure in place of an answer. */
  failureBody(failure: EndpointFailure): object;
  /** An SSE comment that keeps the caller's connection warm, or undefined where its clients trip over comments. */
  heartbeat: string | undefined;
}
