import type { ClashConfiguration, ClashGroup } from '../configuration/model.ts';
import type { GatewayHost } from '../gateway-host.ts';
import { gatewayExplanations } from './gateway-explanations.ts';
import { gatewayRows } from './gateway-rows.ts';
import { namesOf } from './names.ts';
import type { LintSurroundings } from './problem.ts';

/** A group that calls to gateways pass, those gateways, and whether a row names it: the others are reached through such a one. */
export type GatewayGroup = readonly [group: ClashGroup, gateways: readonly GatewayHost[], named: boolean];

const known = new WeakMap<ClashConfiguration, { of: LintSurroundings; groups: readonly GatewayGroup[] }>();

/** The groups that rows for gateways lead to, those that gateways in use meet, and those below them, in the file's order. */
export function gatewayGroups(configuration: ClashConfiguration, surroundings: LintSurroundings): readonly GatewayGroup[] {
  const made = known.get(configuration);
  if (made?.of === surroundings) return made.groups;
  const groups = findGroups(configuration, surroundings);
  known.set(configuration, { of: surroundings, groups });
  return groups;
}

function findGroups(configuration: ClashConfiguration, surroundings: LintSurroundings): GatewayGroup[] {
  const { groups } = namesOf(configuration);
  const carries = new Map<ClashGroup, Set<GatewayHost>>();
  const named = new Set<ClashGroup>();
  const visit = (name: string, gateways: readonly GatewayHost[]): void => {
    const group = groups.get(name);
    if (!group) return;
    const has = carries.get(group) ?? new Set();
    const fresh = gateways.filter((gateway) => !has.has(gateway));
    if (carries.has(group) && fresh.length === 0) return;
    for (const gateway of fresh) has.add(gateway);
    carries.set(group, has);
    // Of a `select` the first member is taken until the user chooses another.
    const below = group.type.value === 'select' ? group.members.slice(0, 1) : group.members;
    for (const member of below) visit(member.value, fresh);
  };
  for (const { row, gateways } of gatewayRows(configuration, surroundings)) {
    const group = groups.get(row.rule.target);
    if (group) named.add(group);
    visit(row.rule.target, gateways);
  }
  // A gateway that no row is written for goes through what its calls meet.
  for (const { gateway, tcp } of gatewayExplanations(configuration, surroundings)) visit(tcp.policy, [gateway]);
  return configuration.groups.flatMap((group) => {
    const has = carries.get(group);
    return has ? [[group, [...has], named.has(group)] as const] : [];
  });
}
