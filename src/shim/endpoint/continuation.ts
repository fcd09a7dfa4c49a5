import { createParser } from 'eventsource-parser';

/** More text than any model writes in one answer; beyond it nothing is gone on with. */
const maxTextChars = 2_000_000;
/** How often one answer is gone on with. */
export const maxContinuations = 2;

/**
 * The text of a chat completion as it was sent on, so that another request can be shown it. Only plain text can be gone
 * on with: half a tool call, or thoughts that are signed, would be another answer.
 */
export class PartialText {
  readonly #decoder = new TextDecoder('utf-8');
  #text = '';
  #other = false;
  readonly #parser = createParser({ onEvent: ({ data }) => this.#event(data) });

  take(bytes: Buffer): void {
    if (!this.#other) this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Undefined where there is none, or where there is more than text. */
  get text(): string | undefined {
    return this.#other || this.#text === '' ? undefined : this.#text;
  }

  #event(data: string): void {
    let chunk: { choices?: { index?: unknown; delta?: Record<string, unknown> }[] } | null;
    try {
      chunk = JSON.parse(data) as typeof chunk;
    } catch {
      return;
    }
    for (const { index, delta } of Array.isArray(chunk?.choices) ? chunk.choices : []) {
      // Answers side by side.
      if (index !== undefined && index !== 0) this.#other = true;
      const { content, tool_calls: calls, function_call: call, audio } = delta ?? {};
      if ((Array.isArray(calls) && calls.length > 0) || call || audio) this.#other = true;
      if (typeof content === 'string') this.#text += content;
      else if (content !== undefined && content !== null) this.#other = true;
    }
    if (this.#text.length > maxTextChars) this.#other = true;
  }
}

/**
 * The request that asks for the rest: the same, with the part as the assistant's own words, and a word to go on. A model
 * that takes the last message as its own beginning goes on either way. Pure.
 *
 * @returns undefined for a body that is no chat completion of plain text.
 */
export function continuationBody(body: Buffer, partial: string): Buffer | undefined {
  const request = JSON.parse(body.toString('utf8')) as { messages?: unknown; n?: unknown; response_format?: unknown };
  if (!Array.isArray(request.messages) || (typeof request.n === 'number' && request.n > 1)) return undefined;
  const messages: unknown[] = [
    ...(request.messages as unknown[]),
    { role: 'assistant', content: partial },
    { role: 'user', content: 'Your answer broke off. Go on with the very next character after its last one: no repetition, no introduction.' },
  ];
  return Buffer.from(JSON.stringify({ ...request, messages }), 'utf8');
}

/** Marks the place where one answer ends and the other begins: a comment, which no client takes for text. */
export function seam(target: string): Buffer {
  return Buffer.from(`: gatehouse: the answer broke off here; ${target.replace(/[^\x20-\x7e]/g, '?')} goes on with it\n\n`, 'utf8');
}
