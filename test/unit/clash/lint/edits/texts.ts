import fc from 'fast-check';
import { scalarText } from '../../../../../src/clash/lint/edits/scalar.ts';

/** Strings as they stand in lists: rules, names with pictures, and what YAML might take for something else. */
export function words(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('DOMAIN-SUFFIX,openrouter.ai,🚀 节点选择', 'MATCH,DIRECT', '香港 01', 'a', "it's", 'say "so"', 'x: y', 'a #b', '#c', 'yes', '1', '- d', '{e}', '[f', '*g', '&h', '+.lan', '', ' i ', 'tab\there', '~', '<<', 'a,b', 'é', '\u{1f1ed}\u{1f1f0}'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  );
}

export interface Made {
  text: string;
  values: string[];
  ranges: readonly { start: number; end: number }[];
}

/** A text with a list below `rules`, in any of the styles that lists are written in, and where its items stand. */
export function listText(): fc.Arbitrary<Made> {
  const style = fc.record({
    list: fc.constantFrom('block', 'flow', 'lines' as const),
    indent: fc.constantFrom('', '  ', '      '),
    gap: fc.constantFrom(' ', '   '),
    quotes: fc.array(fc.constantFrom('plain', 'single', 'double' as const), { minLength: 1, maxLength: 4 }),
    comments: fc.array(fc.constantFrom('', ' # why\tso', '  #'), { minLength: 1, maxLength: 3 }),
    above: fc.constantFrom('', '# a line\n', '\n'),
    feed: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
  });
  return fc.tuple(style, fc.array(words(), { minLength: 1, maxLength: 6 })).map(([{ list, indent, gap, quotes, comments, above, feed, last }, values]) => {
    let text = '# top\nbefore: "b: 1"\n';
    const ranges: { start: number; end: number }[] = [];
    // What stands behind the list, and before it where the list is the last: with no line break at the end.
    const behind = 'behind: [1, 2]';
    if (last) text += `${behind}\n`;
    text += list === 'block' ? 'rules:\n' : list === 'flow' ? 'rules: [' : 'rules: [\n';
    values.forEach((value, index) => {
      const scalar = scalarText(value, list === 'block' ? 'block' : 'flow', quotes[index % quotes.length] ?? 'plain');
      const comment = comments[index % comments.length] ?? '';
      if (list === 'block') text += `${index === 0 ? '' : above.replace('#', `${indent}#`)}${indent}-${gap}`;
      if (list === 'lines') text += indent || ' ';
      ranges.push({ start: text.length, end: text.length + scalar.length });
      text += scalar;
      const isLast = index === values.length - 1;
      if (list === 'block') text += comment + (isLast && last ? '' : '\n');
      if (list === 'flow') text += isLast ? ']' : ', ';
      if (list === 'lines') text += `${isLast ? '' : ','}${comment}\n`;
    });
    if (list === 'lines') text += ' ]';
    if (!last) text += `${list === 'block' ? '' : '\n'}${behind}\n`;
    return { ...withFeed(text, feed, ranges), values };
  });
}

/** Line breaks of the other kind, and where everything stands then. */
function withFeed(text: string, feed: string, ranges: readonly { start: number; end: number }[]): { text: string; ranges: { start: number; end: number }[] } {
  if (feed === '\n') return { text, ranges: [...ranges] };
  const at = (offset: number): number => offset + (text.slice(0, offset).split('\n').length - 1);
  return { text: text.replaceAll('\n', feed), ranges: ranges.map(({ start, end }) => ({ start: at(start), end: at(end) })) };
}
