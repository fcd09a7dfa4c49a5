import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import { isLoopbackUrl } from '../../path/loopback-url.ts';
import { loadRequests } from '../inspector/load-requests.ts';
import { menuEntries, type MenuFacts } from '../menu.ts';
import { isEndpointOn } from '../settings.ts';
import type { ShimInEditor } from '../shim/shim-in-editor.ts';
import { agoWords } from '../time-words.ts';
import type { Command } from './command.ts';

/** The menu behind the status bar item. */
export const showMenu: Command = {
  id: commands.showMenu,
  async run({ choose, session, monitoring, shim }) {
    const { gateway } = choose();
    const snapshot = session.snapshot();
    const failedRequest = await failedRequestNow(shim);
    const entries = menuEntries({
      running: snapshot.phase === 'running',
      ...(snapshot.deep ? { deepPercent: snapshot.deep.percent } : {}),
      hasReport: snapshot.stored !== undefined,
      monitoring: monitoring(),
      gatewayTitle: gateway?.title ?? t('none usable'),
      shim: shim.service.standing,
      endpoint: isEndpointOn(),
      loopback: gateway !== undefined && isLoopbackUrl(gateway.baseUrl),
      ...(failedRequest && { failedRequest }),
    });
    const items = entries.map(({ command, label, icon, description, argument }) => ({
      command,
      argument,
      label: `$(${icon}) ${label}`,
      ...(description === undefined ? {} : { description }),
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: t('Gatehouse'),
      placeHolder: t('What would you like to do?'),
    });
    if (picked) await vscode.commands.executeCommand(picked.command, ...(picked.argument === undefined ? [] : [picked.argument]));
  },
};

/** What an agent's request failed for lately; its words are loaded only where there is one. */
async function failedRequestNow({ lastFailed }: ShimInEditor): Promise<MenuFacts['failedRequest']> {
  const entry = await lastFailed.ask();
  if (!entry) return undefined;
  const { requestRow, requestFailure } = await loadRequests();
  const nowMs = Date.now();
  const { asked } = requestRow(entry, nowMs);
  const ago = agoWords(nowMs - entry.startedAtMs - (entry.endedMs ?? 0));
  const why = requestFailure(entry)?.title;
  return { id: entry.id, asked, why: why === undefined ? ago : t('{0}: {1}', ago, why) };
}
