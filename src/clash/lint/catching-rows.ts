import type { ClashConfiguration } from '../configuration/model.ts';
import type { RuleRow } from './gateway-rows.ts';
import { isRow } from './gateway-rows.ts';
import { geositeCanHold } from './geosite-lists.ts';
import { nameTest } from './name-test.ts';
import type { LintSurroundings } from './problem.ts';
import { ruleSetLines, ruleSetOf } from './rule-sets.ts';
import { parents, setHolds } from './set-holds.ts';

/** A row that takes a host by its name; not sure where a list of the core's decides. */
export interface CatchingRow {
  readonly row: RuleRow;
  readonly sure: boolean;
}

const known = new WeakMap<ClashConfiguration, { of: LintSurroundings; rows: ReadonlyMap<string, readonly CatchingRow[]> }>();

/** For the host of each gateway the rows of `rules` that take it by its name, in order. */
export function catchingRows(configuration: ClashConfiguration, surroundings: LintSurroundings): ReadonlyMap<string, readonly CatchingRow[]> {
  const made = known.get(configuration);
  if (made?.of === surroundings) return made.rows;
  const rows = findRows(configuration, surroundings);
  known.set(configuration, { of: surroundings, rows });
  return rows;
}

function findRows(configuration: ClashConfiguration, surroundings: LintSurroundings): ReadonlyMap<string, readonly CatchingRow[]> {
  const hosts = [...new Set(surroundings.gateways.map(({ host }) => host))];
  const caught = new Map<string, CatchingRow[]>(hosts.map((host) => [host, []]));
  const byDomain = new Map<string, string[]>();
  for (const host of hosts) for (const domain of parents(host)) byDomain.set(domain, [...(byDomain.get(domain) ?? []), host]);
  for (const line of configuration.rules) {
    if (!isRow(line)) continue;
    const { type, payload } = line.rule;
    // The two that make up long lists are looked up.
    if (type === 'DOMAIN' || type === 'DOMAIN-SUFFIX') {
      const name = payload.toLowerCase();
      for (const host of byDomain.get(name) ?? []) if (type === 'DOMAIN-SUFFIX' || host === name) caught.get(host)?.push({ row: line, sure: true });
      continue;
    }
    for (const host of hostsCaught(line, hosts, configuration, surroundings)) caught.get(host)?.push({ row: line, sure: type !== 'GEOSITE' });
  }
  return caught;
}

function hostsCaught(row: RuleRow, hosts: readonly string[], configuration: ClashConfiguration, surroundings: LintSurroundings): readonly string[] {
  const { type, payload } = row.rule;
  if (type === 'GEOSITE') return hosts.filter((host) => geositeCanHold(payload, host));
  if (type === 'RULE-SET') {
    const lines = ruleSetLines(configuration, surroundings, payload);
    return lines ? hosts.filter(setHolds(lines, ruleSetOf(configuration, payload)?.behavior)) : [];
  }
  if (!type.startsWith('DOMAIN')) return [];
  const test = nameTest(row.rule);
  return test ? hosts.filter(test) : [];
}
