import { t } from '@vscode/l10n';
import { plainText } from '../path/network-failure.ts';
import type { StatusFeed } from './feeds/feed.ts';

/** The wire protocol a gateway is asked in by the stream probe. */
export type Protocol = 'chat-completions' | 'messages';

/** The wire protocols that clients use. */
export type SpokenProtocol = Protocol | 'responses';

/** What a gateway is: one file each in `catalogue/`. */
export interface Gateway {
  /** `openrouter`, `openai` ..., an id the user gave, or `custom`. */
  id: string;
  title: string;
  /** Without a trailing slash: `https://openrouter.ai/api/v1`. */
  baseUrl: string;
  /** Further hosts that serve the same API at the same path: regions, plans, older names. */
  hosts?: readonly string[];
  /** Further paths of these hosts that clients are rightly pointed at; empty is the host alone. */
  otherRoots?: readonly string[];
  protocol: Protocol;
  /** Every protocol that is documented for it, the usual one first. */
  speaks: readonly SpokenProtocol[];
  /** What Anthropic's SDKs are pointed at; they put `/v1/messages` behind it. */
  messagesBaseUrl?: string;
  /** How a key is sent: `bearer` is `Authorization: Bearer`, else a header name. */
  auth: 'bearer' | 'x-api-key';
  /** What a key of this gateway starts with, or undefined when anything goes. */
  keyPrefix?: string;
  /** The environment variable the terminal takes the key from. */
  keyVariable: string;
  /** Path below the base URL that lists models, with its leading slash; cheap to ask. */
  modelsPath: string;
  /** True when the models list answers without a key, so that a 401 there means something else. */
  modelsKeyless: boolean;
  /**
   * Path below the base URL that says whether the key is good, when there is one that costs nothing. On a gateway the
   * user defined it is a guess: 401 and a key document are answers, a 404 says nothing.
   */
  keyPath?: string;
  /** Extra headers each request needs. */
  headers?: Readonly<Record<string, string>>;
  /** Hosts people write by mistake, and what they meant. */
  wrongHosts?: Readonly<Record<string, string>>;
  /** Paths of its own hosts that people write by mistake, where `/chat/completions` then is nothing; empty is none. */
  wrongPaths?: readonly string[];
  /** True for a base URL of the user's own, a server of their machine included: a private CA is then no interception. */
  userDefined: boolean;
  /**
   * The cheapest path below the base URL that only the API can answer, asked without a key to see whether the gateway
   * is there; a 401 in the API's own shape is an answer. `modelsPath` without.
   */
  checkPath?: string;
  /** Path below the base URL that tells the balance, when there is one. */
  creditsPath?: string;
  /** Path below the base URL that lists the providers behind a model, with `{model}` for its id; like `keyPath` a guess. */
  endpointsPath?: string;
  /** Official status pages, best first; third parties last. */
  statusFeeds?: readonly StatusFeed[];
  /** Whether cancelling a stream stops billing: a gateway in front of many providers says `by-provider`. */
  cancelStopsBilling?: 'yes' | 'no' | 'by-provider';
  /** A server on the user's own machine or network, such as Ollama: no account, no status page. */
  selfHosted?: true;
}

/**
 * Checks a base URL a user gave.
 *
 * @returns the URL without trailing slash, query or fragment, or a sentence saying what is wrong with it.
 */
export function parseBaseUrl(text: string): { baseUrl: string } | { problem: string } {
  const trimmed = text.trim();
  if (trimmed === '') return { problem: t('The base URL is empty. Give one such as https://openrouter.ai/api/v1.') };
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return { problem: t('"{0}" is not a URL. Give one such as https://openrouter.ai/api/v1.', shown(trimmed)) };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { problem: t('The base URL "{0}" must start with https:// or http://.', shown(trimmed)) };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: t('The base URL carries a user name or password. Remove it; the key is set separately.') };
  }
  url.search = '';
  url.hash = '';
  return { baseUrl: url.href.replace(/\/+$/, '') };
}

/** What the user wrote, fit to be shown: bounded, and without whatever stands before an `@`. */
function shown(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return plainText(text, 200);
  const scheme = /^[a-z][a-z0-9+.-]{0,20}:\/\//i.exec(text)?.[0] ?? '';
  return plainText(`${scheme}[redacted]${text.slice(at)}`, 200);
}
