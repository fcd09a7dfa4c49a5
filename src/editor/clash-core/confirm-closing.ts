import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ClashConnectionSeen } from '../../diagnosis/clash/evidence.ts';
import { plainText } from '../../path/network-failure.ts';

/** More than this are counted and not named. */
const maxNamed = 12;

/** Shows which connections would be closed and asks. */
export async function confirmClosing(connections: readonly Pick<ClashConnectionSeen, 'host' | 'node' | 'process'>[]): Promise<boolean> {
  const lines = connections.slice(0, maxNamed).map(({ host, node, process }) =>
    plainText(process === '' ? t('{0} by {1}', host, node) : t('{0} by {1}, {2}', host, node, process), 200),
  );
  const more = connections.length - lines.length;
  const close = t('Close Them');
  const answer = await vscode.window.showWarningMessage(
    connections.length === 1 ? t('Close one connection in Clash?') : t('Close {0} connections in Clash?', String(connections.length)),
    {
      modal: true,
      detail: [...lines, ...(more > 0 ? [t('{0} more.', String(more))] : []), t('Requests that run on them break off. Nothing else is closed or changed.')].join('\n'),
    },
    close,
  );
  return answer === close;
}

/** What was done, in a sentence. */
export function closedWords(count: number): string {
  return count === 1
    ? t('One connection is closed. The program opens a new one with its next request.')
    : t('{0} connections are closed. The programs open new ones with their next request.', String(count));
}
