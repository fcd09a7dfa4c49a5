import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';
import { offerEndpoint } from './offer-endpoint.ts';

/** Copies the endpoint's base URLs and a token as lines for a shell, after a warning. Resolves with whether it was copied. */
export const copyEndpointSettings: Command = {
  id: commands.copyEndpointSettings,
  async run({ shim }) {
    const copy = t('Copy');
    const answer = await vscode.window.showWarningMessage(
      t('Copy the settings of the endpoint with a token?'),
      {
        modal: true,
        detail: t('They are lines for a shell: base URLs and a token in the place of a key. The token is as secret as a key: whoever has it can spend with your keys from this machine, within the caps. It belongs in no file that others can read.'),
      },
      copy,
    );
    if (answer !== copy) return false;
    const { attached } = shim.service;
    if (!attached) {
      void vscode.window.showWarningMessage(t('The shim is not there any more, so nothing was copied. Start it again first.'));
      return false;
    }
    const { endpointSettings } = await import('../shim/shim-room.ts');
    await vscode.env.clipboard.writeText(await endpointSettings(attached, vscode.env.shell, process.platform));
    offerEndpoint();
    return true;
  },
};
