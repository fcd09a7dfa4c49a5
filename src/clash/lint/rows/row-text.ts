import { replaceScalar } from '../edits/scalar.ts';
import type { RuleRow } from '../gateway-rows.ts';
import type { TextEdit } from '../../text-edit.ts';
import type { RuleLine } from '../../rules/rule.ts';

/** Whether the line stands in the text as it is, quotes aside: no alias, no escapes, no line break inside. */
function standsAsWritten(text: string, line: RuleLine): boolean {
  const raw = text.slice(line.range.start, line.range.end);
  return raw === line.text || raw === `'${line.text}'` || raw === `"${line.text}"`;
}

/** Where the n-th field of a line stands, blanks around it not included; undefined where the line is not written as it reads. */
function fieldRange(text: string, line: RuleLine, index: number): { start: number; end: number } | undefined {
  if (!standsAsWritten(text, line)) return undefined;
  const fields = line.text.split(',');
  const field = fields.at(index);
  if (field === undefined) return undefined;
  const number = index < 0 ? fields.length + index : index;
  const before = fields.slice(0, number).reduce((sum, one) => sum + one.length + 1, 0);
  const quoted = text.slice(line.range.start, line.range.end) === line.text ? 0 : 1;
  const start = line.range.start + quoted + before + (field.length - field.trimStart().length);
  return { start, end: start + field.trim().length };
}

/** The edit that writes another word into the n-th field (from the end where negative) of a line, and leaves the rest of it. */
export function replaceField(text: string, line: RuleLine, index: number, word: string): TextEdit | undefined {
  const range = fieldRange(text, line, index);
  if (!range) return undefined;
  // A word that needs quotes can't be put into a bare line piece by piece.
  if (!/^[\p{L}\p{N}\p{Extended_Pictographic}\uFE0F\u200D._*+ -]+$/u.test(word)) return wholeLine(text, line, index, word);
  return { ...range, text: word };
}

function wholeLine(text: string, line: RuleLine, index: number, word: string): TextEdit {
  const fields = line.text.split(',');
  fields[index < 0 ? fields.length + index : index] = word;
  return replaceScalar(text, line.range, fields.join(','), 'flow');
}

/** The edit that puts a parameter behind a row; undefined where it can't be put there without touching more. */
export function addParameter(text: string, row: RuleRow, parameter: string): TextEdit | undefined {
  const last = fieldRange(text, row, -1);
  return last && { start: last.end, end: last.end, text: `,${parameter}` };
}

/** The edit that takes a field and the comma before it out of a line. */
export function removeField(text: string, line: RuleLine, index: number): TextEdit | undefined {
  const range = fieldRange(text, line, index);
  if (!range) return undefined;
  const comma = text.lastIndexOf(',', range.start);
  return comma <= line.range.start ? undefined : { start: comma, end: range.end, text: '' };
}
