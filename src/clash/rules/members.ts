import type { ClashConfiguration, ClashGroup } from '../configuration/model.ts';
import { compileRegex } from './regex-run.ts';

/** What the core calls the types of nodes and groups, where it is not the word of the configuration (core: constant/adapters.go); in any case of letters. */
const typeNames: Readonly<Record<string, string>> = { ss: 'shadowsocks', ssr: 'shadowsocksr', select: 'selector', 'url-test': 'urltest', 'load-balance': 'loadbalance' };

/**
 * Who is in a group, in the group's order, where the configuration alone tells it (core:
 * adapter/outboundgroup/{parser,groupbase}.go); undefined where providers bring members, or a filter can't be judged.
 */
export function membersByConfiguration(group: ClashGroup, configuration: ClashConfiguration): readonly string[] | undefined {
  const value = (key: string): unknown => group.map.entries.get(key)?.value;
  const all = value('include-all') === true;
  const fromProviders = all || value('include-all-providers') === true ? configuration.proxyProviders.length > 0 : group.uses.length > 0;
  if (fromProviders) return undefined;
  const members = group.members.map((member) => member.value);
  if (all || value('include-all-proxies') === true) {
    const named = included(configuration, value('filter'));
    if (!named) return undefined;
    members.push(...named);
  }
  const kept = withoutNames(members, value('exclude-filter'));
  return kept && withoutTypes(kept, value('exclude-type'), configuration);
}

/** All nodes by name, once for every filter that takes them. */
function included(configuration: ClashConfiguration, filter: unknown): string[] | undefined {
  const names = configuration.proxies.map((proxy) => proxy.name.value).sort(byBytes);
  if (filter === undefined || filter === null || filter === '') return names;
  return pick(names, String(filter));
}

function withoutNames(names: readonly string[], filter: unknown): readonly string[] | undefined {
  if (filter === undefined || filter === null || filter === '') return names;
  const excluded = pick(names, String(filter));
  if (!excluded) return undefined;
  const gone = new Set(excluded);
  return names.filter((name) => !gone.has(name));
}

function withoutTypes(names: readonly string[], types: unknown, { proxies, groups }: ClashConfiguration): readonly string[] {
  if (typeof types !== 'string' || types === '') return names;
  const unwanted = new Set(types.toLowerCase().split('|'));
  const typeOf = new Map([...proxies.map((proxy) => [proxy.name.value, proxy.type] as const), ...groups.map((group) => [group.name.value, group.type.value] as const)]);
  return names.filter((name) => {
    const type = typeOf.get(name) ?? name.toLowerCase();
    return !unwanted.has(typeNames[type] ?? type);
  });
}

function pick(names: readonly string[], filter: string): string[] | undefined {
  const tests = filter.split('`').map((pattern) => compileRegex(pattern, false));
  const picked: string[] = [];
  for (const name of names) {
    for (const test of tests) {
      const matches = 'fault' in test ? undefined : test.test(name);
      if (matches === undefined) return undefined;
      if (matches) picked.push(name);
    }
  }
  return picked;
}

/** As Go sorts: by bytes of UTF-8, which is by code points. */
function byBytes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
