import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';
import { usableGateway } from './usable-gateway.ts';

/** Removes the chosen gateway's API key from SecretStorage. Resolves with true when it is gone. */
export const clearApiKey: Command = {
  id: commands.clearApiKey,
  async run({ choose, health, keys, log }) {
    const gateway = usableGateway(choose());
    if (!gateway) return false;
    try {
      await keys.clear(gateway);
    } catch (error) {
      log.error(`clearing a key failed: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(
        t('The API key for {0} could not be removed. The system keyring may be locked. Unlock it and try again.', gateway.title),
      );
      return false;
    }
    health.keyChanged(gateway);
    void vscode.window.showInformationMessage(t('No API key is stored for {0} any more.', gateway.title));
    return true;
  },
};
