import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import { isLoopbackUrl } from '../../path/loopback-url.ts';
import { menuEntries } from '../menu.ts';
import type { Command } from './command.ts';

/** The menu behind the status bar item. */
export const showMenu: Command = {
  id: commands.showMenu,
  async run({ choose, session, monitoring, shim }) {
    const { gateway } = choose();
    const snapshot = session.snapshot();
    const entries = menuEntries({
      running: snapshot.phase === 'running',
      ...(snapshot.deep ? { deepPercent: snapshot.deep.percent } : {}),
      hasReport: snapshot.stored !== undefined,
      monitoring: monitoring(),
      gatewayTitle: gateway?.title ?? t('none usable'),
      shim: shim.service.standing,
      loopback: gateway !== undefined && isLoopbackUrl(gateway.baseUrl),
    });
    const items = entries.map(({ command, label, icon, description }) => ({
      command,
      label: `$(${icon}) ${label}`,
      ...(description === undefined ? {} : { description }),
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: t('Gatehouse'),
      placeHolder: t('What would you like to do?'),
    });
    if (picked) await vscode.commands.executeCommand(picked.command);
  },
};
