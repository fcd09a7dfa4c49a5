import type { TextEdit, TextRange } from '../../text-edit.ts';

/** Where a value is going to stand: a flow list or map takes fewer characters bare. */
export type ScalarPlace = 'block' | 'flow';

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double';

/** The style of what stands at a place; block scalars and properties count as plain. */
export function styleAt(text: string, range: TextRange): ScalarStyle {
  const first = text[range.start];
  return first === "'" ? 'single' : first === '"' ? 'double' : 'plain';
}

/** A string as YAML: bare where that means the same, else quoted. */
export function scalarText(value: string, place: ScalarPlace, style: ScalarStyle): string {
  // Only the double quote can hold what is no printable character, on one line.
  if (!printable.test(value)) return JSON.stringify(value);
  if (style === 'double') return JSON.stringify(value);
  if (style === 'single' || !isPlain(value, place)) return `'${value.replaceAll("'", "''")}'`;
  return value;
}

/** The edit that puts a string in the place of a scalar, quoted as the one that stood there. */
export function replaceScalar(text: string, range: TextRange, value: string, place: ScalarPlace): TextEdit {
  return { start: range.start, end: range.end, text: scalarText(value, place, styleAt(text, range)) };
}

const printable = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFEFF]*$/u;
/** Words and numbers that some reader takes for something else than a string (YAML 1.1 and 1.2). */
const other = /^(?:[-+.]?\d.*|[-+]?\.(?:inf|nan)|~|null|true|false|yes|no|on|off|y|n|<<|=)$/i;

/** Whether a string means itself without quotes; in doubt, no. */
function isPlain(value: string, place: ScalarPlace): boolean {
  if (value === '' || value !== value.trim() || other.test(value)) return false;
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(value)) return false;
  if (/:(?:\s|$)|\s#/.test(value)) return false;
  return place === 'block' || !/[,[\]{}:]/.test(value);
}
