import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import { legWord } from '../words.ts';
import type { Command } from './command.ts';

/**
 * Asks what the user sees, and diagnoses with the probes first that tell its causes apart. With the id of a symptom as
 * its argument it asks nothing.
 */
export const pickSymptom: Command = {
  id: commands.pickSymptom,
  async run({ session, inspector, loadDoctor }, given) {
    const offered = (await loadDoctor()).offeredSymptoms();
    const known = offered.find(({ id }) => id === given);
    if (known) {
      inspector.show();
      return session.run({ spend: false, symptom: known.id });
    }
    const paste = { label: `$(edit) ${t('I have an error message')}`, id: undefined };
    const items = offered.map(({ id, leg, title }) => ({ label: title, description: legWord(leg), id }));
    const picked = await vscode.window.showQuickPick<{ label: string; description?: string; id: string | undefined }>([paste, ...items], {
      title: t('What are you seeing?'),
      placeHolder: t('Type some words of it, or choose'),
      matchOnDescription: true,
    });
    if (!picked) return undefined;
    if (picked.id === undefined) return vscode.commands.executeCommand(commands.explainError);
    inspector.show();
    return session.run({ spend: false, symptom: picked.id });
  },
};
