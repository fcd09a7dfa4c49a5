/**
 * From what a gateway answered to one fault of the closed list. The order of evidence: who answered (a proxy, an edge,
 * a web page), then typed codes, then words of the message, then the bare status.
 */
import { plainText } from '../path/network-failure.ts';
import { addressProblem } from './fault-address.ts';
import { asObject, asText, readErrorBody } from './fault-body.ts';
import type { SaidError } from './fault-body.ts';
import { isEdgeStatus, kindByMessage, kindByStatus, kindByVagueWord, kindByWord } from './fault-codes.ts';
import { tokenLimits } from './fault-limits.ts';
import { untilReset, waitInHeaders } from './fault-wait.ts';
import { legOfFault, retryableFault } from './fault.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { Gateway } from './gateway.ts';
import { isWebPage, pageTitle } from './web-page.ts';

/** One answer of a gateway, as much of it as judging needs. */
export interface GatewayAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Taken from the headers when absent. */
  contentType?: string;
  /** The body's beginning; 64 KiB is plenty. */
  bodyText: string;
  /** When the answer came, for a Retry-After that is a date. Without it the answer's own Date header is used. */
  nowMs?: number;
  /** What was asked for; it tells what is wrong with a base URL. */
  url?: string;
}

/** Where an error was met, which decides what a bare 5xx means. */
interface Surroundings {
  status: number | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  gateway: Gateway | undefined;
  nowMs?: number | undefined;
}

/**
 * Classifies an answer. Pure.
 *
 * @returns null when the status is 2xx.
 */
export function classifyResponse(answer: GatewayAnswer, gateway?: Gateway): Fault | null {
  const found = classifyStatus(answer, gateway);
  return found && withAddress(found, answer, gateway);
}

function classifyStatus(answer: GatewayAnswer, gateway: Gateway | undefined): Fault | null {
  const { status, headers } = answer;
  if (status >= 200 && status <= 299) return null;
  const contentType = answer.contentType ?? headers['content-type'] ?? '';
  const nowMs = timeOf(answer);
  const waitMs = waitInHeaders(headers, nowMs);
  const page = isWebPage(contentType, answer.bodyText);
  const surroundings = { status, headers, gateway, nowMs };

  if (status === 407) return fault('proxy-auth', { status, said: page ? pageTitle(answer.bodyText) : '' });
  if (isEdgeStatus(status)) {
    const kind = status === 522 || status === 524 ? 'edge-timeout' : 'gateway-unavailable';
    const said = page ? pageTitle(answer.bodyText) : (readJson(answer.bodyText)?.said ?? '');
    return fault(kind, { status, said, ...wait(waitMs) });
  }
  if (page) return pageFault(answer);

  const said = readJson(answer.bodyText);
  if (said) {
    const classified = classifySaid(said, surroundings, waitMs);
    return { ...classified, ...retryWish(headers, classified) };
  }
  if (status >= 300 && status <= 399) {
    return fault('not-an-api', { status, said: redirectHost(headers['location']) });
  }
  const bare: SaidError = {
    words: [],
    said: plainText(answer.bodyText.slice(0, 1600), 400),
    platformLimit: false,
    inFlightBudget: false,
    noAttempt: false,
    openRouterShape: false,
  };
  return classifySaid(bare, surroundings, waitMs);
}

/**
 * Classifies one parsed event of a stream whose HTTP status was 200. Pure.
 *
 * @returns null when the event carries no error.
 */
export function classifyStreamEvent(event: unknown, gateway?: Gateway): Fault | null {
  const object = asObject(event);
  if (!object) return null;
  const surroundings = { status: undefined, headers: {}, gateway };
  const type = object['type'];
  const isError =
    asObject(object['error']) !== undefined ||
    asText(object['error']) !== undefined ||
    type === 'error' ||
    type === 'response.failed' ||
    type === 'response.error' ||
    typeof object['error_type'] === 'string';
  const choice = Array.isArray(object['choices']) ? asObject(object['choices'][0]) : undefined;
  if (isError || asObject(choice?.['error'])) {
    const said = readErrorBody(object);
    if (said) return classifySaid(said, surroundings, undefined);
  }
  const reasons = [choice?.['finish_reason'], choice?.['native_finish_reason'], object['native_finish_reason']];
  // `network_error` is not documented; seen from a host behind OpenRouter (OleksandrChekhovskyi/hax, pull request 15).
  if (reasons.includes('error') || reasons.includes('network_error')) {
    const provider = asText(object['provider']);
    return fault('provider-error', {
      said: reasons.includes('network_error') ? 'network_error' : '',
      ...(provider === undefined ? {} : { provider: plainText(provider, 80) }),
    });
  }
  return null;
}

/**
 * Classifies a message that stands alone, without a body or a status around it. Pure.
 *
 * @returns null when its words are those of no known fault.
 */
export function classifyWords(text: string): Fault | null {
  const found = kindByMessage.find(([pattern]) => pattern.test(text));
  return found ? fault(found[1], { said: '' }) : null;
}

/**
 * An answer that is a web page, whatever its status: a login portal says 200. Pure.
 *
 * @returns null when the answer is no page.
 */
export function classifyWebPage(answer: GatewayAnswer, gateway?: Gateway): Fault | null {
  const contentType = answer.contentType ?? answer.headers['content-type'] ?? '';
  return isWebPage(contentType, answer.bodyText) ? withAddress(pageFault(answer), answer, gateway) : null;
}

/** Adds what the address itself tells, where the fault can be the address's. */
function withAddress(found: Fault, { url }: GatewayAnswer, gateway: Gateway | undefined): Fault {
  if (url === undefined || (found.kind !== 'not-found' && found.kind !== 'not-an-api')) return found;
  const address = addressProblem(url, gateway);
  // A proxy that answered says nothing of the address, unless that is wrong by itself.
  return address && (found.leg !== 'proxy' || address.problem === 'wrong-host') ? { ...found, address } : found;
}

/** What an HTML answer amounts to: something on the path answered for the gateway, or the address is a web site's. */
function pageFault(answer: GatewayAnswer): Fault {
  const base = fault('not-an-api', { status: answer.status, said: pageTitle(answer.bodyText) });
  // Proxies sign their own error pages (measured with squid 5.7, tinyproxy 1.11 and mitmproxy 8.1).
  const server = answer.headers['server'] ?? '';
  const byProxy =
    answer.headers['x-squid-error'] !== undefined || /^(squid|tinyproxy|privoxy|mitmproxy)\b/i.test(server);
  return byProxy ? { ...base, leg: 'proxy' } : base;
}

function classifySaid(error: SaidError, surroundings: Surroundings, waitMs: number | undefined): Fault {
  const status = surroundings.status ?? error.status;
  const kind = kindOfSaid(error, status, surroundings);
  const retryAfterMs = waitMs ?? error.retryAfterMs ?? untilReset(error.resetAt, surroundings.nowMs);
  const spoken = kind === 'context-length' || kind === 'rate-limited' ? tokenLimits(error.said) : {};
  const limitTokens = error.limitTokens ?? spoken.limitTokens;
  const requestedTokens = error.requestedTokens ?? spoken.requestedTokens;
  const classified = fault(kind, {
    said: error.said,
    ...(status === undefined ? {} : { status }),
    ...(error.provider === undefined ? {} : { provider: error.provider }),
    ...wait(retryAfterMs),
    ...(limitTokens === undefined ? {} : { limitTokens }),
    ...(requestedTokens === undefined ? {} : { requestedTokens }),
    ...(kind === 'moderation' && error.reasons ? { reasons: error.reasons } : {}),
    ...(error.fallbackModels ? { fallbackModels: error.fallbackModels } : {}),
  });
  if (kind === 'rate-limited' && limitedByProvider(error, surroundings)) classified.leg = 'provider';
  if (error.noAttempt && classified.leg === 'provider') classified.leg = 'gateway';
  if (error.inFlightBudget) classified.retryable = true;
  // Alone it goes over what a minute allows, so that no wait lets it through (OpenAI, Groq: "Request too large").
  if (kind === 'rate-limited' && (requestedTokens ?? 0) > (limitTokens ?? Infinity)) classified.retryable = false;
  if (error.retryable !== undefined) classified.retryable = error.retryable;
  return classified;
}

function kindOfSaid(error: SaidError, status: number | undefined, surroundings: Surroundings): FaultKind {
  for (const word of error.words) {
    const kind = kindByWord.get(word);
    if (kind) return kind;
  }
  for (const [pattern, kind] of kindByMessage) if (pattern.test(error.said)) return kind;
  for (const word of error.words) {
    const kind = kindByVagueWord.get(word);
    if (kind && (status === undefined || status === 200 || status === 400)) return kind;
  }
  if (status === undefined) return 'unknown';
  // In OpenRouter's API a 502, 503 or 504 that is JSON speaks of the provider; elsewhere it speaks of the gateway.
  const router = error.openRouterShape || error.provider !== undefined || surroundings.gateway?.id === 'openrouter';
  return kindByStatus(status, { router, namesModel: error.words.includes('not_found_error') });
}

/** A 429 is the platform's own when it carries its limit, else it is a provider's that ran out of capacity. */
function limitedByProvider(error: SaidError, surroundings: Surroundings): boolean {
  const platform = error.platformLimit || surroundings.headers['x-ratelimit-limit'] !== undefined;
  if (platform) return false;
  return error.provider !== undefined || /upstream|provider returned error/i.test(error.said);
}

function fault(kind: FaultKind, rest: Omit<Fault, 'kind' | 'leg' | 'retryable'>): Fault {
  return { kind, leg: legOfFault(kind), retryable: retryableFault(kind), ...rest };
}

function wait(retryAfterMs: number | undefined): { retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

/** When the answer came; its own Date header where nobody says. */
function timeOf(answer: GatewayAnswer): number | undefined {
  const dated = Date.parse(answer.headers['date'] ?? '');
  return answer.nowMs ?? (Number.isNaN(dated) ? undefined : dated);
}

/** The official SDKs obey this header above everything else (openai-node, src/client.ts, shouldRetry). */
function retryWish(headers: GatewayAnswer['headers'], classified: Fault): { retryable: boolean } {
  const wish = headers['x-should-retry'];
  return { retryable: wish === 'true' ? true : wish === 'false' ? false : classified.retryable };
}

function readJson(bodyText: string): SaidError | undefined {
  try {
    return readErrorBody(JSON.parse(bodyText));
  } catch {
    return undefined;
  }
}

/** Only the host of a redirect is kept: a portal's URL can carry a session. */
function redirectHost(location: string | undefined): string {
  try {
    return new URL(location ?? '').host;
  } catch {
    return '';
  }
}
