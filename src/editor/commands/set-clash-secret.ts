import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Secret } from '../../path/secret.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Sets or removes the secret of the Clash controller that the setting names. Resolves with whether something was changed. */
export const setClashSecret: Command = {
  id: commands.setClashSecret,
  async run({ clash, log }) {
    const address = clash.controller();
    const entered = await vscode.window.showInputBox({
      title: address === '' ? t('Secret of the Clash controller on this machine') : t('Secret of the Clash controller {0}', address),
      prompt: t('It is kept in the secret storage of the editor and sent to that controller only. Leave it empty to remove it.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (entered === undefined) return false;
    const secret = entered.trim();
    try {
      if (secret === '') await clash.secrets.clear(address);
      else await clash.secrets.set(address, new Secret(secret));
    } catch (error) {
      log.error(`storing a controller's secret failed: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(t('The secret could not be stored. The system keyring may be missing or locked. Unlock or install one, then set it again.'));
      return false;
    }
    void vscode.window.showInformationMessage(secret === '' ? t('The secret is removed.') : t('The secret is stored.'));
    return true;
  },
};
