import type { ClashConfiguration, ClashGroup, ClashProxyProvider } from '../../configuration/model.ts';
import { asRecord } from '../nested.ts';

/** A number of a group, which the core also takes from a string; undefined where it is absent or no number. */
export function numberOf(group: ClashGroup, key: string): number | undefined {
  const value = group.map.entries.get(key)?.value;
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** A text of a group; empty counts as absent. */
export function textOf(group: ClashGroup, key: string): string | undefined {
  const value = group.map.entries.get(key)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether a switch of a group is on; the core takes numbers too (core: common/structure). */
export function isOn(group: ClashGroup, key: string): boolean {
  const value = group.map.entries.get(key)?.value;
  return value === true || value === 'true' || (typeof value === 'number' && value !== 0);
}

/** Whether a group takes all nodes, or all providers, of the configuration. */
export function takesAll(group: ClashGroup): boolean {
  return ['include-all', 'include-all-proxies', 'include-all-providers'].some((key) => isOn(group, key));
}

/** Where a key of a group stands, or the group's name. */
export function placeOf(group: ClashGroup, key: string): { start: number; end: number } {
  const entry = group.map.entries.get(key);
  return entry ? { start: entry.keyRange.start, end: Math.max(entry.keyRange.end, entry.range.end) } : group.name.range;
}

/** Whether a group asks its nodes by itself, and how often in seconds; `select` does not (core: adapter/outboundgroup/parser.go). */
export function checkSeconds(group: ClashGroup): number | undefined {
  if (group.type.value === 'select') return undefined;
  const interval = numberOf(group, 'interval');
  return interval === undefined || interval === 0 ? 300 : interval;
}

/**
 * How often the nodes of a group are really asked: those that a provider brings at the provider's interval, where it has
 * one, whatever the group says (core: adapter/provider/healthcheck.go). The provider, where it decides.
 */
export function realCheck(group: ClashGroup, configuration: ClashConfiguration): { seconds: number; provider?: ClashProxyProvider } | undefined {
  const seconds = checkSeconds(group);
  if (seconds === undefined) return undefined;
  const own = group.members.length > 0 || isOn(group, 'include-all') || isOn(group, 'include-all-proxies');
  const all = isOn(group, 'include-all-providers');
  const providers = own ? [] : configuration.proxyProviders.filter(({ name }) => all || group.uses.some(({ value }) => value === name.value));
  let least: { seconds: number; provider?: ClashProxyProvider } | undefined;
  for (const provider of providers) {
    const check = asRecord(provider.map.entries.get('health-check')?.value);
    const interval = Number(check?.['interval'] ?? 0);
    if (check?.['enable'] === true && interval > 0 && (!least || interval < least.seconds)) least = { seconds: interval, provider };
  }
  return least ?? { seconds };
}
