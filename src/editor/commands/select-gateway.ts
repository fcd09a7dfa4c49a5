import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { gateways } from '../../gateways/catalogue/index.ts';
import { parseBaseUrl } from '../../gateways/gateway.ts';
import { customGatewayId } from '../gateway-choice.ts';
import { commands, settings } from '../ids.ts';
import { readChoices, writeChoice } from '../settings.ts';
import type { Command } from './command.ts';

interface GatewayItem extends vscode.QuickPickItem {
  id: string;
}

/** Lets the user choose a gateway and writes the choice into the user settings. Resolves with its id. */
export const selectGateway: Command = {
  id: commands.selectGateway,
  async run() {
    const choices = readChoices();
    const picked = await vscode.window.showQuickPick(items(choices.gatewayId, choices.customBaseUrl), {
      title: t('Select Gateway'),
      placeHolder: t('The gateway to watch and diagnose'),
      matchOnDescription: true,
    });
    if (!picked) return undefined;
    if (picked.id === customGatewayId) {
      const baseUrl = await askForBaseUrl(choices.customBaseUrl);
      if (baseUrl === undefined) return undefined;
      await writeChoice(settings.customBaseUrl, baseUrl);
    }
    await writeChoice(settings.gateway, picked.id);
    return picked.id;
  },
};

function items(chosen: string, customBaseUrl: string): GatewayItem[] {
  const mark = (id: string): string => (id === chosen ? '$(check) ' : '');
  return [
    ...gateways.map(({ id, title, baseUrl }) => ({ id, label: `${mark(id)}${title}`, description: baseUrl })),
    {
      id: customGatewayId,
      label: `${mark(customGatewayId)}${t('Another gateway...')}`,
      description: customBaseUrl || t('by its base URL'),
    },
  ];
}

async function askForBaseUrl(current: string): Promise<string | undefined> {
  const entered = await vscode.window.showInputBox({
    title: t('Base URL of the gateway'),
    prompt: t('The part before /models and /chat/completions, such as https://gateway.example/v1.'),
    value: current,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = parseBaseUrl(value);
      return 'problem' in parsed ? parsed.problem : undefined;
    },
  });
  if (entered === undefined) return undefined;
  const parsed = parseBaseUrl(entered);
  return 'problem' in parsed ? undefined : parsed.baseUrl;
}
