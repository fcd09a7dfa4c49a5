import { fieldsOf, flagOf, listOf, numberOf, textsOf, timeOf, wordOf } from './fields.ts';

/** One health check. */
export interface DelayRecord {
  readonly atMs: number | undefined;
  /** 0: it failed. */
  readonly delayMs: number;
}

/** How a node does for one test URL. */
export interface NodeHealth {
  /** Undefined where the core does not say. */
  readonly alive: boolean | undefined;
  /** Oldest first. */
  readonly history: readonly DelayRecord[];
}

/** A node, a group or a built-in, as `/proxies` has it. */
export interface CoreProxy {
  readonly name: string;
  /** CamelCase as in the core: `Selector`, `URLTest`, `Fallback`, `LoadBalance`, `Http`, `Socks5`, `Direct` ... */
  readonly type: string;
  readonly udp: boolean | undefined;
  /** For no test URL in particular. */
  readonly health: NodeHealth;
  /** By test URL; empty in releases that keep one state a node. */
  readonly healthByUrl: ReadonlyMap<string, NodeHealth>;
  readonly provider: string | undefined;
  readonly dialerProxy: string | undefined;
  /** Members of a group, in order; undefined for what is no group. */
  readonly members: readonly string[] | undefined;
  /** The member a group has chosen; undefined of a load-balance, which has none. */
  readonly now: string | undefined;
  /** The member the user has pinned a url-test or fallback to. */
  readonly pinned: string | undefined;
  readonly testUrl: string | undefined;
  readonly expectedStatus: string | undefined;
}

/** `GET /proxies`, by name. Undefined where it is no such answer. */
export function readProxies(body: unknown): ReadonlyMap<string, CoreProxy> | undefined {
  const fields = fieldsOf(body);
  if (!fields || !('proxies' in fields)) return undefined;
  const proxies = fieldsOf(fields['proxies']);
  return new Map(Object.entries(proxies ?? {}).flatMap(([name, value]) => {
    const proxy = readProxy(value, name);
    return proxy ? [[name, proxy] as const] : [];
  }));
}

/** `GET /group`: groups alone, in no order. Undefined where it is no such answer. */
export function readGroups(body: unknown): readonly CoreProxy[] | undefined {
  const fields = fieldsOf(body);
  if (!fields || !('proxies' in fields)) return undefined;
  return listOf(fields['proxies']).flatMap((value) => readProxy(value) ?? []);
}

/** `GET /proxies/NAME`. @param name as it was asked for, where the answer does not repeat it. */
export function readProxy(value: unknown, name?: string): CoreProxy | undefined {
  const fields = fieldsOf(value);
  const ownName = wordOf(fields?.['name']) ?? name;
  if (!fields || ownName === undefined) return undefined;
  return {
    name: ownName,
    type: wordOf(fields['type']) ?? '',
    udp: flagOf(fields['udp']),
    health: readHealth(fields),
    healthByUrl: new Map(Object.entries(fieldsOf(fields['extra']) ?? {}).flatMap(([url, state]) => {
      const health = fieldsOf(state);
      return health ? [[url, readHealth(health)] as const] : [];
    })),
    provider: wordOf(fields['provider-name']),
    dialerProxy: wordOf(fields['dialer-proxy']),
    members: 'all' in fields ? textsOf(fields['all']) : undefined,
    now: wordOf(fields['now']),
    pinned: wordOf(fields['fixed']),
    testUrl: wordOf(fields['testUrl']),
    expectedStatus: wordOf(fields['expectedStatus']),
  };
}

function readHealth(fields: Readonly<Record<string, unknown>>): NodeHealth {
  const history = listOf(fields['history']).flatMap((value) => {
    const record = fieldsOf(value);
    const delayMs = numberOf(record?.['delay']);
    return record && delayMs !== undefined ? [{ atMs: timeOf(record['time']), delayMs }] : [];
  });
  return { alive: flagOf(fields['alive']), history };
}
