import { filterOf } from './node-filter.ts';
import type { FragmentMembers, FragmentWish } from './wish.ts';

/** A value of a group as it stands in a configuration. */
export type GroupValue = string | number | boolean | readonly string[];
export type GroupEntry = readonly [key: string, value: GroupValue];

/**
 * Every answer in which the gateway itself speaks to somebody without a key: 401, or 404 and 405 to the core's HEAD. Not
 * 403 and not 451, with which gateways refuse a region; not a redirect, which a login page of a network answers with; not
 * 5xx, which a proxy in between makes.
 */
export const keylessStatuses = '200-299/400-402/404-429';

/**
 * Seconds between checks, milliseconds for one, failures in a row before one is made at once: the core's own values
 * (adapter/outboundgroup/parser.go), said outright so that an app's or a provider's can't stand in for them.
 */
const conservative: readonly GroupEntry[] = [
  ['interval', 300],
  ['timeout', 5000],
  ['max-failed-times', 5],
  ['lazy', true],
];

/**
 * The group for gateways: the first node in the list that reaches the gateway, left only when it fails. What is measured
 * is the gateway itself, not a page that any node reaches. Nothing here moves a stream that runs; the next call may go
 * another way once a node fails.
 */
export function stableGroup({ group, testUrl, members }: FragmentWish): GroupEntry[] {
  return [['name', group], ['type', 'fallback'], ...memberEntries(members), ['url', testUrl], ['expected-status', keylessStatuses], ...conservative];
}

/** The same where only names that the configuration has may be named: nodes by a pattern. */
export function patternMembers(members: FragmentMembers): { readonly filter: string | undefined } {
  return 'nodes' in members ? { filter: filterOf(members.nodes) } : members;
}

function memberEntries(members: FragmentMembers): GroupEntry[] {
  if ('nodes' in members) return [['proxies', members.nodes]];
  return [
    ['include-all', true],
    ...(members.filter === undefined ? [] : [['filter', members.filter] as const]),
    // A node of a configuration may be the way without one.
    ['exclude-type', 'direct|reject|dns'],
    // Where the pattern finds nothing, the core sends all direct; newer ones can be told not to.
    ['empty-fallback', 'REJECT'],
  ];
}
