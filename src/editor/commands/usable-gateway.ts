import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Gateway } from '../../gateways/gateway.ts';
import type { GatewayChoice } from '../gateway-choice.ts';

/** The chosen gateway; when the settings name none, says what is wrong with them and leads there. */
export function usableGateway(choice: GatewayChoice): Gateway | undefined {
  if (choice.gateway) return choice.gateway;
  const openSettings = t('Open Settings');
  void vscode.window.showErrorMessage(choice.problem, openSettings).then((picked) => {
    if (picked === openSettings) void vscode.commands.executeCommand('workbench.action.openSettings', choice.settingId);
  });
  return undefined;
}
