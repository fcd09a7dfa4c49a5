import type { ClashMap } from '../configuration/model.ts';
import type { Rule, RuleFault, RuleLine, RuleType } from '../rules/rule.ts';
import { ruleTypes } from '../rules/rule.ts';
import type { TextEdit } from '../text-edit.ts';
import { isRow, mustStandBelow } from './catching.ts';
import { listInsertion } from './list-insertion.ts';
import { lineStartAt, nextLineAt } from './list-place.ts';
import { gatewayRows, rowText } from './rows.ts';
import type { FragmentWish } from './wish.ts';

/** Rows that are missing, or stand too low to be met, and the first one that they have to stand above. */
interface MissingRows {
  readonly texts: readonly string[];
  readonly above: number | undefined;
  /** Of rows that stand too low. */
  readonly low: readonly number[];
}

function missingRows(rules: readonly (Rule | RuleFault)[], wish: FragmentWish): MissingRows {
  const wanted = gatewayRows(wish.hosts);
  const hosts = wish.hosts.map(({ host }) => host.toLowerCase());
  const first = rules.findIndex((rule) => !wanted.some((row) => isRow(rule, row, wish.group)) && mustStandBelow(rule, hosts));
  const reach = first < 0 ? rules.length : first;
  const missing = wanted.filter((row) => !rules.slice(0, reach).some((rule) => isRow(rule, row, wish.group)));
  const low = first < 0 ? [] : rules.flatMap((rule, index) => (index > first && missing.some((row) => isRow(rule, row, wish.group)) ? [index] : []));
  return { texts: missing.map((row) => rowText(row, wish.group)), above: first < 0 ? undefined : first, low };
}

/**
 * The edits that put the rows above the first one which could catch the gateway or makes the core resolve its name. Rows
 * of ours that stand lower are taken out where they have a line of their own. Undefined where the list can't be added to.
 */
export function rowsIntoRules(text: string, top: ClashMap | undefined, rules: readonly RuleLine[], wish: FragmentWish): readonly TextEdit[] | undefined {
  const missing = missingRows(rules.map(({ rule }) => rule), wish);
  if (missing.texts.length === 0) return [];
  const above = missing.above === undefined ? undefined : rules[missing.above]?.range.start;
  const insertion = listInsertion(text, top, 'rules', { rows: missing.texts }, above);
  if (!insertion) return undefined;
  return [insertion, ...missing.low.flatMap((index) => ownLine(text, rules[index]))];
}

/** The edits that put the rows in front of a list that an app puts in front of the rules. */
export function rowsIntoList(text: string, top: ClashMap | undefined, name: string, wish: FragmentWish): readonly TextEdit[] | undefined {
  const value = top?.entries.get(name)?.value;
  const texts = Array.isArray(value) ? value.map(String) : [];
  const missing = missingRows(texts.map(simpleRule), wish);
  if (missing.texts.length === 0) return [];
  const insertion = listInsertion(text, top, name, { rows: missing.texts });
  return insertion && [insertion];
}

/** The line of a row that has one of its own. */
function ownLine(text: string, line: RuleLine | undefined): TextEdit[] {
  if (!line) return [];
  const [start, end] = [lineStartAt(text, line.range.start), nextLineAt(text, line.range.end)];
  const alone = /^ *-[ \t]+$/.test(text.slice(start, line.range.start)) && /^[ \t]*(?:#[^\n]*)?\r?\n?$/.test(text.slice(line.range.end, end));
  return alone ? [{ start, end, text: '' }] : [];
}

/** A row of an override, as far as its place depends on it. */
function simpleRule(text: string): Rule | RuleFault {
  const [type = '', payload = '', target = '', ...params] = text.split(',').map((part) => part.trim());
  const known = ruleTypes.find((one) => one === type.toUpperCase()) as RuleType | undefined;
  if (!known) return { fault: 'type', detail: type };
  return { type: known, payload, target, noResolve: params.includes('no-resolve') || params.includes('src'), src: params.includes('src'), params };
}
