import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { practiceHeader, practiceKey } from '../gateways/practice.ts';

/** The value of the practice header: the lab's own version. */
export const labVersion = '1';

/** One answered (or never answered) request, as reported to whoever runs the lab. */
export interface RequestEntry {
  method: string;
  /** Without the query. */
  path: string;
  /** 0 when the connection ended before there was an answer. */
  status: number;
  authorization: 'none' | 'practice-key' | 'other';
}

/** A request and its answer while they last. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  /** The key as a bearer, or in `x-api-key` as Anthropic's clients send it; undefined when there is none. */
  readonly key: string | undefined;
  /** Aborted when the answer is complete or the client has gone; waits and timers end with it. */
  readonly signal: AbortSignal;
  /** Ends the connection with a TCP reset. */
  readonly reset: () => void;
  readonly #onRequest: ((entry: RequestEntry) => void) | undefined;
  #reported = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    reset: () => void,
    onRequest?: (entry: RequestEntry) => void,
  ) {
    this.request = request;
    this.reset = reset;
    this.response = response;
    this.method = request.method ?? 'GET';
    this.path = pathOf(request.url ?? '/');
    this.key =
      /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? anthropicKey(request.headers['x-api-key']);
    this.#onRequest = onRequest;
    const controller = new AbortController();
    this.signal = controller.signal;
    response.setHeader(practiceHeader, labVersion);
    // A kept TLS connection would go on with the certificate it was made with; a switched scenario must be seen.
    if ((request.socket as Partial<TLSSocket>).encrypted) response.setHeader('connection', 'close');
    response.on('error', () => request.socket.destroy());
    response.once('close', () => {
      this.#report(response.headersSent ? response.statusCode : 0);
      controller.abort();
    });
  }

  /** Sends a whole answer. */
  send(status: number, contentType: string, body: string, headers: OutgoingHttpHeaders = {}): void {
    if (this.response.headersSent || this.response.destroyed) return;
    const bytes = Buffer.from(body, 'utf8');
    this.open(status, { 'content-type': contentType, 'content-length': bytes.length, ...headers });
    this.response.end(bytes);
  }

  /** Sends a JSON document. */
  json(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, 'application/json', JSON.stringify(body), headers);
  }

  /** Sends the head alone, at once; the body follows by writing to `response`. */
  open(status: number, headers: OutgoingHttpHeaders): void {
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
    this.#report(status);
  }

  /**
   * Reads the request's body.
   *
   * @returns the bytes, or undefined when there are more than `limitBytes`.
   * @throws when the client leaves half-way.
   */
  async body(limitBytes: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of this.request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size <= limitBytes) parts.push(part);
    }
    return size <= limitBytes ? Buffer.concat(parts) : undefined;
  }

  #report(status: number): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#onRequest?.({ method: this.method, path: this.path, status, authorization: this.#authorization() });
  }

  #authorization(): RequestEntry['authorization'] {
    if (this.request.headers.authorization === undefined && this.key === undefined) return 'none';
    return this.key === practiceKey ? 'practice-key' : 'other';
  }
}

function anthropicKey(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^\S{1,500}$/.test(header) ? header : undefined;
}

/** The path of a request target in origin or absolute form. */
function pathOf(target: string): string {
  try {
    return new URL(target, 'http://lab').pathname;
  } catch {
    return '/';
  }
}
