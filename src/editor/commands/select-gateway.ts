import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { customGatewayId, gateways, publicGateways } from '../../gateways/catalogue/index.ts';
import { parseBaseUrl, type Gateway } from '../../gateways/gateway.ts';
import { parseUserGateways } from '../../gateways/user-gateways.ts';
import { commands, settings } from '../ids.ts';
import { readChoices, writeChoice, type Choices } from '../settings.ts';
import type { Command } from './command.ts';

interface GatewayItem extends vscode.QuickPickItem {
  id: string;
}

/** Lets the user choose a gateway and writes the choice into the user settings. Resolves with its id. */
export const selectGateway: Command = {
  id: commands.selectGateway,
  async run() {
    const choices = readChoices();
    const picked = await vscode.window.showQuickPick(items(choices), {
      title: t('Select Gateway'),
      placeHolder: t('The gateway to watch and diagnose'),
      matchOnDescription: true,
    });
    if (!picked) return undefined;
    if (picked.id === faultyEntries) {
      await vscode.commands.executeCommand('workbench.action.openSettings', settings.gateways);
      return undefined;
    }
    if (picked.id === customGatewayId) {
      const baseUrl = await askForBaseUrl(choices.customBaseUrl);
      if (baseUrl === undefined) return undefined;
      await writeChoice(settings.customBaseUrl, baseUrl);
    }
    await writeChoice(settings.gateway, picked.id);
    return picked.id;
  },
};

/** Stands for the entries of the user's list that can't be used; no gateway has such an id. */
const faultyEntries = '';

function items({ gatewayId: chosen, customBaseUrl, userGateways }: Choices): GatewayItem[] {
  const mark = (id: string): string => (id === chosen ? '$(check) ' : '');
  const item = ({ id, title, baseUrl }: Gateway): GatewayItem => ({ id, label: `${mark(id)}${title}`, description: baseUrl });
  const own = parseUserGateways(userGateways);
  const [fault] = own.problems;
  // The user's own stand first, where they are seen without scrolling past those that come with the extension.
  return [
    ...own.gateways.map(item),
    ...(fault
      ? [{ id: faultyEntries, label: `$(warning) ${t('Correct {0}', settings.gateways)}`, description: fault.text }]
      : []),
    {
      id: customGatewayId,
      label: `${mark(customGatewayId)}${t('Another gateway...')}`,
      description: customBaseUrl || t('by its base URL'),
    },
    separator(t('Known gateways')),
    ...publicGateways.map(item),
    separator(t('On this machine')),
    ...gateways.filter(({ selfHosted }) => selfHosted).map(item),
  ];
}

function separator(label: string): GatewayItem {
  return { id: faultyEntries, label, kind: vscode.QuickPickItemKind.Separator };
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
