/** One cheap request to a gateway, to see whether it is there: what monitoring and `gatehouse status` send. */
import { judgeAccount, parseAccount } from '../gateways/account.ts';
import { classifyFailure } from '../gateways/classify-failure.ts';
import { classifyResponse, classifyWebPage } from '../gateways/classify.ts';
import type { Fault } from '../gateways/fault.ts';
import type { Signal } from '../gateways/health/signal.ts';
import { practiceHeader, practiceKey } from '../gateways/practice.ts';
import { lookup } from '../path/dns.ts';
import { isLoopbackHost } from '../path/fake-ip.ts';
import { exchange, readBody } from '../path/http.ts';
import type { NetworkFailure } from '../path/network-failure.ts';
import type { NetworkPath } from '../path/network-path.ts';
import { Secret } from '../path/secret.ts';
import { machineRoots } from '../path/machine-roots.ts';
import { authHeaders } from './gateway-requests.ts';
import { Measurements } from './measurements.ts';
import { withPacRoutes } from './pac-routes.ts';
import { target } from './path-measurements.ts';
import type { Subject } from './subject.ts';

/** An error body says all it has to say in less; a models list is of no interest here. */
const maxBodyBytes = 64 * 1024;

export interface CheckOptions {
  /**
   * Also ask with the key whether it is good. It is sent to the gateway's own host alone, over verified TLS or to this
   * machine itself, and spends no tokens.
   */
  keyed: boolean;
  signal: AbortSignal;
  /** Ms since the epoch. */
  nowMs(): number;
}

/** What a check showed, and what it cost the gateway. */
export interface Checked {
  signal: Signal;
  /** Requests that were sent, or tried to be. */
  requests: number;
}

interface Reply {
  status: number;
  headers: Readonly<Record<string, string>>;
  fault: Fault | null;
  bodyText: string;
}

type Asked = { reply: Reply; latencyMs: number } | { failure: NetworkFailure };

/**
 * Asks a gateway's cheapest address by the way that this context's own client takes: one request, two when the key is
 * to be checked as well. A refusal for want of a key, in the API's own shape, is an answer.
 *
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function checkGateway(given: Subject, options: CheckOptions): Promise<Checked> {
  const measurements = new Measurements(options.signal);
  const subject = await withPacRoutes(given, measurements);
  const path = subject.paths.find(({ primary }) => primary);
  const done = (what: Partial<Signal>, requests: number): Checked => ({
    requests,
    signal: { ...unseen, ...what, atMs: options.nowMs(), outcome: what.outcome ?? 'failed' },
  });
  if (!path) return done({ leg: 'settings', code: 'NO_ROUTE' }, 0);

  const { gateway } = subject;
  const first = await ask(subject, path, gateway.checkPath ?? gateway.modelsPath, undefined, options.signal);
  if ('failure' in first) return done(failedBy(first.failure), 1);
  const { reply, latencyMs } = first;
  if (reply.fault && !wantsKey(reply.fault)) return done({ ...faulty(reply.fault), latencyMs }, 1);
  const key = options.keyed ? usableKey(subject, path, reply) : undefined;
  const keyed = key && (await ask(subject, path, gateway.keyPath ?? gateway.modelsPath, key, options.signal));
  const answered = { outcome: 'answered', status: reply.status, latencyMs } as const;
  // A key check that got lost on the way says nothing of the key, and the gateway did answer.
  if (!keyed || 'failure' in keyed) return done(answered, keyed ? 2 : 1);
  const { fault } = keyed.reply;
  // On a gateway that the user defined, the address for key checks is a guess.
  if (fault && gateway.userDefined && fault.kind === 'not-found') return done(answered, 2);
  const trouble = fault ? faulty(fault) : accountTrouble(keyed.reply, options.nowMs());
  return done(trouble ? { ...trouble, latencyMs, keyed: true } : { ...answered, keyed: true }, 2);
}

/** A key that is accepted can still be of no use: its cap is used up, or it is a management key. */
function accountTrouble({ status, bodyText }: Reply, nowMs: number): Partial<Signal> | undefined {
  const account = parseAccount(bodyText);
  const now = account && judgeAccount(account, nowMs).find(({ failsNow, likely }) => failsNow && likely !== true);
  if (!now) return undefined;
  const kind = now.id === 'management-key' ? 'permission-denied' : now.id === 'key-expired' ? 'bad-key' : 'no-credit';
  return { kind, leg: 'account', status };
}

const unseen: Omit<Signal, 'atMs' | 'outcome'> = {
  source: 'active',
  latencyMs: null,
  kind: null,
  leg: null,
  status: null,
  code: null,
  retryAfterMs: null,
  provider: null,
  model: null,
};

function failedBy(failure: NetworkFailure): Partial<Signal> {
  return { leg: failure.leg, code: failure.code, kind: classifyFailure(failure).kind };
}

function faulty({ kind, leg, status, retryAfterMs, provider }: Fault): Partial<Signal> {
  return { kind, leg, status: status ?? null, retryAfterMs: retryAfterMs ?? null, provider: provider ?? null };
}

/** A refusal for want of a key; one for the country it is asked from is none (OpenAI, unsupported_country_region_territory). */
function wantsKey({ kind, status, said }: Fault): boolean {
  if (kind === 'permission-denied') return status === 403 && !/\b(country|region|territory|location)\b/i.test(said);
  return kind === 'bad-key' && status === 401;
}

/** The practice gateway's own public key where it is one, else the user's where nobody on the way can read it. */
function usableKey(subject: Subject, path: NetworkPath, reply: Reply): Secret | undefined {
  const { host, secure } = target(subject);
  const here = isLoopbackHost(host);
  if (here && reply.headers[practiceHeader] !== undefined) return new Secret(practiceKey);
  const confidential = secure || (here && path.mode === 'direct');
  return confidential ? subject.key : undefined;
}

async function ask(
  { gateway, limits }: Subject,
  path: NetworkPath,
  apiPath: string,
  key: Secret | undefined,
  signal: AbortSignal,
): Promise<Asked> {
  const url = new URL(`${gateway.baseUrl}${apiPath}`);
  const started = performance.now();
  const result = await exchange(
    { url, method: 'GET', headers: { accept: 'application/json', ...authHeaders(gateway, key) } },
    path,
    url.protocol === 'https:' ? await machineRoots(process.env, process.platform) : undefined,
    (name) => lookup(name, limits.dnsMs, signal),
    limits,
    signal,
    async ({ status, headers, body }, inner) => {
      const latencyMs = Math.round(performance.now() - started);
      const { bytes } = await readBody(body, maxBodyBytes, limits.headersMs, inner);
      const bodyText = bytes.toString('utf8');
      const answer = { status, headers, bodyText, nowMs: Date.now() };
      return { latencyMs, reply: { status, headers, bodyText, fault: classifyResponse(answer, gateway) ?? classifyWebPage(answer) } };
    },
  );
  return result.ok ? result.value : { failure: result.failure };
}
