import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Gateway } from '../../gateways/gateway.ts';
import { historyKey } from '../../gateways/health/history-key.ts';
import type { Standing } from '../../gateways/health/standing.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';
import { usableGateway } from './usable-gateway.ts';

/** Saves what is remembered of a gateway as JSON or CSV. Resolves with true when a file was written. */
export const exportHistory: Command = {
  id: commands.exportHistory,
  async run({ choose, health, log }) {
    const picked = health.standings.length > 0 ? await pick(health.standings) : kept(usableGateway(choose()));
    if (!picked) return false;
    const entries = await health.history(picked);
    if (entries.length === 0) {
      void vscode.window.showInformationMessage(t('Nothing is remembered of {0} yet. Monitoring writes its history while it is on.', picked.title));
      return false;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const file = await vscode.window.showSaveDialog({
      title: t('Export the history of {0}', picked.title),
      filters: { JSON: ['json'], CSV: ['csv'] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `gatehouse-history-${picked.id}.json`) } : {}),
    });
    if (!file) return false;
    const { historyCsv, historyJson } = await import('../monitor/monitor-room.ts');
    const text = /\.csv$/i.test(file.path) ? historyCsv(entries) : historyJson(picked.id, entries, Date.now());
    try {
      await vscode.workspace.fs.writeFile(file, Buffer.from(text));
    } catch (error) {
      log.error(`the history could not be saved: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(t('The history could not be saved to {0}. {1}', file.fsPath, errorLine(error)));
      return false;
    }
    void vscode.window.showInformationMessage(t('The history of {0} is saved to {1}.', picked.title, file.fsPath));
    return true;
  },
};

/** A gateway whose history can be asked for. */
type Remembered = Pick<Standing, 'id' | 'title' | 'historyKey'>;

function kept(gateway: Gateway | undefined): Remembered | undefined {
  return gateway && { id: gateway.id, title: gateway.title, historyKey: historyKey(gateway) };
}

async function pick(standings: readonly Remembered[]): Promise<Remembered | undefined> {
  if (standings.length < 2) return standings[0];
  const items = standings.map(({ id, title, historyKey: key }) => ({ id, title, historyKey: key, label: title, description: id }));
  return vscode.window.showQuickPick(items, { title: t('Export the history of which gateway?') });
}
