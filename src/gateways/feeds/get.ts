import { t } from '@vscode/l10n';
import * as tls from 'node:tls';
import { isCertificateCode } from '../../path/certificate-codes.ts';
import type { Resolve } from '../../path/dial.ts';
import { decoded } from '../../path/http-decoding.ts';
import { exchange, readBody, type Exchange, type HttpClocks } from '../../path/http.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import type { RouteQuestion } from '../../path/route.ts';
import { decideRoutes, networkPaths } from '../../path/routes.ts';
import type { TrustStores } from '../../path/trust-stores.ts';
import type { FeedAnswer } from './adapter.ts';
import { maxFeedBytes } from './feed-document.ts';
import { redirectTarget } from './redirects.ts';

/** What a getter is asked: a GET without credentials or cookies. */
export interface FeedRequest {
  /** https. */
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** Why nothing came. */
export interface FeedFailure {
  /** One plain sentence. */
  problem: string;
  /** `network`: another address of the same page would fare no better. */
  reason: 'network' | 'redirect';
}

/** Gets a document of a status page. An abort by the signal rejects; everything else is a failure in words. */
export type FeedGet = (request: FeedRequest, signal: AbortSignal) => Promise<FeedAnswer | FeedFailure>;

/** The user's own way to the network. */
export interface FeedNetwork {
  /** The way to a URL, its proxy included; null when there is none. Asked again for each redirect. */
  pathTo(url: URL): Promise<NetworkPath | null>;
  resolve: Resolve;
  clocks: HttpClocks;
  /** This machine's own roots, read only when a chain does not end in a public one: an inspecting proxy's, a company's. */
  readStores(): Promise<TrustStores>;
}

/** The path that one client takes to a URL, as its dialect has it; for `FeedNetwork.pathTo`. */
export function pathOfClient(client: string, question: Omit<RouteQuestion, 'url'>): (url: URL) => Promise<NetworkPath | null> {
  return (url) => Promise.resolve(networkPaths(decideRoutes({ ...question, url }, [client]), client)[0] ?? null);
}

/**
 * A getter that goes the user's own network path with verified TLS, follows at most three redirects to public https
 * names, and reads at most 2 MB, compressed ones counted as they come out.
 */
export function createFeedGet(network: FeedNetwork): FeedGet {
  let wider: readonly string[] | undefined;
  const hop = async (url: URL, headers: FeedRequest['headers'], signal: AbortSignal): Promise<Exchange<FeedAnswer> | null> => {
    const path = await network.pathTo(url);
    if (!path) return null;
    const once = (roots: readonly string[]): Promise<Exchange<FeedAnswer>> =>
      exchange({ url, method: 'GET', headers }, path, roots, network.resolve, network.clocks, signal, async (response, inner) => {
        const body = decoded(response.body, response.headers['content-encoding']);
        const { bytes, truncated } = await readBody(body, maxFeedBytes, network.clocks.headersMs, inner);
        return { url: url.href, status: response.status, headers: response.headers, bodyText: bytes.toString('utf8'), truncated };
      });
    const answer = await once(wider ?? tls.rootCertificates);
    if (answer.ok || wider || !isCertificateCode(answer.failure.code)) return answer;
    const { bundled, extra, system } = await network.readStores();
    const roots = [...bundled, ...(extra ?? []), ...(system ?? [])];
    const second = await once(roots);
    if (second.ok) wider = roots;
    return second;
  };
  return async ({ url, headers }, signal) => {
    if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
      return { problem: t('The address of the status page is not https, and is not asked.'), reason: 'redirect' };
    }
    const asked = { accept: 'application/json, application/atom+xml, application/rss+xml, application/xml;q=0.9', 'accept-encoding': 'gzip', ...headers };
    const visited = [new URL(url).href];
    for (;;) {
      const at = new URL(visited.at(-1) ?? url);
      const result = await hop(at, asked, signal);
      if (!result) return { problem: t('There is no way to {0} with these proxy settings.', at.hostname), reason: 'network' };
      if (!result.ok) {
        const { leg, code, message } = result.failure;
        return { problem: t('The status page at {0} could not be reached: {1} failed with {2} ({3}).', at.hostname, leg, code, message), reason: 'network' };
      }
      const next = redirectTarget(result.value.status, result.value.headers['location'], visited);
      if (!next) return result.value;
      if ('problem' in next) return { ...next, reason: 'redirect' };
      visited.push(next.url.href);
    }
  };
}
