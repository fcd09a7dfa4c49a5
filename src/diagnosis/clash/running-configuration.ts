import { ruleTypes, type RuleType } from '../../clash/rules/rule.ts';
import { isRule } from '../../clash/rules/parse-rule.ts';
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import type { CoreRule } from '../../clash/controller/answers/rules.ts';

/** How the core names a type of rule: `DOMAIN-SUFFIX` is `DomainSuffix`, `IP-CIDR6` is `IPCIDR` (core: constant/rule.go). */
function coreName(type: RuleType): string {
  return type.replaceAll('-', '').toLowerCase().replace(/^ipcidr6$/, 'ipcidr').replace(/^subrule$/, 'subrules');
}

const knownNames: ReadonlySet<string> = new Set(ruleTypes.map(coreName));

/**
 * Whether a file is what the core runs: the same rows in the same order with the same targets. A file may have been
 * changed since, or merged anew. Payloads are compared by type alone, as the core writes some of them in its own way.
 * Pure.
 */
export function isRunning({ rules }: Pick<ClashConfiguration, 'rules'>, running: readonly CoreRule[]): boolean {
  if (rules.length !== running.length) return false;
  return rules.every(({ rule }, index) => {
    const there = running[index];
    if (!there || !isRule(rule)) return false;
    const name = there.type.toLowerCase();
    // A core with other words for its rules can't be compared by them.
    const sameType = !knownNames.has(name) || name === coreName(rule.type);
    return sameType && (there.target === rule.target || rule.type === 'SUB-RULE');
  });
}

/**
 * A text that holds the rows of a running core, for evaluating them where its file is not at hand. The core does not tell
 * `no-resolve`; such rows come back in `unsure`, by their place.
 */
export function textOfRows(running: readonly CoreRule[], groups: readonly { name: string; members: readonly string[] }[]): { text: string; unsure: ReadonlySet<number> } {
  const unsure = new Set<number>();
  const lines = running.map(({ type, payload, target }, index) => {
    const written = ruleTypes.find((one) => coreName(one) === type.toLowerCase());
    if (!written) return JSON.stringify(`${type.toUpperCase()},${payload},${target}`);
    if (resolving.has(written)) unsure.add(index);
    return JSON.stringify(written === 'MATCH' ? `MATCH,${target}` : `${written},${payload},${target}`);
  });
  const list = (items: readonly string[]): string => (items.length === 0 ? ' []' : `\n${items.map((item) => `  - ${item}`).join('\n')}`);
  const groupLines = groups.map(({ name, members }) => `{ name: ${JSON.stringify(name)}, type: select, proxies: [${members.map((member) => JSON.stringify(member)).join(', ')}] }`);
  return { text: `proxy-groups:${list(groupLines)}\nrules:${list(lines)}\n`, unsure };
}

/** Types that make the core look a name up, unless they say `no-resolve`. */
const resolving: ReadonlySet<RuleType> = new Set(['GEOIP', 'IP-CIDR', 'IP-CIDR6', 'IP-ASN', 'IP-SUFFIX', 'RULE-SET', 'AND', 'OR', 'NOT', 'SUB-RULE']);
