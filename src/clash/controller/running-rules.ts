import { isRule } from '../rules/parse-rule.ts';
import { ruleTypes, type RuleLine, type RuleType } from '../rules/rule.ts';
import { targetName, type CoreRule } from './answers/rules.ts';

/** How the core names a type of rule, lower case: `DOMAIN-SUFFIX` is `DomainSuffix`, `IP-CIDR6` is `IPCIDR` (core: constant/rule.go). */
export function coreTypeName(type: RuleType): string {
  return type.replaceAll('-', '').toLowerCase().replace(/^ipcidr6$/, 'ipcidr').replace(/^subrule$/, 'subrules');
}

const knownNames: ReadonlySet<string> = new Set(ruleTypes.map(coreTypeName));

/**
 * The first row in which a configuration differs from what a core runs; undefined where all agree. An app that merges
 * its own rows, or a core that was not reloaded, runs others than the file says. Pure.
 */
export function firstOtherRow(lines: readonly RuleLine[], running: readonly CoreRule[]): number | undefined {
  const count = Math.max(lines.length, running.length);
  for (let index = 0; index < count; index++) {
    const [line, rule] = [lines[index], running[index]];
    if (!line || !rule || !isSame(line, rule)) return index;
  }
  return undefined;
}

/** Payloads are compared where the core leaves them as they are written; it puts networks and conditions in words of its own. */
function isSame({ rule: written }: RuleLine, running: CoreRule): boolean {
  if (!isRule(written)) return false;
  if (written.target !== targetName(running.target) && written.type !== 'SUB-RULE') return false;
  // A core with other words for its rules, as sing-box, can't be compared by them; and a row that looks at the source
  // has another name in the core than in the file.
  const name = running.type.toLowerCase();
  if (!knownNames.has(name) || written.src) return true;
  if (name !== coreTypeName(written.type)) return false;
  return !keepsPayload.has(written.type) || !plain.test(written.payload) || written.payload.toLowerCase() === running.payload.toLowerCase();
}

/** Other letters the core may write in Punycode (core: rules/common/domain.go). */
const plain = /^[\x21-\x7e]*$/;

const keepsPayload: ReadonlySet<RuleType> = new Set(ruleTypes.filter((type) => type.startsWith('DOMAIN') || type === 'RULE-SET' || type === 'GEOSITE'));
