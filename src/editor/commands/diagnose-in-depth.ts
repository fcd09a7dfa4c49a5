import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { deepestMessage } from '../../path/network-failure.ts';
import type { Report } from '../../diagnosis/report.ts';
import { commands } from '../ids.ts';
import type { Command, CommandSurroundings } from './command.ts';
import { usableGateway } from './usable-gateway.ts';

/**
 * Asks how far to go and diagnoses in depth, in the background: the user goes on, another diagnosis may run beside it.
 * The notification, the status bar's menu and the inspector can cancel it. A reach given as argument is not asked for.
 */
export const diagnoseInDepth: Command = {
  id: commands.diagnoseInDepth,
  async run({ choose, session, inspector, loadDoctor }, given: unknown) {
    if (!usableGateway(choose())) return undefined;
    const reaches = (await loadDoctor()).deepReaches();
    const picked =
      reaches.find(({ id }) => id === given) ??
      (await vscode.window.showQuickPick(
        reaches.map((reach) => ({ ...reach, label: reach.title, detail: reach.finds })),
        {
          title: t('Diagnose in depth: how long may it take?'),
          placeHolder: t('It runs in the background, sends no key with its long checks and spends no tokens'),
        },
      ));
    if (!picked) return undefined;
    const told = { location: vscode.ProgressLocation.Notification, cancellable: true, title: t('Gatehouse: diagnosis in depth') };
    return vscode.window.withProgress(told, async (progress, token) => {
      token.onCancellationRequested(() => session.cancelDeep());
      let shown = 0;
      const watching = session.onDidChange(() => {
        const percent = session.snapshot().deep?.percent ?? shown;
        if (percent > shown) progress.report({ increment: percent - shown, message: t('{0} %', percent) });
        shown = Math.max(shown, percent);
      });
      try {
        const report = await session.runDeep(picked);
        if (report) tell(report, inspector);
        return report;
      } catch (error) {
        void vscode.window.showErrorMessage(t('The diagnosis in depth did not finish. {0}', deepestMessage(error)));
        return undefined;
      } finally {
        watching.dispose();
      }
    });
  },
};

/** In a message, because the user is somewhere else by then. */
function tell({ verdict }: Report, inspector: CommandSurroundings['inspector']): void {
  const show = t('Show inspector');
  void vscode.window.showInformationMessage(t('The diagnosis in depth is done. {0}', verdict.sentence), show).then((picked) => {
    if (picked === show) inspector.show();
  });
}
