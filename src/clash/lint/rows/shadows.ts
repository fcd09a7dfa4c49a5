import type { ClashConfiguration } from '../../configuration/model.ts';
import type { RuleLine } from '../../rules/rule.ts';
import { isRow, type RuleRow } from '../gateway-rows.ts';
import { KeywordIndex } from './keyword-index.ts';

/** A row and an earlier one of its list that takes everything it could take. */
export interface Shadow {
  readonly row: RuleRow;
  readonly by: RuleRow;
}

const passes: ReadonlySet<string> = new Set(['PASS', 'PASS-RULE']);
const known = new WeakMap<ClashConfiguration, readonly Shadow[]>();

/**
 * Rows of `rules` and of the sub-rules that an earlier row of their list leaves nothing to: the same question again, or a
 * name within an earlier suffix or keyword. Look-ups only, so that a hundred thousand rows take a moment.
 */
export function shadowsOf(configuration: ClashConfiguration): readonly Shadow[] {
  let shadows = known.get(configuration);
  if (!shadows) {
    shadows = [configuration.rules, ...configuration.subRules.values()].flatMap(shadowsIn);
    known.set(configuration, shadows);
  }
  return shadows;
}

/** What stands below MATCH is left out. */
function shadowsIn(lines: readonly RuleLine[]): Shadow[] {
  const shadows: Shadow[] = [];
  const domains = new Map<string, RuleRow>();
  const suffixes = new Map<string, RuleRow>();
  const keywords = new KeywordIndex();
  const others = new Map<string, RuleRow>();
  for (const line of lines) {
    if (!isRow(line)) continue;
    const { type, payload, target } = line.rule;
    if (type === 'MATCH') break;
    let by: RuleRow | undefined;
    let add: () => void;
    if (type === 'DOMAIN' || type === 'DOMAIN-SUFFIX') {
      const name = payload.toLowerCase();
      const own = type === 'DOMAIN' ? domains : suffixes;
      by = earlier(earlier(type === 'DOMAIN' ? domains.get(name) : undefined, above(suffixes, name)), keywords.within(name));
      add = () => setFirst(own, name, line);
    } else if (type === 'DOMAIN-KEYWORD') {
      const keyword = payload.toLowerCase();
      by = keywords.within(keyword);
      add = () => keywords.add(keyword, line);
    } else {
      // What no-resolve and src change is another question.
      const question = `${type},${payload}${line.rule.noResolve ? ',no-resolve' : ''}${line.rule.src ? ',src' : ''}`;
      by = others.get(question);
      add = () => setFirst(others, question, line);
    }
    if (by) shadows.push({ row: line, by });
    // The core passes over a row that leads there, and asks on.
    if (!passes.has(target) && type !== 'SUB-RULE') add();
  }
  return shadows;
}

function setFirst(map: Map<string, RuleRow>, key: string, row: RuleRow): void {
  if (!map.has(key)) map.set(key, row);
}

function earlier(a: RuleRow | undefined, b: RuleRow | undefined): RuleRow | undefined {
  return a && b ? (a.index <= b.index ? a : b) : (a ?? b);
}

/** The earliest row for a domain or one above it. */
function above(suffixes: ReadonlyMap<string, RuleRow>, domain: string): RuleRow | undefined {
  let first = suffixes.get(domain);
  for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) first = earlier(first, suffixes.get(domain.slice(dot + 1)));
  return first;
}
