import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { EndpointFailure } from '../failure.ts';
import type { EndpointProtocol, StreamFollower } from '../protocols/protocol.ts';
import type { StreamTranslator, Translation } from './translation.ts';

/** One answer that becomes one of the caller's protocol on its way. */
export class TranslatedAnswer {
  readonly #translation: Translation;
  readonly #request: unknown;
  readonly #translator: StreamTranslator;
  /** Follows what the caller is told, so that a failure can be said in it. */
  readonly #told: StreamFollower;
  readonly #parser: EventSourceParser;
  readonly #decoder = new TextDecoder('utf-8');
  #out = '';

  /**
   * @param caller the protocol of the caller.
   * @param request as the caller sent it, parsed.
   */
  constructor(translation: Translation, caller: EndpointProtocol, request: unknown) {
    this.#translation = translation;
    this.#request = request;
    this.#translator = translation.stream(request);
    this.#told = caller.follow();
    this.#parser = createParser({
      onEvent: ({ event, data }) => {
        this.#out += this.#translator.take({ ...(event !== undefined && { event }), data });
      },
    });
  }

  /** @returns what the caller is told for these bytes. */
  more(bytes: Buffer): Buffer {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    return this.#flush();
  }

  /** What is still to be told at the end of the stream. */
  end(): Buffer {
    this.#parser.reset({ consume: true });
    return this.#flush();
  }

  /** @returns undefined for an answer that is no document. */
  whole(body: Buffer): Buffer | undefined {
    try {
      return Buffer.from(JSON.stringify(this.#translation.whole(JSON.parse(body.toString('utf8')), this.#request)), 'utf8');
    } catch {
      return undefined;
    }
  }

  failureEvent(failure: EndpointFailure): string {
    return this.#told.failureEvent(failure);
  }

  #flush(): Buffer {
    const out = Buffer.from(this.#out, 'utf8');
    this.#out = '';
    return this.#told.take(out);
  }
}
