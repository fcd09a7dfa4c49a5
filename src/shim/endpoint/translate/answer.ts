/** An answer that is told in no protocol. */
export interface Answer {
  id: string;
  model: string;
  /** Seconds since the epoch, where the protocol tells it. */
  createdS?: number;
  blocks: Block[];
  ending: Ending;
  usage?: Tokens;
}

/** A piece of an answer, in the order in which it was written. */
export type Block =
  | { kind: 'text' | 'refusal' | 'reasoning'; text: string }
  | { kind: 'call'; id: string; name: string; text: string; freeform?: true };

/** Why an answer is over. */
export interface Ending {
  why: 'stop' | 'length' | 'calls' | 'filter' | 'stop-sequence';
  /** The sequence that was met (Messages). */
  sequence?: string;
}

/** What an answer took. Input counts what was read from and written to a cache as well; output counts reasoning. */
export interface Tokens {
  input: number;
  output: number;
  cached?: number;
  cacheWritten?: number;
  reasoning?: number;
  /** What the gateway says it cost, in US dollars (OpenRouter). */
  costUsd?: number;
}

/** A failure that stands where an answer was expected, or in the middle of its stream. */
export interface AnswerError {
  message: string;
  /** HTTP status, or the code that stands for it. */
  status?: number;
  /** OpenAI's and Anthropic's `type`. */
  type?: string;
  /** OpenAI's `code`: `context_length_exceeded`. */
  code?: string;
  param?: string;
  /** OpenRouter's stable type, the same in all three protocols. */
  errorType?: string;
  metadata?: Record<string, unknown>;
  availability?: Record<string, unknown>;
}

/**
 * What happens in the stream of an answer. A block is opened, grows, and is closed; blocks that are open at once grow in
 * any order. `block` counts from 0 in the order in which blocks are opened.
 */
export type AnswerEvent =
  | { type: 'start'; id: string; model: string; createdS?: number; usage?: Tokens }
  | { type: 'open'; block: number; what: OpenBlock }
  | { type: 'grow'; block: number; text: string }
  | { type: 'close'; block: number }
  /** The end mark has come: all is known, and no more follows. */
  | { type: 'end'; ending: Ending; usage?: Tokens }
  | { type: 'error'; error: AnswerError };

/** What a block is, before any of it was written. */
export type OpenBlock = { kind: 'text' | 'refusal' | 'reasoning' } | { kind: 'call'; id: string; name: string; freeform?: true };

/** Reads the events of one protocol's stream. What is malformed or says nothing gives no event. */
export interface AnswerReader {
  read(event: { event?: string; data: string }): AnswerEvent[];
}

/** Writes the events of one protocol's stream. */
export interface AnswerWriter {
  /** @returns whole events as text, or an empty string. */
  write(event: AnswerEvent): string;
}

/** An ending in words of its own where calls were written: some gateways say `stop` behind them. */
export function endingOf(why: Ending['why'], calls: boolean): Ending {
  return { why: why === 'stop' && calls ? 'calls' : why };
}

/** One server-sent event. */
export function sse(data: object, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}
