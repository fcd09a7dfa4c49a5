/** Longest text looked at; the beginning and the end of a longer one are kept, errors stand at either. */
const maxChars = 64 * 1024;

/** Colours, cursor moves and titles that terminal programs write (ECMA-48, 5.4; OSC ends with BEL or ST). */
const terminalCodes = /\u001b(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

/** From this length on a line that goes on in lower case was broken by a terminal and not by its author. */
const wrappedFromChars = 56;

/** Lines that begin in lower case and belong to nothing before them: frames of a stack, fields of an error. */
const ownLine = /^(at |code|errno|syscall|address|port|type|data|event|from |in |cause|errors?)\b/;

/**
 * What a person pasted, as its program wrote it: bounded, without terminal codes and frames, wrapped lines whole.
 * Pure.
 */
export function readPastedText(text: string): string {
  const bounded = text.length <= maxChars ? text : `${text.slice(0, maxChars / 2)}\n${text.slice(-maxChars / 2)}`;
  const plain = bounded
    .replace(terminalCodes, '')
    .replace(/[\u00a0\u200b\u2007\u202f]/g, ' ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[ \t]{0,200}[│┃][ \t]{0,9}\r?\n[ \t]{0,9}[│┃][ \t]{0,9}/g, ' ');
  return unwrap(plain.split(/\r?\n/));
}

function unwrap(lines: readonly string[]): string {
  const whole: string[] = [];
  let last = '';
  for (const line of lines) {
    const rest = line.replace(/^[ \t│┃]{1,200}/, '');
    const goesOn = last.length >= wrappedFromChars && /^\p{Ll}/u.test(rest) && !ownLine.test(rest);
    if (goesOn) whole[whole.length - 1] = `${whole.at(-1) ?? ''} ${rest}`;
    else whole.push(line);
    last = line.trimEnd();
  }
  return whole.join('\n');
}
