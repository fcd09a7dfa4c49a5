import type { RuleLine } from '../rules/rule.ts';
import { targetName, type CoreRule } from './answers/rules.ts';

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
  if ('fault' in written || written.target !== targetName(running.target)) return false;
  // sing-box has kinds of its own; a row that looks at the source has another name in the core than in the file.
  const named = running.type !== 'default' && running.type !== 'logical' && !written.src;
  if (named && letters(written.type) !== letters(running.type)) return false;
  const plain = written.type.startsWith('DOMAIN') || written.type === 'RULE-SET' || written.type === 'GEOSITE';
  return !plain || written.payload.toLowerCase() === running.payload.toLowerCase();
}

/** `IP-CIDR6` and `IPCIDR`, `SUB-RULE` and `SubRules` are the same (core: constant/rule.go). */
function letters(type: string): string {
  return type.toLowerCase().replace(/-/g, '').replace(/^ipcidr6$/, 'ipcidr').replace(/^subrule$/, 'subrules');
}
