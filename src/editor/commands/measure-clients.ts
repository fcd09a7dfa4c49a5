import { basename } from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';

const probe = 'measured-routes';

/** Asks before it starts the installed clients, has each make one request to a recorder here, and shows what they did. */
export const measureClients: Command = {
  id: commands.measureClients,
  async run({ session, inspector, loadDoctor }) {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage(t('Clients are not started in Restricted Mode. Trust this workspace first.'));
      return undefined;
    }
    const programs = await (await loadDoctor()).programsToMeasure(process.env, process.platform);
    if (programs.length === 0) {
      void vscode.window.showInformationMessage(t('None of the clients that can be measured is installed here.'));
      return undefined;
    }
    const start = t('Start Them');
    const names = [...new Set(programs.map((file) => basename(file).replace(/\.exe$/i, '')))].join(t(', '));
    const answer = await vscode.window.showInformationMessage(
      t('Start the installed clients, each for one request?'),
      {
        modal: true,
        detail: t(
          'These programs are started: {0}. Each makes one request with the proxy variables of the extension host, which ends at a recorder on this machine.',
          names,
        ),
      },
      start,
    );
    if (answer !== start) return undefined;
    inspector.show();
    const options = { location: vscode.ProgressLocation.Notification, title: t('Measuring the installed clients'), cancellable: true };
    return vscode.window.withProgress(options, async (_progress, token) => {
      token.onCancellationRequested(() => session.cancel());
      // The other probes' results are part of the report, so there have to be some.
      if (!session.canRerun && !(await session.run({ spend: false }))) return undefined;
      if (token.isCancellationRequested) return undefined;
      return session.run({ spend: false, programs: true, only: [probe] });
    });
  },
};
