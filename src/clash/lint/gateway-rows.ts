import type { ClashConfiguration } from '../configuration/model.ts';
import type { GatewayHost } from '../gateway-host.ts';
import type { Rule, RuleLine } from '../rules/rule.ts';
import { matchesWildcard } from '../rules/wildcard.ts';
import type { LintSurroundings } from './problem.ts';

/** A line whose rule could be read. */
export interface RuleRow extends RuleLine {
  readonly rule: Rule;
}

/** A row that names hosts of gateways, in its own words or in those of a domain above them. */
export interface GatewayRow {
  readonly row: RuleRow;
  readonly gateways: readonly GatewayHost[];
}

/** Whether a line's rule could be read. */
export function isRow(line: RuleLine): line is RuleRow {
  return 'type' in line.rule;
}

const known = new WeakMap<ClashConfiguration, { of: LintSurroundings; rows: readonly GatewayRow[] }>();

/** The rows of `rules` that name a gateway's host, in order: what their writer wrote for the gateway. */
export function gatewayRows(configuration: ClashConfiguration, surroundings: LintSurroundings): readonly GatewayRow[] {
  const made = known.get(configuration);
  if (made?.of === surroundings) return made.rows;
  const rows = findRows(configuration, surroundings.gateways);
  known.set(configuration, { of: surroundings, rows });
  return rows;
}

function findRows({ rules }: ClashConfiguration, gateways: readonly GatewayHost[]): GatewayRow[] {
  const byDomain = new Map<string, GatewayHost[]>();
  for (const gateway of gateways) {
    for (const domain of domainsAbove(gateway.host)) byDomain.set(domain, [...(byDomain.get(domain) ?? []), gateway]);
  }
  const rows: GatewayRow[] = [];
  for (const line of rules) {
    if (!isRow(line)) continue;
    const named = gatewaysOf(line.rule, byDomain, gateways);
    if (named.length > 0) rows.push({ row: line, gateways: named });
  }
  return rows;
}

function gatewaysOf(rule: Rule, byDomain: ReadonlyMap<string, readonly GatewayHost[]>, gateways: readonly GatewayHost[]): readonly GatewayHost[] {
  const payload = rule.payload.toLowerCase();
  if (rule.type === 'DOMAIN') return (byDomain.get(payload) ?? []).filter(({ host }) => host === payload);
  if (rule.type === 'DOMAIN-SUFFIX') return byDomain.get(payload) ?? [];
  // A keyword names a gateway where it is a whole part of its name; R10 speaks of short ones.
  if (rule.type === 'DOMAIN-KEYWORD' && payload.length >= 4) return gateways.filter(({ host }) => `.${host}.`.includes(`.${payload}.`));
  if (rule.type === 'DOMAIN-WILDCARD' && /[^*?.]{4}/.test(payload)) return gateways.filter(({ host }) => matchesWildcard(payload, host));
  return [];
}

/** A host and the domains above it that have a dot of their own: `a.b.c` and `b.c`. */
function domainsAbove(host: string): string[] {
  const labels = host.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

/** The hosts of gateways as a sentence names them. */
export function hostNames(gateways: readonly GatewayHost[]): string {
  return [...new Set(gateways.map(({ host }) => host))].slice(0, 3).join(', ');
}
