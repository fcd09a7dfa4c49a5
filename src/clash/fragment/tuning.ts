import { t } from '@vscode/l10n';
import type { ClashConfiguration, ClashGroup, ClashMap } from '../configuration/model.ts';
import { nodeRegion } from '../controller/node-region.ts';
import { setKey, type NewValue } from '../lint/edits/map-key.ts';
import type { TextEdit } from '../text-edit.ts';
import { keylessStatuses } from './stable-group.ts';

/** One change to a group that carries streams. */
export interface TuningSuggestion {
  readonly group: string;
  readonly id: 'interval' | 'tolerance' | 'timeout' | 'failures' | 'lazy' | 'test-url' | 'expected-status' | 'provider-interval' | 'balance' | 'regions';
  /** What the group has, the core's own value where it says nothing, and what is suggested. */
  readonly now: string;
  readonly suggested: string;
  /** What the core does with it, and so what a change is for. */
  readonly reason: string;
  /** Empty where the change needs a choice of the user's. */
  readonly edits: readonly TextEdit[];
}

/** The keys of a group, or what stands for them where it is no single key. */
export const tuningWords: Readonly<Record<TuningSuggestion['id'], string>> = {
  interval: 'interval',
  tolerance: 'tolerance',
  timeout: 'timeout',
  failures: 'max-failed-times',
  lazy: 'lazy',
  'test-url': 'url',
  'expected-status': 'expected-status',
  'provider-interval': 'health-check.interval',
  balance: 'strategy',
  regions: 'proxies',
};

/** The core's own values (adapter/outboundgroup/parser.go). */
const own = { intervalSeconds: 300, timeoutMs: 5_000, failures: 5, toleranceMs: 0 } as const;
const suggestedToleranceMs = 150;
const checked = ['url-test', 'fallback', 'load-balance'];

/**
 * What makes a group steadier for streams. Nothing here moves or cuts a stream that runs: the core leaves open
 * connections where they are; what is at stake is where the next call goes.
 *
 * @param testUrl of the gateway; without, its test page is left as it is.
 * @param members names in the group where filters and providers bring them, as the core or the reader tells.
 */
export function tuneGroup(
  { text, groups, proxyProviders }: ClashConfiguration,
  name: string,
  { testUrl, members }: { readonly testUrl?: string; readonly members?: readonly string[] } = {},
): TuningSuggestion[] {
  const group = groups.find((one) => one.name.value === name);
  if (!group || !checked.includes(group.type.value)) return [];
  const set = (key: string, value: NewValue, map: ClashMap = group.map): TextEdit[] => [setKey(text, map, key, value) ?? []].flat();
  const suggestion = (id: TuningSuggestion['id'], now: string | number | boolean, suggested: string | number | boolean, reason: string, edits: readonly TextEdit[]): TuningSuggestion => ({ group: name, id, now: String(now), suggested: String(suggested), reason, edits });
  const found: TuningSuggestion[] = [];

  const interval = numberOf(group, 'interval');
  if (interval !== undefined && interval > 0 && interval < own.intervalSeconds) {
    found.push(suggestion('interval', interval, own.intervalSeconds, t('The group is checked every {0} s, and one check that fails counts a node as dead. Each is a chance that the next call goes another way; streams that run stay where they are.', interval), set('interval', own.intervalSeconds)));
  }
  const tolerance = numberOf(group, 'tolerance') ?? own.toleranceMs;
  if (group.type.value === 'url-test' && tolerance < 100) {
    found.push(suggestion('tolerance', tolerance, suggestedToleranceMs, t('With a tolerance of {0} ms the next call goes to whichever node was a little faster in the last check. Streams that run are not moved, but calls of one conversation may leave from several countries.', tolerance), set('tolerance', suggestedToleranceMs)));
  }
  const timeout = numberOf(group, 'timeout');
  if (timeout !== undefined && timeout > 0 && timeout < own.timeoutMs) {
    found.push(suggestion('timeout', timeout, own.timeoutMs, t('A check that takes longer than {0} ms counts the node as dead, and a fresh connection to a gateway far away takes long now and then. The next call then leaves by another node.', timeout), set('timeout', own.timeoutMs)));
  }
  const failures = numberOf(group, 'max-failed-times');
  if (failures !== undefined && failures > 0 && failures < own.failures) {
    found.push(suggestion('failures', failures, own.failures, t('After {0} connections that failed, the whole group is checked at once, and who is slow at that moment counts as dead. Streams that run stay; the next call may go another way.', failures), set('max-failed-times', own.failures)));
  }
  if (valueOf(group, 'lazy') === false) {
    found.push(suggestion('lazy', false, true, t('The group is checked also while nobody uses it, and comes back from each pause with another node in front. With lazy it is checked only when it was used since the last check.'), set('lazy', true)));
  }
  const url = textOf(group, 'url');
  if (testUrl !== undefined && url !== testUrl) {
    const [first, ...rest] = [...set('url', testUrl), ...set('expected-status', keylessStatuses)];
    found.push(suggestion('test-url', url ?? 'https://www.gstatic.com/generate_204', testUrl, t('A page that every node reaches tells nothing of the gateway: a node that the gateway refuses stays in front. Check the gateway itself; its answer to somebody without a key is enough.'), first ? merged([first, ...rest]) : []));
  } else if (testUrl !== undefined && ['', '*', undefined].includes(textOf(group, 'expected-status'))) {
    found.push(suggestion('expected-status', '*', keylessStatuses, t('Without an expected status every answer counts, also the 403 with which a gateway refuses a region.'), set('expected-status', keylessStatuses)));
  }
  for (const used of url === undefined ? [] : group.uses) {
    const provider = proxyProviders.find((one) => one.name.value === used.value);
    const check = provider?.map.entries.get('health-check')?.value;
    const seconds = isRecord(check) && check['enable'] !== false ? Number(check['interval']) : Number.NaN;
    if (provider && seconds > 0 && seconds !== (interval ?? own.intervalSeconds)) {
      found.push(suggestion('provider-interval', seconds, Math.max(seconds, own.intervalSeconds), t('Nodes of the provider {0} are checked every {1} s, as the provider says, also for this group: the interval of the group ({2} s) holds only for nodes that stand in its own list.', used.value, seconds, interval ?? own.intervalSeconds), []));
    }
  }
  if (group.type.value === 'load-balance' && textOf(group, 'strategy') === 'round-robin') {
    found.push(suggestion('balance', 'round-robin', 'consistent-hashing', t('Each connection leaves by another node, so that two calls of one conversation come from two places. By consistent hashing all calls to one gateway take one node, as long as it is alive.'), set('strategy', 'consistent-hashing')));
  }
  const names = members ?? group.members.map(({ value }) => value);
  const places = byRegion(names);
  const [most] = places;
  if (most && places.length > 1 && group.type.value !== 'load-balance') {
    const edits = group.members.length > 0 && group.uses.length === 0 ? set('proxies', { yaml: `[${most[1].map((one) => JSON.stringify(one)).join(', ')}]` }) : [];
    found.push(suggestion('regions', places.map(([region]) => region).join(', '), most[0], t('The group holds nodes of several regions: {0}. A stream that runs is not moved, but the next call may leave from another country, which gateways take for another place. Keep the nodes of one region.', places.map(([region]) => region).join(', ')), edits));
  }
  return found;
}

/** Two new keys at one place become one edit, as two at one offset could come in either order. */
function merged([first, ...rest]: readonly [TextEdit, ...TextEdit[]]): TextEdit[] {
  const next = rest[0];
  if (next && next.start === first.start && next.end === first.end) return [{ ...first, text: first.text + next.text }];
  return [first, ...rest];
}

function valueOf({ map }: ClashGroup, key: string): unknown {
  return map.entries.get(key)?.value;
}

function numberOf(group: ClashGroup, key: string): number | undefined {
  const value = valueOf(group, key);
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function textOf(group: ClashGroup, key: string): string | undefined {
  const value = valueOf(group, key);
  return value === undefined || value === null ? undefined : String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names by the country they tell of, most first; names that tell of none are left out. */
function byRegion(names: readonly string[]): (readonly [region: string, names: readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const region = nodeRegion(name);
    if (region !== undefined) found.set(region, [...(found.get(region) ?? []), name]);
  }
  return [...found].sort((one, other) => other[1].length - one[1].length);
}
