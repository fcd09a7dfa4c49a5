import type { ChatRequest } from './chat-request.ts';
import type { ErrorAnswer } from './error-answer.ts';

/** What an answer is made of, whatever protocol it is told in. */
export interface ReplyFacts {
  readonly request: ChatRequest;
  readonly generationId: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly words: readonly string[];
  /** True when the answer stops at the number of tokens that was asked for. */
  readonly limited: boolean;
}

/** How one protocol tells an answer: bytes of its stream, or one document. */
export interface ReplySkin {
  /** What a stream begins with. */
  head(facts: ReplyFacts): string;
  /** One word of the answer. */
  word(facts: ReplyFacts, word: string): string;
  /** What a stream ends with when all is well. */
  tail(facts: ReplyFacts): string;
  /** A failure inside the stream: the status is long sent. */
  failure(facts: ReplyFacts, answer: ErrorAnswer): string;
  /** The whole answer as a document. */
  whole(facts: ReplyFacts): object;
  /** The body of a refusal. */
  refusal(answer: ErrorAnswer): object;
}
