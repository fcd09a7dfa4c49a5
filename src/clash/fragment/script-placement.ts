import { t } from '@vscode/l10n';
import { scriptBody, scriptFunction, vergeScriptForm } from './forms/verge-script.ts';
import { lineEndOf } from './list-place.ts';
import { placed, refused, type Placement } from './placement.ts';
import type { FragmentWish } from './wish.ts';

const [from, to] = ['// Gatehouse: rows for gateways begin', '// Gatehouse: rows for gateways end'];

/**
 * Puts the fragment into a script: a new one gets all of it, one with a `main` of its own gets a piece at its end that
 * runs after that. A piece of ours that is there already is written anew.
 */
export function placeIntoScript(text: string, wish: FragmentWish): Placement {
  if (text.trim() === '') return placed([{ start: 0, end: text.length, text: vergeScriptForm.files(wish)[0]?.text ?? '' }]);
  const end = lineEndOf(text);
  const whole = vergeScriptForm.files(wish)[0]?.text ?? '';
  if (text === whole) return placed([]);
  const begins = text.indexOf(from);
  if (begins >= 0) {
    const ends = text.indexOf(to, begins);
    if (ends < 0) return refused(t('The piece that Gatehouse wrote into this script has lost its end. Take it out by hand, then try again.'));
    const fresh = piece(wish, end);
    const there = text.slice(begins, ends + to.length);
    // Behind a lone CR, what was put in can have turned into the other ends of lines.
    return placed(there.replaceAll('\r\n', '\n') === fresh.replaceAll('\r\n', '\n') ? [] : [{ start: begins, end: ends + to.length, text: fresh }]);
  }
  if (text.includes(scriptFunction)) {
    return refused(t('This script has rows of Gatehouse already, and was changed since. Empty it, or take the function {0} out, then try again.', scriptFunction));
  }
  // A function alone can be given a new body; what is declared as a constant can't.
  if (!/(?:^|[\n;}])[ \t]*function\s+main\s*\(/.test(text)) return refused(t('This script has no "function main(config, profileName)" that the rows could follow. Write main that way, or use an empty script.'));
  const broken = text.endsWith('\n') ? '' : end;
  return placed([{ start: text.length, end: text.length, text: `${broken}${piece(wish, end)}${end}` }]);
}

/** Runs after the script's own `main`, on what that gives back. */
function piece(wish: FragmentWish, end: string): string {
  const wrap = `main = (function (own) {${end}  return function (config, profileName) {${end}    return ${scriptFunction}(own(config, profileName));${end}  };${end}})(main);`;
  return [from, `${scriptBody(wish, end)}${wrap}`, to].join(end);
}
