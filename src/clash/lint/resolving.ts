import type { ClashConfiguration } from '../configuration/model.ts';
import { isRow, type RuleRow } from './gateway-rows.ts';
import { ruleSetOf } from './rule-sets.ts';

const byAddress: ReadonlySet<string> = new Set(['GEOIP', 'IP-CIDR', 'IP-CIDR6', 'IP-SUFFIX', 'IP-ASN']);

/** Whether the core resolves a host's name before it can decide a row (core: rules/common; `src` brings no-resolve with it). */
function resolvesName(row: RuleRow, configuration: ClashConfiguration): boolean {
  const { type, payload, noResolve, src } = row.rule;
  if (noResolve || src) return false;
  return byAddress.has(type) || (type === 'RULE-SET' && ruleSetOf(configuration, payload)?.behavior === 'ipcidr');
}

const known = new WeakMap<ClashConfiguration, readonly RuleRow[]>();

/** The rows of `rules` that make the core resolve names, in order. */
export function resolvingRows(configuration: ClashConfiguration): readonly RuleRow[] {
  let rows = known.get(configuration);
  if (!rows) {
    rows = configuration.rules.filter((line): line is RuleRow => isRow(line) && resolvesName(line, configuration));
    known.set(configuration, rows);
  }
  return rows;
}
