import type { Workshop } from './kind.ts';
import { kindOf } from './kinds/index.ts';
import { isRule } from './parse-rule.ts';
import type { Question, Row } from './question.ts';
import type { RuleLine } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** What is asked about each line that may decide; true ends it. */
export type Visit = (row: Row, verdict: Verdict) => boolean;

/**
 * A list of rules made ready for being asked many times. Lines that name a domain or a suffix, as nearly all of a long
 * list do, are found by their name; the rest is asked one by one, in its place among them.
 */
export class RuleList {
  private readonly name: string;
  private readonly lines: readonly RuleLine[];
  private readonly exact = new Map<string, number[]>();
  private readonly suffix = new Map<string, number[]>();
  /** Lines that have to be asked, and how. */
  private readonly others: { readonly at: number; readonly row: Row; readonly test: (question: Question) => Verdict }[] = [];

  /** @param name `rules`, or the sub-rule's. */
  constructor(name: string, lines: readonly RuleLine[], workshop: Workshop) {
    this.name = name;
    this.lines = lines;
    lines.forEach((line, at) => {
      const { rule } = line;
      const row = (): Row => ({ list: name, line });
      if (!isRule(rule)) {
        const missing = { missing: 'rule', detail: rule.detail } as const;
        this.others.push({ at, row: row(), test: () => missing });
      } else if (rule.type === 'DOMAIN') note(this.exact, rule.payload.toLowerCase(), at);
      else if (rule.type === 'DOMAIN-SUFFIX') note(this.suffix, rule.payload.toLowerCase(), at);
      else this.others.push({ at, row: row(), test: kindOf(rule.type).test(rule, workshop) });
    });
  }

  /** Goes down the list; lines that don't match are passed in silence. */
  walk(question: Question, visit: Visit): void {
    const { ruleHost } = question;
    const named = ruleHost === undefined ? this.everyName() : this.namedLines(ruleHost);
    const namedVerdict: Verdict = ruleHost === undefined ? { missing: 'sniffed-name', detail: '' } : true;
    let next = 0;
    const visitNamed = (before: number): boolean => {
      for (; next < named.length && (named[next] ?? before) < before; next++) {
        const line = this.lines[named[next] ?? -1];
        if (line && visit({ list: this.name, line }, namedVerdict)) return true;
      }
      return false;
    };
    for (const { at, row, test } of this.others) {
      if (visitNamed(at)) return;
      question.asking = row;
      const verdict = test(question);
      if (verdict !== false && visit(row, verdict)) return;
    }
    visitNamed(Infinity);
  }

  private namedLines(host: string): number[] {
    const found = [...(this.exact.get(host) ?? []), ...(this.suffix.get(host) ?? [])];
    for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
      const lines = this.suffix.get(host.slice(dot + 1));
      if (lines) found.push(...lines);
    }
    return found.length < 2 ? found : found.sort((a, b) => a - b);
  }

  private everyName(): number[] {
    return [...this.exact.values(), ...this.suffix.values()].flat().sort((a, b) => a - b);
  }
}

function note(places: Map<string, number[]>, name: string, at: number): void {
  const known = places.get(name);
  if (known) known.push(at);
  else places.set(name, [at]);
}
