import { kindOf } from './kinds/index.ts';
import type { Condition, ParseCondition } from './kind.ts';
import { ruleTypes, type Rule, type RuleFault, type RuleType } from './rule.ts';

/** The last field is the target, and what stands between is the payload with its commas (core: rules/common/base.go). */
const targetLast: ReadonlySet<string> = new Set(['NOT', 'OR', 'AND', 'SUB-RULE', 'DOMAIN-REGEX', 'PROCESS-NAME-REGEX', 'PROCESS-PATH-REGEX']);
const known: ReadonlySet<string> = new Set(ruleTypes);
const none: readonly string[] = Object.freeze([]);

interface Fields {
  readonly type: string;
  readonly payload: string;
  readonly target: string;
  readonly params: readonly string[];
}

/** One line of `rules` or of a sub-rule, as the core reads it. */
export function parseRule(line: string): Rule | RuleFault {
  const fields = split(line, true);
  if (fields.type === '') return { fault: 'empty', detail: line };
  if (!isType(fields.type)) return { fault: 'type', detail: fields.type };
  if (fields.target === '') return { fault: line.split(',').length < (fields.type === 'MATCH' ? 2 : 3) ? 'fields' : 'target', detail: line };
  return checked(fields, fields.type);
}

/** One line of a classical rule set, or a condition between brackets: there is no target. */
export function parseCondition(line: string): Condition | RuleFault {
  const fields = split(line, false);
  if (fields.type === '') return { fault: 'empty', detail: line };
  if (!isType(fields.type) || fields.type === 'MATCH' || fields.type === 'SUB-RULE') return { fault: 'type', detail: fields.type };
  return checked(fields, fields.type);
}

/** As `parseCondition`, for classical rule sets, where no other set can be named (core: rules/provider/classical_strategy.go). */
export function parseSetLine(line: string): Condition | RuleFault {
  const condition = parseCondition(line);
  return 'type' in condition && condition.type === 'RULE-SET' ? { fault: 'type', detail: condition.type } : condition;
}

/** Whether a line was understood. */
export function isRule(rule: Rule | RuleFault): rule is Rule {
  return !('fault' in rule);
}

function checked(fields: Fields, type: RuleType): Rule | RuleFault {
  if (fields.payload === '' && type !== 'MATCH') return { fault: 'payload', detail: '' };
  const detail = kindOf(type).fault?.({ type, payload: fields.payload }, parseCondition satisfies ParseCondition);
  if (detail !== undefined) return { fault: 'payload', detail };
  const src = fields.params.includes('src');
  return { type, payload: fields.payload, target: fields.target, noResolve: src || fields.params.includes('no-resolve'), src, params: fields.params };
}

function isType(type: string): type is RuleType {
  return known.has(type);
}

function split(line: string, needsTarget: boolean): Fields {
  const items = line.split(',').map(trimSpaces);
  const type = (items[0] ?? '').toUpperCase();
  if (items.length === 1) return { type, payload: '', target: '', params: none };
  if (type === 'MATCH') return { type, payload: '', target: items[1] ?? '', params: none };
  if (targetLast.has(type)) {
    const target = needsTarget ? (items.pop() ?? '') : '';
    return { type, payload: items.slice(1).join(','), target, params: none };
  }
  const behind = needsTarget ? 3 : 2;
  return { type, payload: items[1] ?? '', target: needsTarget ? (items[2] ?? '') : '', params: items.length > behind ? items.slice(behind) : none };
}

/** Spaces alone: a tab stays, and makes the field another one. */
function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === 32) start++;
  while (end > start && text.charCodeAt(end - 1) === 32) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
