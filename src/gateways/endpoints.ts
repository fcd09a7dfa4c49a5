/**
 * The providers behind a model, as OpenRouter's `GET /models/{author}/{slug}/endpoints` tells them. Pure.
 * Source: OpenRouterTeam/docs, openapi.yaml (PublicEndpoint) and guides/community/for-providers.mdx (the bands).
 */
import { plainText } from '../path/network-failure.ts';
import { asObject, asText } from './fault-body.ts';

/** The 50th, 75th, 90th and 99th percentile of the last 30 minutes. */
export interface Percentiles {
  p50: number | null;
  p75: number | null;
  p90: number | null;
  p99: number | null;
}

/** One provider's offer of one model. Null is what the gateway does not say. */
export interface Endpoint {
  provider: string;
  /** `deepinfra/fp4`: the provider's own id, with what tells its offers apart. */
  tag: string | null;
  /** 0 is in order; what the negative codes mean is not documented. */
  status: number | null;
  /** Percent; null is not enough data. */
  uptime5m: number | null;
  uptime30m: number | null;
  uptime1d: number | null;
  /** To the first token, in ms; null without a key. */
  latencyMs: Percentiles | null;
  /** Tokens a second; null without a key. */
  throughput: Percentiles | null;
  contextLength: number | null;
  /** US dollars for one token. */
  promptUsd: number | null;
  completionUsd: number | null;
}

/** A model's endpoints. */
export interface ModelEndpoints {
  model: string;
  endpoints: readonly Endpoint[];
  /** True when there were more than are kept. */
  truncated: boolean;
}

const maxEndpoints = 60;
const maxNameChars = 80;
const maxBodyChars = 2 * 1024 * 1024;

/**
 * Path below the base URL that lists a model's endpoints, or undefined where the id can have none: it lacks an author,
 * or names a router, which chooses among models.
 *
 * @param template as in `Gateway.endpointsPath`.
 */
export function endpointsPath(template: string, modelId: string): string | undefined {
  const id = modelId.trim();
  if (!/^~?\w[\w.-]{0,79}\/\w[\w.:@+-]{0,119}$/.test(id) || id.startsWith('openrouter/') || id.includes('..')) return undefined;
  return template.replace('{model}', id);
}

/**
 * Reads the body of the endpoints request. Endpoints that make no sense are skipped.
 *
 * @param modelId the id that was asked for.
 * @returns null when it is no such document; a list without endpoints means that no provider serves the model.
 */
export function parseEndpoints(bodyText: string, modelId: string): ModelEndpoints | null {
  if (bodyText.length > maxBodyChars) return null;
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return null;
  }
  const list = asObject(asObject(json)?.['data'])?.['endpoints'];
  if (!Array.isArray(list)) return null;
  const endpoints = list.slice(0, maxEndpoints).flatMap((entry) => {
    const endpoint = parseEndpoint(entry);
    return endpoint ? [endpoint] : [];
  });
  // Something stands there, and nothing of it can be read: that is not "no provider".
  if (list.length > 0 && endpoints.length === 0) return null;
  return { model: modelId, endpoints, truncated: list.length > maxEndpoints };
}

function parseEndpoint(entry: unknown): Endpoint | undefined {
  const object = asObject(entry);
  const tag = name(object?.['tag']);
  const provider = name(object?.['provider_name']) ?? tag?.split('/')[0];
  if (!object || !provider) return undefined;
  const pricing = asObject(object['pricing']);
  const contextLength = number(object['context_length']);
  return {
    provider,
    tag: tag ?? null,
    status: statusCode(object['status']),
    uptime5m: percent(object['uptime_last_5m']),
    uptime30m: percent(object['uptime_last_30m']),
    uptime1d: percent(object['uptime_last_1d']),
    latencyMs: percentiles(object['latency_last_30m']),
    throughput: percentiles(object['throughput_last_30m']),
    contextLength: contextLength !== null && contextLength > 0 ? contextLength : null,
    promptUsd: price(pricing?.['prompt']),
    completionUsd: price(pricing?.['completion']),
  };
}

function name(value: unknown): string | undefined {
  const text = plainText(asText(value) ?? '', maxNameChars).trim();
  return text === '' ? undefined : text;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function percent(value: unknown): number | null {
  const read = number(value);
  return read !== null && read <= 100 ? read : null;
}

function statusCode(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1_000 ? value : null;
}

function price(value: unknown): number | null {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return number(read);
}

function percentiles(value: unknown): Percentiles | null {
  const object = asObject(value);
  if (!object) return null;
  const [p50, p75, p90, p99] = ['p50', 'p75', 'p90', 'p99'].map((one) => number(object[one]));
  const read = { p50: p50 ?? null, p75: p75 ?? null, p90: p90 ?? null, p99: p99 ?? null };
  return Object.values(read).some((one) => one !== null) ? read : null;
}

/**
 * The gateway's own bands: 95 % and more is normal, from 80 % on degraded, below that only a fallback. `deranked` is a
 * negative status code. `unknown` is not enough data and never counts as normal.
 */
export type Band = 'normal' | 'degraded' | 'fallback-only' | 'deranked' | 'unknown';

/** From best to worst, of those that say something. */
const ranked: readonly Band[] = ['normal', 'degraded', 'fallback-only', 'deranked'];

/** The band of one uptime in percent. */
export function bandOfUptime(uptime: number | null): Band {
  if (uptime === null || Number.isNaN(uptime)) return 'unknown';
  if (uptime >= 95) return 'normal';
  return uptime >= 80 ? 'degraded' : 'fallback-only';
}

/** The band an endpoint is in now: the worse of 5 and 30 minutes. A good day says nothing of now. */
export function bandOfEndpoint({ status, uptime5m, uptime30m }: Pick<Endpoint, 'status' | 'uptime5m' | 'uptime30m'>): Band {
  if (status !== null && status < 0) return 'deranked';
  const known = [uptime5m, uptime30m].map(bandOfUptime).filter((band) => band !== 'unknown');
  return known.toSorted((a, b) => ranked.indexOf(b) - ranked.indexOf(a))[0] ?? 'unknown';
}

/** The band of a model: that of its best endpoint, as the gateway goes to another one where it can. */
export function bandOfModel({ endpoints }: Pick<ModelEndpoints, 'endpoints'>): Band {
  const bands = endpoints.map(bandOfEndpoint);
  return ranked.find((band) => bands.includes(band)) ?? 'unknown';
}

/** The providers behind a model by name, each once, in the gateway's order. */
export function providersOf({ endpoints }: Pick<ModelEndpoints, 'endpoints'>): string[] {
  const byId = new Map<string, string>();
  for (const endpoint of endpoints) if (!byId.has(providerId(endpoint))) byId.set(providerId(endpoint), endpoint.provider);
  return [...byId.values()];
}

/** Two offers of one provider (`deepinfra/fp4`, `deepinfra/fp8`) are one provider: they fail together. */
function providerId({ tag, provider }: Endpoint): string {
  return (tag?.split('/')[0] ?? provider).toLowerCase();
}

/** What one model of a fallback list adds to those before it. */
export interface FallbackReach {
  model: string;
  /** Providers that stand behind no earlier model of the list. */
  adds: readonly string[];
  /** Providers that do. */
  shares: readonly string[];
  /** An earlier entry that is the same model, only routed in another way (`:nitro`). */
  sameModelAs?: string;
}

/** Whether a fallback list really leads elsewhere. */
export interface SharedProviders {
  /** Providers behind every model of the list: while one of them is out, each model has one less. */
  everywhere: readonly string[];
  /** Every model but the first. */
  fallbacks: readonly FallbackReach[];
  /** True when all models together stand on one provider. */
  single: boolean;
}

/**
 * Holds the models of a fallback list against each other, in their order. Models whose endpoints are not known are left
 * out beforehand: nothing can be said of them.
 */
export function sharedProviders(models: readonly ModelEndpoints[]): SharedProviders {
  const sets = models.map(({ endpoints }) => new Map(endpoints.map((one) => [providerId(one), one.provider])));
  const [first, ...rest] = sets;
  const everywhere = [...(first ?? [])].flatMap(([id, title]) => (rest.every((set) => set.has(id)) ? [title] : []));
  const fallbacks = models.slice(1).map((model, index): FallbackReach => {
    const earlier = sets.slice(0, index + 1);
    const own = [...(sets[index + 1] ?? [])];
    const before = (id: string): boolean => earlier.some((set) => set.has(id));
    const same = models.slice(0, index + 1).find((one) => baseOf(one.model) === baseOf(model.model));
    return {
      model: model.model,
      adds: own.filter(([id]) => !before(id)).map(([, title]) => title),
      shares: own.filter(([id]) => before(id)).map(([, title]) => title),
      ...(same && { sameModelAs: same.model }),
    };
  });
  return { everywhere: models.length > 1 ? everywhere : [], fallbacks, single: new Set(sets.flatMap((set) => [...set.keys()])).size === 1 };
}

/** A catalogue variant (`:free`) is served by other endpoints; a routing variant is the same model. */
function baseOf(id: string): string {
  return id.trim().replace(/:(nitro|floor|exacto|online)(?=:|$)/g, '').toLowerCase();
}
