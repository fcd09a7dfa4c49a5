import type { Rule, RuleLine, RuleType } from '../rules/rule.ts';
import type { GatewayRow } from './rows.ts';

/** A rule as the core tells it: the type in its own spelling, and no word of `no-resolve`. */
export interface RunningRule {
  readonly index: number;
  readonly type: string;
  readonly payload: string;
  readonly target: string;
  readonly disabled?: boolean | undefined;
}

/** The core's spellings and the configuration's (constant/rule.go). */
const spelling: Readonly<Record<string, RuleType>> = {
  Domain: 'DOMAIN', DomainSuffix: 'DOMAIN-SUFFIX', DomainKeyword: 'DOMAIN-KEYWORD', DomainRegex: 'DOMAIN-REGEX', DomainWildcard: 'DOMAIN-WILDCARD',
  GeoSite: 'GEOSITE', GeoIP: 'GEOIP', IPCIDR: 'IP-CIDR', IPSuffix: 'IP-SUFFIX', IPASN: 'IP-ASN', RuleSet: 'RULE-SET', Match: 'MATCH',
};

/** Types of which the core's list does not tell whether they resolve. */
const resolving: readonly RuleType[] = ['GEOIP', 'IP-CIDR', 'IP-SUFFIX', 'IP-ASN'];

/** Whether a rule of the core's is a row for a gateway. sing-box writes `route(X)` for a target. */
export function isSameRule({ type, payload, target }: RunningRule, row: GatewayRow, group: string): boolean {
  const own = spelling[type] ?? type.toUpperCase();
  const wanted = row.type === 'IP-CIDR6' ? 'IP-CIDR' : row.type;
  return (own === wanted || own === row.type) && payload.toLowerCase() === row.payload && (target === group || target === `route(${group})`);
}

/** Rows of a file by payload and target, as a core's list may be held against a hundred thousand of them. */
export type FileRows = ReadonlyMap<string, readonly Rule[]>;

/** The rows of a file, to be found again. */
export function fileRows(file: readonly RuleLine[]): FileRows {
  const rows = new Map<string, Rule[]>();
  for (const { rule } of file) {
    if ('fault' in rule) continue;
    const words = wordsOf(rule.payload, rule.target);
    const known = rows.get(words);
    if (known) known.push(rule);
    else rows.set(words, [rule]);
  }
  return rows;
}

function wordsOf(payload: string, target: string): string {
  return `${payload.toLowerCase()}\n${target}`;
}

/**
 * A rule of the core's as one of a configuration.
 *
 * @param file rows of the file that it was made of, where they are known: they tell whether it resolves.
 * @returns `sure` is false where that is not known.
 */
export function coreRuleAs({ type, payload, target }: RunningRule, file?: FileRows): { read: Rule; sure: boolean } {
  const own = spelling[type] ?? 'SUB-RULE';
  const same = file?.get(wordsOf(payload, target))?.find((rule) => rule.type === own || (own === 'IP-CIDR' && rule.type === 'IP-CIDR6'));
  if (same) return { read: same, sure: true };
  return { read: { type: own, payload, target, noResolve: false, src: false, params: [] }, sure: !resolving.includes(own) };
}
