import type { RuleLine } from '../rules/rule.ts';
import type { TextRange } from '../text-edit.ts';

/** A part of a rule between commas, trimmed, and where it stands in the document. */
export interface RuleField extends TextRange {
  readonly kind: 'type' | 'payload' | 'target' | 'param';
  readonly value: string;
}

/** Their payload may hold commas; the last field is the target (core: rules/common/base.go). */
const openTypes: ReadonlySet<string> = new Set(['NOT', 'OR', 'AND', 'SUB-RULE', 'DOMAIN-REGEX', 'PROCESS-NAME-REGEX', 'PROCESS-PATH-REGEX']);

/** The fields of a rule's text, with offsets into it. Works for a rule that is half written, too. */
export function fieldsOf(rule: string): RuleField[] {
  const cuts = commas(rule);
  const type = rule.slice(0, cuts[0] ?? rule.length).trim().toUpperCase();
  const first = cuts[0];
  const last = cuts.at(-1);
  if (first === undefined || last === undefined) return [field('type', rule, 0, rule.length)];
  const head = field('type', rule, 0, first);
  if (openTypes.has(type)) {
    if (first === last) return [head, field('payload', rule, first + 1, rule.length)];
    return [head, field('payload', rule, first + 1, last), field('target', rule, last + 1, rule.length)];
  }
  const kinds: readonly RuleField['kind'][] = type === 'MATCH' ? ['target'] : ['payload', 'target'];
  return [head, ...cuts.map((cut, index) => field(kinds[index] ?? 'param', rule, cut + 1, cuts[index + 1] ?? rule.length))];
}

/** The fields of a line with offsets into the document; none where its text is written with escapes. */
export function fieldsOfLine(line: RuleLine, text: string): RuleField[] {
  const shift = text.slice(line.range.start, line.range.end).indexOf(line.text);
  if (shift < 0 || line.text === '') return [];
  const by = line.range.start + shift;
  return fieldsOf(line.text).map((one) => ({ ...one, start: one.start + by, end: one.end + by }));
}

/** Names of rule sets inside a rule's payload, as logic rules have them, with offsets into the rule's text. */
export function nestedRuleSets(rule: string): (TextRange & { readonly name: string })[] {
  return [...rule.matchAll(/\(\s*RULE-SET\s*,\s*([^,()]+?)\s*[,)]/gi)].flatMap((found) => {
    const name = found[1] ?? '';
    const start = found.index + found[0].indexOf(name, found[0].indexOf(',') + 1);
    return name === '' ? [] : [{ name, start, end: start + name.length }];
  });
}

/** Places of the commas. */
function commas(text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) places.push(at);
  return places;
}

function field(kind: RuleField['kind'], text: string, from: number, to: number): RuleField {
  const raw = text.slice(from, to);
  const value = raw.trim();
  const start = from + (value === '' ? raw.length : raw.indexOf(value));
  return { kind, value, start, end: start + value.length };
}
