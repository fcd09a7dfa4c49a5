import type { Leg } from './leg.ts';

/** A failed network step, mapped to a leg and carrying the deepest error code there was. */
export interface NetworkFailure {
  leg: Leg;
  /** The step that failed: `dns`, `tcp`, `proxy-dns`, `proxy-tcp`, `proxy-tls`, `proxy-connect`, `socks`, `tls`, `http`. */
  step: string;
  /** Deepest code found: `ENOTFOUND`, `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`, `DEADLINE` ... */
  code: string;
  /** The error's own words, bounded in length, control characters removed. */
  message: string;
  /** Codes of every nested error, outermost first (`cause` and `errors[]` walked). */
  chain: readonly string[];
}

/** Longest error text kept. A peer can put anything into an error; more than this is of no use. */
const maxMessageChars = 500;

interface ErrorLike {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown;
}

/**
 * Every error reachable by `cause` and `errors[]`, outermost first, each once.
 * `fetch failed` says nothing; the code is several levels down, and `AggregateError` of happy eyeballs
 * has an empty message of its own.
 */
export function errorChain(error: unknown): ErrorLike[] {
  const found: ErrorLike[] = [];
  const seen = new Set<unknown>();
  const walk = (one: unknown): void => {
    if (typeof one !== 'object' || one === null || seen.has(one) || found.length > 32) return;
    seen.add(one);
    const like = one as ErrorLike;
    found.push(like);
    walk(like.cause);
    if (Array.isArray(like.errors)) like.errors.forEach(walk);
  };
  walk(error);
  return found;
}

/** The code that says most: the deepest `code` in the chain, else the outermost error's name. */
export function deepestCode(error: unknown): string {
  const chain = errorChain(error);
  for (const one of chain.toReversed()) {
    if (typeof one.code === 'string' && one.code !== '') return one.code;
  }
  // undici looks its parser's codes up the wrong way round, so they are missing (undici 7, client-h1.js and llhttp's ERROR).
  const unparsed = chain.find(({ name }) => name === 'HTTPParserError');
  if (unparsed) {
    const { message } = unparsed;
    // What is left of a connection that was reset in the middle of a response (undici 7, client-h1.js, onHttpSocketError).
    return typeof message === 'string' && message.includes('Invalid EOF state') ? 'HPE_INVALID_EOF_STATE' : 'HPE_UNPARSABLE';
  }
  const name = chain[0]?.name;
  return typeof name === 'string' && name !== '' ? name : 'UNKNOWN';
}

/** The deepest non-empty message, bounded and free of control characters. */
export function deepestMessage(error: unknown): string {
  for (const one of errorChain(error).toReversed()) {
    if (typeof one.message === 'string' && one.message !== '') return plainText(one.message, maxMessageChars);
  }
  return plainText(String(error), maxMessageChars);
}

/** Text from the network made safe to print: one line, no control, invisible or bidirectional characters, bounded. */
export function plainText(text: string, maxChars: number): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g, ' ').trim();
  // A cut never leaves half a surrogate pair behind.
  return clean.length > maxChars ? `${clean.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…` : clean;
}

/** Builds a failure from whatever was thrown. */
export function networkFailure(leg: Leg, step: string, error: unknown): NetworkFailure {
  return {
    leg,
    step,
    code: deepestCode(error),
    message: deepestMessage(error),
    chain: errorChain(error).flatMap((one) => (typeof one.code === 'string' ? [one.code] : [])),
  };
}
