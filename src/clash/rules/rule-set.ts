import { parsePrefix, type Address, type Prefix } from './address.ts';
import { DomainSet } from './domain-set.ts';
import { askAll } from './kinds/logic.ts';
import type { Test, Workshop } from './kind.ts';
import type { Question } from './question.ts';
import type { Verdict } from './verdict.ts';

export type RuleSetTest = (question: Question) => Verdict;

/** What the core's `behavior` makes of the lines of a rule set; lines it can't read are left out, as there. Where the set itself can't be judged, `detail` is empty. */
export function compileRuleSet(lines: readonly string[], behavior: 'domain' | 'ipcidr' | 'classical' | undefined, workshop: Workshop): RuleSetTest {
  switch (behavior) {
    case 'domain': {
      const set = new DomainSet(lines);
      return ({ ruleHost }) => (ruleHost === undefined ? { missing: 'sniffed-name', detail: '' } : (set.has(ruleHost) ?? { missing: 'rule-set', detail: '' }));
    }
    case 'ipcidr': {
      const set = new PrefixSet(lines);
      return (question) => {
        question.resolve();
        return question.byTarget((address) => set.has(address));
      };
    }
    case 'classical': {
      const tests = lines.flatMap((line): Test[] => {
        const condition = workshop.parseCondition(line);
        return 'fault' in condition || condition.type === 'RULE-SET' ? [] : [workshop.test(condition)];
      });
      return (question) => askAll(tests, question, true);
    }
    case undefined:
      return () => false;
  }
}

/** Prefixes by their length, so that one look-up a length tells. */
export class PrefixSet {
  private readonly byLength = new Map<string, { sample: Prefix; keys: Set<string> }>();

  constructor(lines: readonly string[]) {
    for (const line of lines) {
      const prefix = parsePrefix(line);
      if (!prefix) continue;
      const length = `${prefix.address.version}/${prefix.bits}`;
      let group = this.byLength.get(length);
      if (!group) this.byLength.set(length, (group = { sample: prefix, keys: new Set() }));
      group.keys.add(masked(prefix.address, prefix.bits));
    }
  }

  has(address: Address): boolean {
    for (const { sample, keys } of this.byLength.values()) {
      if (sample.address.version === address.version && keys.has(masked(address, sample.bits))) return true;
    }
    return false;
  }
}

function masked({ words }: Address, bits: number): string {
  return words.map((word, index) => keep(word, bits - index * 32)).join(',');
}

function keep(word: number, bits: number): number {
  return bits >= 32 ? word : bits <= 0 ? 0 : (word & (0xffffffff << (32 - bits))) >>> 0;
}

