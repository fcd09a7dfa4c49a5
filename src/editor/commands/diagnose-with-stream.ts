import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isLoopbackUrl } from '../../path/loopback-url.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';
import { diagnoseNow } from './diagnose.ts';
import { usableGateway } from './usable-gateway.ts';

/** Runs every probe, a short real stream included: choosing this command is the consent to spend its tokens. */
export const diagnoseWithStream: Command = {
  id: commands.diagnoseWithStream,
  async run(around) {
    const gateway = usableGateway(around.choose());
    if (!gateway) return undefined;
    const key = isLoopbackUrl(gateway.baseUrl) ? 'not needed' : await around.keys.get(gateway).catch(() => undefined);
    if (key === undefined) {
      const setKey = t('Set API Key');
      const picked = await vscode.window.showInformationMessage(
        t('A stream from {0} needs an API key, and none is stored. Set one, then diagnose again.', gateway.title),
        setKey,
      );
      if (picked === setKey) await vscode.commands.executeCommand(commands.setApiKey);
      return undefined;
    }
    return diagnoseNow(around, true);
  },
};
