/**
 * Breaking text into lines for a terminal. Wide East Asian characters take two columns and may be parted anywhere,
 * because the interface has a Chinese translation (Unicode Standard Annexes 11 and 14, as far as they occur in it).
 */
const wideClass =
  '\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uff60\\uffe0-\\uffe6';
const wide = new RegExp(`[${wideClass}]`);

/** What may not begin a line stays with the character before it. */
const closing = '，。、；：？）】》”’';

/** A wide character with what may not be parted from it, a word, or a space; colour codes belong to their word. */
const tokens = new RegExp(`\\s+|[${wideClass}][${closing}]*|[^\\s${wideClass}]+[${closing}]*`, 'g');

/** Columns a text takes; colour codes take none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(/\u001b\[\d+m/g, '')) width += wide.test(character) ? 2 : 1;
  return width;
}

/** Breaks a paragraph into lines. A word longer than the line stays whole, so that it can be copied. */
export function wrapText(text: string, width: number, indent: string): string[] {
  const room = Math.max(20, width - displayWidth(indent));
  const lines: string[] = [];
  let line = '';
  let space = '';
  for (const token of text.trim().match(tokens) ?? []) {
    if (/^\s/.test(token)) {
      space = ' ';
      continue;
    }
    if (line !== '' && displayWidth(line + space + token) > room) {
      lines.push(indent + line);
      line = token;
    } else {
      line += (line === '' ? '' : space) + token;
    }
    space = '';
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}
