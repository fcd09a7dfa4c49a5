import { t } from '@vscode/l10n';
import type { Resolve } from '../dial.ts';
import { exchange, readBody, type HttpClocks, type ReadResponse } from '../http.ts';
import { deepestMessage, plainText } from '../network-failure.ts';
import type { NetworkPath } from '../network-path.ts';
import { readTrustStores } from '../trust-stores.ts';

/** What came of fetching a PAC script. `problem` is a sentence for people. */
export type FetchedPac = { script: string; bytes: number } | { problem: string };

export interface PacFetch {
  resolve: Resolve;
  clocks: HttpClocks;
  /** For everything, in ms. */
  limitMs: number;
  signal: AbortSignal;
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** As Chromium (net/proxy_resolution/pac_file_fetcher_impl.cc). */
const maxBytes = 1_048_576;
const maxRedirects = 5;

/** Scripts are fetched directly by every client: a proxy can't be asked before it is known. */
const direct: NetworkPath = { id: 'direct', mode: 'direct', label: 'direct', clients: [], primary: false };

/**
 * Gets a PAC script as Chromium does: from an http, https or data URL, directly, whatever the type of the answer, status
 * 200 only. https is verified. Nothing is sent but the request: no user name of the URL, no cookie. File URLs are not
 * read, as Chromium and the editor don't read them either.
 *
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function fetchPac(pacUrl: string, options: PacFetch): Promise<FetchedPac> {
  let url: URL;
  try {
    url = new URL(pacUrl);
  } catch {
    return { problem: t('its address is no URL.') };
  }
  if (url.protocol === 'data:') return decodeDataUrl(pacUrl);
  const timeUp = AbortSignal.timeout(options.limitMs);
  const signal = AbortSignal.any([options.signal, timeUp]);
  try {
    for (let hop = 0; hop <= maxRedirects; hop++) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return { problem: unreadableScheme(url) };
      const answer = await getOnce(url, options, signal);
      if ('script' in answer || 'problem' in answer) return answer;
      url = answer.location;
    }
    return { problem: t('its server redirects again and again.') };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!timeUp.aborted) return { problem: deepestMessage(error) };
    return { problem: t('its server did not send it within {0} s.', Math.round(options.limitMs / 1_000)) };
  }
}

function unreadableScheme({ protocol }: URL): string {
  return protocol === 'file:'
    ? t('it is a file, and Chromium, and so the editor, read PAC scripts from http, https and data addresses only.')
    : t('{0} is no address that PAC scripts are read from.', plainText(protocol, 20));
}

async function getOnce(url: URL, options: PacFetch, signal: AbortSignal): Promise<FetchedPac | { location: URL }> {
  const asked = new URL(url.href);
  asked.username = '';
  asked.password = '';
  asked.hash = '';
  const secure = asked.protocol === 'https:';
  const request = { url: asked, method: 'GET' as const, headers: { accept: '*/*' } };
  const stores = secure ? await readTrustStores(options.environment, options.platform) : undefined;
  const roots = stores && [...stores.bundled, ...(stores.extra ?? []), ...(stores.system ?? [])];
  const { resolve, clocks, limitMs } = options;
  const read: ReadResponse<FetchedPac | { location: URL }> = async ({ status, headers, body }, inner) => {
    const location = headers['location'];
    if (status >= 300 && status < 400 && location !== undefined) {
      body.destroy();
      return { location: new URL(location, asked) };
    }
    if (status !== 200) {
      body.destroy();
      return { problem: t('its server answers HTTP {0}.', status) };
    }
    const { bytes, truncated } = await readBody(body, maxBytes, limitMs, inner);
    if (truncated) return { problem: t('it is longer than 1 MB, and such a script is not taken.') };
    return { script: decode(bytes, charsetOf(headers['content-type'] ?? '')), bytes: bytes.length };
  };
  const got = await exchange(request, direct, roots, resolve, clocks, signal, read);
  return got.ok ? got.value : { problem: `${got.failure.message} (${got.failure.code})` };
}

function charsetOf(type: string): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(type)?.[1];
}

/** The character set that is named, else that of a byte-order mark, else Latin-1. */
function decode(bytes: Buffer, charset: string | undefined): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8'
    : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be'
      : bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
  try {
    return new TextDecoder(charset ?? marked ?? 'latin1').decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** `data:TYPE;charset=X;base64,DATA` (RFC 2397). */
function decodeDataUrl(url: string): FetchedPac {
  const comma = url.indexOf(',');
  if (comma === -1) return { problem: t('its address is no URL.') };
  const head = url.slice('data:'.length, comma);
  const base64 = /;\s*base64\s*$/i.test(head);
  const encoded = Buffer.from(url.slice(comma + 1).replace(/#.*$/s, ''), 'latin1');
  const plain = Buffer.from(encoded.toString('latin1').replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  ), 'latin1');
  const bytes = base64 ? Buffer.from(plain.toString('latin1').replace(/\s/g, ''), 'base64') : plain;
  if (bytes.length > maxBytes) return { problem: t('it is longer than 1 MB, and such a script is not taken.') };
  return { script: decode(bytes, charsetOf(head)), bytes: bytes.length };
}
