import { classifyResponse, classifyWebPage } from '../gateways/classify.ts';
import { practiceHeader, practiceKey } from '../gateways/practice.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { parseRateLimits, type RateLimit } from '../gateways/rate-limits.ts';
import { isLoopbackHost } from '../path/fake-ip.ts';
import { exchange, readBody, type HttpResponse } from '../path/http.ts';
import type { NetworkPath } from '../path/network-path.ts';
import { Secret } from '../path/secret.ts';
import type { ApiExchange } from './evidence.ts';
import type { KeyWithheld } from './key-withheld.ts';
import type { Measurements } from './measurements.ts';
import { httpAccessOnce, lookupOnce, target } from './path-measurements.ts';
import type { Subject } from './subject.ts';

/** A bounded answer of the gateway's API. The body is for parsing; only the exchange goes into evidence. */
export interface GatewayReply {
  exchange: ApiExchange;
  bodyText: string;
}

/** OpenRouter's models list is about 1 MB; more than this is no models list. */
const maxBodyBytes = 4 * 1024 * 1024;

/** Headers worth keeping: who answered, by what hops, what limits apply. */
const headersKept = [
  'content-type',
  'content-encoding',
  'server',
  'via',
  'x-cache',
  'x-squid-error',
  'cf-ray',
  'retry-after',
  'location',
  'www-authenticate',
  'x-generation-id',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  practiceHeader,
];

/** The kept part of a response's headers. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (!headersKept.includes(name)) return [];
      // A login portal puts its session into the query.
      return [[name, name === 'location' ? value.replace(/[?#].*$/, '') : value]];
    }),
  );
}

/**
 * Asks one path below the base URL, once in a diagnosis for each network path. Call it only where `httpAccessOnce` said
 * ready; a key is added only when the identity allows it.
 */
export function askGateway(
  subject: Subject,
  path: NetworkPath,
  apiPath: string,
  options: { keyed: boolean },
  measurements: Measurements,
): Promise<GatewayReply> {
  return measurements.once(`GET ${apiPath} ${options.keyed} ${path.id}`, async () => {
    const access = await httpAccessOnce(subject, path, measurements);
    const roots = access.ready ? access.roots : undefined;
    const url = new URL(`${subject.gateway.baseUrl}${apiPath}`);
    // Who the gateway is was asked without a key, so asking for it here never waits for itself.
    const identity = options.keyed ? await gatewayIdentity(subject, measurements) : undefined;
    // The identity speaks of the primary path; another one may be carried in the clear by a proxy.
    const readable = !access.ready || !access.confidential;
    const key = readable && !identity?.practice ? undefined : identity?.usableKey;
    const { limits } = subject;
    let status: number | null = null;
    let headers: Readonly<Record<string, string>> = {};
    let rateLimits: readonly RateLimit[] = [];
    const result = await exchange(
      { url, method: 'GET', headers: { accept: 'application/json', ...authHeaders(subject.gateway, key) } },
      path,
      roots,
      (name) => lookupOnce(name, subject, measurements),
      limits,
      measurements.signal,
      async (response: HttpResponse, signal) => {
        status = response.status;
        headers = keptHeaders(response.headers);
        rateLimits = parseRateLimits(response.headers, Date.now());
        return readBody(response.body, maxBodyBytes, limits.headersMs, signal);
      },
    );
    const bodyText = result.ok ? result.value.bytes.toString('utf8') : '';
    const answer = status === null ? null : { status, headers, bodyText, nowMs: Date.now(), url: url.href };
    // A login portal answers 200 with its page.
    const fault = answer && (classifyResponse(answer, subject.gateway) ?? classifyWebPage(answer, subject.gateway));
    return {
      bodyText,
      exchange: {
        request: `GET ${url.pathname}`,
        ...(key && { keyed: true as const }),
        status,
        headers,
        bytes: result.ok ? result.value.bytes.length : 0,
        truncated: result.ok && result.value.truncated,
        waterfall: result.waterfall,
        ...(!result.ok && { failure: result.failure }),
        ...(fault && { fault }),
        ...(rateLimits.length > 0 && { rateLimits }),
      },
    };
  });
}

/** The headers a gateway wants with every request, with the key when there is one to send. */
export function authHeaders(gateway: Gateway, key: Secret | undefined): Record<string, string> {
  const headers: Record<string, string> = { ...gateway.headers };
  if (key) {
    if (gateway.auth === 'bearer') headers['authorization'] = `Bearer ${key.reveal()}`;
    else headers[gateway.auth] = key.reveal();
  }
  return headers;
}

/** Who the gateway is, and the key that may be sent to it. */
export interface GatewayIdentity {
  practice: boolean;
  /** The user's key, or the public practice key for a practice gateway; undefined when none may be sent. */
  usableKey?: Secret;
  withheld?: KeyWithheld;
}

/**
 * Finds out whether the gateway is a practice gateway (a loopback host that says so, asked without a key), and which key
 * may be sent: the user's own only over verified TLS, or straight to this machine itself.
 */
export function gatewayIdentity(subject: Subject, measurements: Measurements): Promise<GatewayIdentity> {
  return measurements.once('identity', async () => {
    const { host } = target(subject);
    const [primary] = subject.paths;
    const loopback = isLoopbackHost(host);
    if (loopback && primary) {
      const access = await httpAccessOnce(subject, primary, measurements);
      if (access.ready && (await saysPractice(subject, primary, measurements))) {
        return { practice: true, usableKey: new Secret(practiceKey) };
      }
    }
    if (!subject.key) return { practice: false };
    // A key goes to its own gateway only; by its form this one is another's.
    if (subject.keyForm?.some(({ id }) => id === 'other-gateway')) return { practice: false, withheld: 'other-gateway' };
    const access = primary && (await httpAccessOnce(subject, primary, measurements));
    return access?.ready && access.confidential ? { practice: false, usableKey: subject.key } : { practice: false, withheld: 'not-encrypted' };
  });
}

/** The header is on every answer; a gateway that never answers is asked at its control endpoint, which always does. */
async function saysPractice(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<boolean> {
  const access = await httpAccessOnce(subject, path, measurements);
  const { limits } = subject;
  const result = await exchange(
    { url: new URL('/__lab/scenario', subject.gateway.baseUrl), method: 'GET', headers: {} },
    path,
    access.ready ? access.roots : undefined,
    (name) => lookupOnce(name, subject, measurements),
    { ...limits, headersMs: Math.min(limits.headersMs, 2_000) },
    measurements.signal,
    async (response) => {
      response.body.destroy();
      return response.headers[practiceHeader] !== undefined;
    },
  );
  return result.ok && result.value;
}
