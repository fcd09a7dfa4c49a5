import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { settings } from '../ids.ts';
import { isEndpointOn, writeChoice } from '../settings.ts';

/** Offers to switch the endpoint on where it is off: until then nothing that leads to it is answered. */
export function offerEndpoint(): void {
  if (isEndpointOn()) return;
  const on = t('Switch On');
  const words = t('The local endpoint is off, so it answers nobody yet. Switched on, programs that have the token of the shim can use your keys through it.');
  void vscode.window.showInformationMessage(words, on).then((picked) => {
    if (picked === on) void writeChoice(settings.shimEndpointEnabled, true);
  });
}
