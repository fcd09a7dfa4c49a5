import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Copies the shim's address, after a warning: whoever has it may use the shim. Resolves with whether it was copied. */
export const copyProxyAddress: Command = {
  id: commands.copyProxyAddress,
  async run({ shim }) {
    const copy = t('Copy');
    const answer = await vscode.window.showWarningMessage(
      t('Copy the address of the shim with its token?'),
      {
        modal: true,
        detail: t('Whoever has this address can use the shim from this machine. Treat it like a password: it belongs in no file that others can read. It is good until the token is revoked.'),
      },
      copy,
    );
    const { address } = shim.service;
    if (answer !== copy || address === undefined) return false;
    await vscode.env.clipboard.writeText(address);
    return true;
  },
};
