export type NumberRange = readonly [low: number, high: number];

const most = 28;
const widest = 2n ** 64n;

/**
 * Numbers as `80/443/8000-8010`, for ports, users and DSCP values (core: common/utils/ranges.go). None means: every
 * number. Too big ones lose their upper bits, as there.
 *
 * @returns undefined where the core refuses them.
 */
export function parseRanges(text: string, bits: 8 | 16 | 32): NumberRange[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '*') return [];
  const parts = trimmed.replaceAll(',', '/').split('/');
  if (parts.length > most) return undefined;
  const ranges: NumberRange[] = [];
  for (const part of parts) {
    if (part === '') continue;
    const ends = part.split('-').map((end) => parseNumber(end, bits));
    const [first, second] = ends;
    if (ends.length > 2 || first === undefined || (ends.length === 2 && second === undefined)) return undefined;
    const last = second ?? first;
    ranges.push(first <= last ? [first, last] : [last, first]);
  }
  return ranges;
}

export function inRanges(ranges: readonly NumberRange[], value: number): boolean {
  return ranges.length === 0 || ranges.some(([low, high]) => value >= low && value <= high);
}

function parseNumber(text: string, bits: number): number | undefined {
  const digits = text.replace(/^[[\] ]+|[[\] ]+$/g, '');
  if (!/^\d+$/.test(digits) || digits.length > 40) return undefined;
  const value = BigInt(digits);
  return value < widest ? Number(BigInt.asUintN(bits, value)) : undefined;
}
