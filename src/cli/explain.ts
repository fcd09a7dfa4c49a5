import { t } from '@vscode/l10n';
import { explain as explainText, type Explanation } from '../diagnosis/explain.ts';
import { redactText } from '../diagnosis/redact.ts';
import type { ExplainedAction } from '../diagnosis/symptoms/explained-action.ts';
import { symptomIds } from '../diagnosis/seen-symptom.ts';
import { readPastedText } from '../diagnosis/symptoms/pasted-text.ts';
import { plainText } from '../path/network-failure.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';

/** An error text is short; a whole log of this size is still read. */
const maxInputBytes = 4_194_304;

/** Longest part of the text that is shown again. */
const echoChars = 200;

/** Says what an error text means, from knowledge alone. */
export const explain: Command = {
  name: 'explain',
  synopsis: ['explain TEXT...', 'explain - < FILE'],
  summary: () => t('Say what an error text means and what to do.'),
  options: {
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('Nothing is measured and nothing is sent. Put -- before a text that starts with a dash.'),
    t('Exit code 3 means that the text was not recognised.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, explain.options);
    const text = await textToExplain(parsed.positionals, terminal);
    if (text.trim() === '') throw new UsageError(t('There is no text to explain.'));
    const explanation = explainText(text);
    if (parsed.has('json')) await terminal.print(`${JSON.stringify(explanation, null, 2)}\n`);
    else await terminal.print(render(text, explanation, terminal.width));
    return explanation.matches.length > 0 ? exitCodes.success : exitCodes.couldNotTell;
  },
};

async function textToExplain(words: readonly string[], terminal: Terminal): Promise<string> {
  if (words.length === 1 && words[0] === '-') return await terminal.readInput(maxInputBytes);
  if (words.length > 0) return words.join(' ');
  if (terminal.stdinIsTty) {
    throw new UsageError(t('Give the error text to explain, or - to read it from standard input.'));
  }
  return await terminal.readInput(maxInputBytes);
}

function render(text: string, { matches }: Explanation, width: number): string {
  const lines = [t('Text: {0}', plainText(redactText(readPastedText(text.slice(0, 20_000))), echoChars)), ''];
  if (matches.length === 0) {
    lines.push(
      ...wrapText(t('This text is not known. Run "gatehouse doctor" to measure the path to your gateway.'), width, ''),
    );
  }
  const [first, second] = matches;
  if (first && first.confidence === second?.confidence) {
    lines.push(...wrapText(t('More than one cause fits as well as the other. Each says how to tell.'), width, ''), '');
  }
  for (const match of matches) {
    lines.push(
      `${match.title} [${match.leg}]`,
      ...wrapText(match.cause, width, '  '),
      ...wrapText(t('What to do: {0}', match.fix), width, '  '),
      ...wrapText(t('Source: {0}', match.source), width, '  '),
      '',
    );
  }
  const next = first?.action && nextCommand(first.action);
  if (next) lines.push(...wrapText(next, width, ''));
  if (first && symptomIds.includes(first.id)) {
    lines.push(...wrapText(t('To look for it here: {0}', `gatehouse doctor --symptom ${first.id}`), width, ''));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** What to run here about it; a symptom has a line of its own. */
function nextCommand(action: ExplainedAction): string | undefined {
  switch (action.do) {
    case 'set-key':
      return t('To check a key: {0}, with the key in the variable of its gateway.', 'gatehouse doctor --probe http');
    case 'select-gateway':
      return t('To check the gateway itself: {0}', 'gatehouse doctor --gateway ID');
    case 'set-base-url':
      return t('To check a base URL: {0}', 'gatehouse doctor --base-url URL');
    case 'choose-model':
      return t('To check a model: {0}', 'gatehouse doctor --model ID');
    case 'diagnose':
      return action.symptom === undefined ? t('To measure the path here: {0}', 'gatehouse doctor') : undefined;
  }
}
