import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { deepestMessage } from '../../path/network-failure.ts';
import { closedWords, confirmClosing } from '../clash-core/confirm-closing.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/**
 * Closes the connections to gateways that were left on dead nodes, or where there are none on nodes that are not chosen
 * any more: exactly those that are shown and agreed to. Resolves with how many were closed, or undefined.
 */
export const closeClashConnections: Command = {
  id: commands.closeClashConnections,
  async run({ clashCore, log }) {
    const { access } = clashCore;
    const signal = AbortSignal.timeout(20_000);
    try {
      const { found } = await access.find(signal);
      if (!found) {
        void vscode.window.showInformationMessage(t('No Clash core was found.'));
        return undefined;
      }
      const core = await (await access.loadRoom()).seeCore(found, access.request(), signal);
      const behind = core.connections.filter((one) => one.live && one.left);
      const dead = behind.filter((one) => one.left?.why === 'dead');
      const left = dead.length > 0 ? dead : behind;
      if (left.length === 0) {
        void vscode.window.showInformationMessage(t('No connection to a gateway is left on a dead node, or on one that is not chosen any more.'));
        return 0;
      }
      if (!(await confirmClosing(left))) return undefined;
      const closing = AbortSignal.timeout(10_000);
      for (const { id } of left) await found.client.closeConnection(id, closing);
      void vscode.window.showInformationMessage(closedWords(left.length));
      return left.length;
    } catch (error) {
      log.error(`clash: closing connections failed: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(t('The connections could not be closed. {0}', deepestMessage(error)));
      return undefined;
    }
  },
};
