import { ruleTypes, type RuleType } from '../../clash/rules/rule.ts';
import type { CoreRule } from '../../clash/controller/answers/rules.ts';
import { coreTypeName } from '../../clash/controller/running-rules.ts';

/**
 * A text that holds the rows of a running core, for evaluating them where its file is not at hand. The core does not tell
 * `no-resolve`; such rows come back in `unsure`, by their place.
 */
export function textOfRows(running: readonly CoreRule[], groups: readonly { name: string; members: readonly string[] }[]): { text: string; unsure: ReadonlySet<number> } {
  const unsure = new Set<number>();
  const lines = running.map(({ type, payload, target }, index) => {
    const written = ruleTypes.find((one) => coreTypeName(one) === type.toLowerCase());
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
