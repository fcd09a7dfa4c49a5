import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { contextName } from '../../diagnosis/rules/wording.ts';
import { hostPlace } from '../host-place.ts';
import { commands } from '../ids.ts';
import { proveEnvironments } from '../proof/prove-environments.ts';
import type { Command } from './command.ts';

/** Starts a real terminal, task, child process and debug sessions, reads their environments back, and diagnoses with what they said. */
export const proveEnvironment: Command = {
  id: commands.proveEnvironment,
  async run({ session, proofs, inspector, distFolder }) {
    const title = t('Reading the environment of a real terminal, task, child process and debug sessions');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const snapshots = await vscode.window.withProgress(options, async (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return proveEnvironments(distFolder, controller.signal).catch((error: unknown) => {
        if (controller.signal.aborted) return undefined;
        throw error;
      });
    });
    if (!snapshots) return undefined;
    proofs.keep(snapshots);
    inspector.show();
    await session.run({ spend: false });
    const silent = snapshots.filter(({ obtained }) => obtained !== 'proved');
    if (silent.length > 0) {
      const reasons = silent.map(({ context, reason }) => t('{0}: {1}', contextName(context, { contextLabel: hostPlace() }), reason ?? '')).join(' ');
      void vscode.window.showWarningMessage(t('Some environments could not be read. {0}', reasons));
    }
    return snapshots;
  },
};
