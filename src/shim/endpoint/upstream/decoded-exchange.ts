import { contentDecoder } from '../../../path/http-decoding.ts';
import { networkFailure, type NetworkFailure } from '../../../path/network-failure.ts';
import type { ResponseHead } from '../../http/response-head.ts';
import { AnswerDecoder } from './answer-decoder.ts';
import type { GatewayWire } from './gateway-wires.ts';
import { HttpExchange, type ExchangeOwner } from './http-exchange.ts';

/** An `HttpExchange` whose owner hears an encoded answer as if it were not, and is not told of a coding that is undone. */
export class DecodedExchange {
  readonly #exchange: HttpExchange;
  #decoder: AnswerDecoder | undefined;
  /** Set while the rest of an answer that broke off is still handed out. */
  #tornBy: NetworkFailure | undefined;

  constructor(gateway: GatewayWire, method: string, head: Buffer, body: Buffer, owner: ExchangeOwner) {
    this.#exchange = new HttpExchange(gateway, method, head, body, {
      head: (answer) => owner.head(this.#undo(answer, owner)),
      payload: (bytes) => (this.#decoder ? this.#decoder.take(bytes) : owner.payload(bytes)),
      ended: () => (this.#decoder ? this.#decoder.end() : owner.ended()),
      failed: (failure) => {
        this.#tornBy = failure;
        // What came before is handed out first.
        if (this.#decoder) this.#decoder.end();
        else owner.failed(failure);
      },
    });
  }

  get unsentBytes(): number {
    return this.#exchange.unsentBytes;
  }

  resume(): void {
    if (this.#decoder) this.#decoder.resume();
    else this.#exchange.resume();
  }

  cancel(): void {
    this.#exchange.cancel();
    this.#decoder?.cancel();
  }

  #undo(head: ResponseHead, owner: ExchangeOwner): ResponseHead {
    const decoder = contentDecoder(codingOf(head));
    if (!decoder) return head;
    this.#decoder = new AnswerDecoder(decoder, {
      payload: (bytes) => owner.payload(bytes),
      room: () => this.#exchange.resume(),
      ended: () => (this.#tornBy ? owner.failed(this.#tornBy) : owner.ended()),
      failed: (error) => {
        this.#exchange.cancel();
        owner.failed(this.#tornBy ?? networkFailure('http', 'http', Object.assign(new Error(error.message), { code: 'HPE_UNPARSABLE' })));
      },
    });
    return { ...head, headers: head.headers.filter(([name]) => name.toLowerCase() !== 'content-encoding') };
  }
}

/** Whether an answer's body is in a coding that was not undone. */
export function isEncoded(head: ResponseHead): boolean {
  const coding = codingOf(head)?.trim().toLowerCase() ?? '';
  return coding !== '' && coding !== 'identity';
}

function codingOf({ headers }: ResponseHead): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
}
