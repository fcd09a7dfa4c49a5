import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Gateway } from '../../gateways/gateway.ts';
import { describeKeyRemark, keyForm } from '../../gateways/key-form.ts';
import { Secret } from '../../path/secret.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';
import { usableGateway } from './usable-gateway.ts';

/** Asks for the chosen gateway's API key and puts it into SecretStorage. Resolves with true when one was stored. */
export const setApiKey: Command = {
  id: commands.setApiKey,
  async run({ choose, health, keys, log }) {
    const gateway = usableGateway(choose());
    if (!gateway) return false;
    const entered = await askForKey(gateway);
    const key = entered?.trim();
    if (!key) return false;
    try {
      await keys.set(gateway, new Secret(key));
    } catch (error) {
      log.error(`storing a key failed: ${errorLine(error)}`);
      tellNotStored(gateway);
      return false;
    }
    health.keyChanged(gateway);
    const diagnose = t('Diagnose');
    void vscode.window
      .showInformationMessage(t('The API key for {0} is stored. It is sent to {1} only.', gateway.title, gateway.baseUrl), diagnose)
      .then((picked) => {
        if (picked === diagnose) void vscode.commands.executeCommand(commands.diagnose);
      });
    return true;
  },
};

/** Says that a keyring is missing. */
export function tellNotStored({ title }: Gateway): void {
  void vscode.window.showErrorMessage(
    t(
      'The API key for {0} could not be stored. The system keyring may be missing or locked. Unlock or install one, then set the key again.',
      title,
    ),
  );
}

/** Asks for a key of a gateway; what can't be one is said while it is typed. */
export function askForKey(gateway: Gateway): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: t('API key for {0}', gateway.title),
    prompt: t('It is kept in the secret storage of the editor and sent to {0} only.', gateway.baseUrl),
    ...(gateway.keyPrefix ? { placeHolder: `${gateway.keyPrefix}...` } : {}),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => {
      // What stands around a key is left out when it is stored.
      const [remark] = value === '' ? [] : keyForm(value.trim(), gateway);
      if (!remark) return undefined;
      const { title, nextStep } = describeKeyRemark(remark, gateway);
      return remark.blocks
        ? { message: `${title} ${nextStep}`, severity: vscode.InputBoxValidationSeverity.Error }
        : { message: t('{0} Press Enter to store it all the same.', title), severity: vscode.InputBoxValidationSeverity.Warning };
    },
  });
}
