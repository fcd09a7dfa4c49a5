import type { ChatRequest } from './chat-request.ts';
import type { ErrorAnswer } from './error-answer.ts';

/** What an answer is made of, whatever protocol it is told in. */
export interface ReplyFacts {
  readonly request: ChatRequest;
  readonly generationId: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** The answer in pieces: words, or the arguments of the tool's call. */
  readonly words: readonly string[];
  /** What is shown of the model's thinking, in pieces; empty where nobody asked. */
  readonly thoughts: readonly string[];
  /** The tool that is called; the answer is text without. */
  readonly tool: { readonly id: string; readonly name: string } | undefined;
  /** True when the answer stops at the number of tokens that was asked for. */
  readonly limited: boolean;
  /** The number of the next event, from 0. */
  count(): number;
}

/** How one protocol tells an answer: bytes of its stream, or one document. */
export interface ReplySkin {
  /** What a stream begins with. */
  head(facts: ReplyFacts): string;
  /** The thinking, an event or more each. */
  thoughts(facts: ReplyFacts): readonly string[];
  /** What stands before the first piece of the answer. */
  opening(facts: ReplyFacts): string;
  /** One piece of the answer. */
  word(facts: ReplyFacts, word: string): string;
  /** What stands behind the last piece. */
  closing(facts: ReplyFacts): string;
  /** What a stream ends with when all is well. */
  tail(facts: ReplyFacts): string;
  /** A failure inside the stream: the status is long sent. */
  failure(facts: ReplyFacts, answer: ErrorAnswer): string;
  /** The whole answer as a document. */
  whole(facts: ReplyFacts): object;
  /** The body of a refusal. */
  refusal(answer: ErrorAnswer): object;
}
