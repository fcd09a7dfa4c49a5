import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Explanation } from '../../diagnosis/doctor.ts';
import { explainedButton } from '../explained-button.ts';
import { explanationDocument } from '../explanation-document.ts';
import { commands } from '../ids.ts';
import { confidenceWord, legWord } from '../words.ts';
import type { Command, CommandSurroundings } from './command.ts';

/** More text than this says nothing new about one error. */
const maxTextChars = 65_536;

/**
 * Says what a pasted error message means. Without an argument it asks for the text; the clipboard is read only when the
 * user picks it. Resolves with the explanation, for other tools.
 */
export const explainError: Command = {
  id: commands.explainError,
  async run({ documents, loadDoctor }, given) {
    const text = typeof given === 'string' ? given : await askForText();
    if (text === undefined || text.trim() === '') return undefined;
    const explanation = (await loadDoctor()).explain(text.slice(0, maxTextChars));
    // Other tools pass the text and want the answer, not a picker.
    if (typeof given !== 'string') await show(explanation, documents);
    return explanation;
  },
};

async function askForText(): Promise<string | undefined> {
  const selected = selectedText();
  const type = { label: `$(edit) ${t('Type or paste the message')}`, read: () => askInBox('') };
  const clipboard = {
    label: `$(clippy) ${t('Use the clipboard')}`,
    read: async () => vscode.env.clipboard.readText(),
  };
  const selection = {
    label: `$(selection) ${t('Use the selected text')}`,
    description: selected.replace(/\s+/g, ' ').slice(0, 60),
    read: async () => selected,
  };
  const picked = await vscode.window.showQuickPick(selected === '' ? [type, clipboard] : [selection, type, clipboard], {
    title: t('Explain Error'),
    placeHolder: t('Where is the error message?'),
  });
  return picked?.read();
}

async function askInBox(value: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Explain Error'),
    prompt: t('Paste the error message, the stack trace or the JSON answer. It stays on this machine.'),
    value,
    ignoreFocusOut: true,
  });
}

function selectedText(): string {
  const editor = vscode.window.activeTextEditor;
  return editor ? editor.document.getText(editor.selection).slice(0, maxTextChars).trim() : '';
}

async function show(explanation: Explanation, documents: CommandSurroundings['documents']): Promise<void> {
  if (explanation.matches.length === 0) {
    const diagnose = t('Diagnose');
    void vscode.window
      .showInformationMessage(t('No known cause matches this text. A diagnosis measures the path itself.'), diagnose)
      .then((picked) => {
        if (picked === diagnose) void vscode.commands.executeCommand(commands.diagnose);
      });
    return;
  }
  const items = explanation.matches.map((match) => ({
    label: match.title,
    description: t('{0}, {1}', legWord(match.leg), confidenceWord(match.confidence)),
    detail: match.cause,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('What this error means'),
    placeHolder: t('Choose a cause to read what to do'),
  });
  if (!picked) return;
  const chosen = explanation.matches[items.indexOf(picked)];
  const others = explanation.matches.filter((match) => match !== chosen);
  const ordered = { ...explanation, matches: chosen ? [chosen, ...others] : others };
  await documents.show('error-explained.md', explanationDocument(ordered));
  if (chosen) offer(chosen);
}

/** Leads from the words to what helps: the key, the setting, or a diagnosis that looks for the cause first. */
function offer({ title, action }: Explanation['matches'][number]): void {
  if (!action) return;
  const { label, command, args } = explainedButton(action);
  void vscode.window.showInformationMessage(title, label).then((picked) => {
    if (picked === label) void vscode.commands.executeCommand(command, ...args);
  });
}
