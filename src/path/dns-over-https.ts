/** A public resolver asked over HTTPS (RFC 8484), by its address, so that no other name has to be resolved first. */
import { encodeDnsQuery, parseDnsMessage, recordTypes } from './dns-message.ts';
import { exchange, readBody, type HttpClocks } from './http.ts';
import type { Lookup } from './dns.ts';
import type { NetworkFailure } from './network-failure.ts';
import type { NetworkPath } from './network-path.ts';

/** What a public resolver says. */
export interface OverHttpsAnswer {
  /** The resolver, by its URL. */
  resolver: string;
  durationMs: number;
  rcode?: number;
  addresses: readonly string[];
  failure?: NetworkFailure;
}

/** Cloudflare's and Google's, whose certificates name the addresses (their public documents). */
export const publicResolvers: readonly string[] = ['https://1.1.1.1/dns-query', 'https://8.8.8.8/dns-query'];

const maxBodyBytes = 16 * 1024;

/**
 * Asks a resolver for A records, by the path that the gateway is reached by. Only for a user who agreed to it: the
 * resolver learns which gateway is used.
 *
 * @param roots PEM roots its certificate is verified with; undefined for the runtime's own.
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function askOverHttps(
  resolver: string,
  name: string,
  path: NetworkPath,
  resolve: (host: string) => Promise<Lookup>,
  roots: readonly string[] | undefined,
  clocks: HttpClocks,
  signal: AbortSignal,
): Promise<OverHttpsAnswer> {
  const started = performance.now();
  const url = new URL(resolver);
  // RFC 8484, 4.1: id 0, so that the answer can be cached.
  url.searchParams.set('dns', Buffer.from(encodeDnsQuery(0, name, recordTypes.A)).toString('base64url'));
  const headers = { accept: 'application/dns-message' };
  const answer = await exchange(
    { url, method: 'GET', headers },
    path,
    roots,
    resolve,
    clocks,
    signal,
    async ({ status, body }, inner) => {
      const { bytes } = await readBody(body, maxBodyBytes, clocks.headersMs, inner);
      const message = status === 200 ? parseDnsMessage(bytes) : null;
      if (!message?.response) {
        throw Object.assign(new Error(`the resolver answered ${status} without a DNS message`), { code: 'EBADRESP' });
      }
      return message;
    },
  );
  const durationMs = performance.now() - started;
  if (!answer.ok) return { resolver, durationMs, addresses: [], failure: { ...answer.failure, leg: 'dns' } };
  const { rcode, answers } = answer.value;
  const addresses = answers.flatMap(({ address }) => (address === undefined ? [] : [address])).slice(0, 16);
  return { resolver, durationMs, rcode, addresses };
}
