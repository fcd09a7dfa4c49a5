import { fieldsOf, listOf, numberOf, textsOf, timeOf, wordOf } from './fields.ts';
import { readProxy, type CoreProxy } from './proxies.ts';

/** A rule set as the core has loaded it. */
export interface CoreRuleProvider {
  readonly name: string;
  /** `domain`, `ipcidr`, `classical`; lower case. */
  readonly behavior: string | undefined;
  /** `yaml`, `text`, `mrs`; lower case. */
  readonly format: string | undefined;
  /** 0: it matches nothing, as one that could not be loaded. */
  readonly ruleCount: number | undefined;
  /** `HTTP`, `File`, `Inline`. */
  readonly vehicle: string | undefined;
  readonly updatedAtMs: number | undefined;
  /** Only of an inline one. */
  readonly payload: readonly string[] | undefined;
}

/** A source of nodes. A group with nodes of its own is one as well, its vehicle `Compatible`. */
export interface CoreProxyProvider {
  readonly name: string;
  readonly vehicle: string | undefined;
  readonly updatedAtMs: number | undefined;
  readonly testUrl: string | undefined;
  readonly proxies: readonly CoreProxy[];
}

/** `GET /providers/rules`, by name. Undefined where it is no such answer. */
export function readRuleProviders(body: unknown): ReadonlyMap<string, CoreRuleProvider> | undefined {
  return readMap(body, (name, fields) => ({
    name,
    behavior: wordOf(fields['behavior'])?.toLowerCase(),
    format: formatOf(wordOf(fields['format'])),
    ruleCount: numberOf(fields['ruleCount']),
    vehicle: wordOf(fields['vehicleType']),
    updatedAtMs: timeOf(fields['updatedAt']),
    payload: Array.isArray(fields['payload']) ? textsOf(fields['payload']) : undefined,
  }));
}

/** `GET /providers/proxies`, by name. Undefined where it is no such answer. */
export function readProxyProviders(body: unknown): ReadonlyMap<string, CoreProxyProvider> | undefined {
  return readMap(body, (name, fields) => ({
    name,
    vehicle: wordOf(fields['vehicleType']),
    updatedAtMs: timeOf(fields['updatedAt']),
    testUrl: wordOf(fields['testUrl']),
    proxies: listOf(fields['proxies']).flatMap((value) => readProxy(value) ?? []),
  }));
}

/** The core writes `YamlRule`, `TextRule`, `MrsRule`. */
function formatOf(format: string | undefined): string | undefined {
  return format?.toLowerCase().replace(/rule$/, '');
}

function readMap<T>(body: unknown, read: (name: string, fields: Readonly<Record<string, unknown>>) => T): ReadonlyMap<string, T> | undefined {
  const fields = fieldsOf(body);
  if (!fields || !('providers' in fields)) return undefined;
  return new Map(Object.entries(fieldsOf(fields['providers']) ?? {}).flatMap(([name, value]) => {
    const one = fieldsOf(value);
    return one ? [[name, read(name, one)] as const] : [];
  }));
}
