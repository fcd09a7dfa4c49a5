import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Secret } from '../../path/secret.ts';
import type { WantedKey } from '../../shim/endpoint/chains/endpoint-configuration.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { KeyStore } from '../secrets.ts';
import { askForKey, tellNotStored } from './set-api-key.ts';
import type { Command } from './command.ts';

/** Sets or removes one of the keys that chains name. Resolves with whether something was changed. */
export const setChainKey: Command = {
  id: commands.setChainKey,
  async run({ chains, keys, health, log }) {
    const wanted = await chains.wantedKeys();
    const items = await Promise.all(wanted.map(async (one) => ({ one, ...(await itemOf(one, keys)) })));
    const picked = await vscode.window.showQuickPick(items, {
      title: t('Keys of Chains'),
      placeHolder: t('The key to set; each is sent to its own gateway only'),
      matchOnDescription: true,
    });
    if (!picked) return false;
    const { gateway, name } = picked.one;
    const action = picked.isSet ? await pickAction(picked.label) : 'set';
    if (action === undefined) return false;
    const entered = action === 'set' ? (await askForKey(gateway))?.trim() : undefined;
    if (action === 'set' && !entered) return false;
    try {
      if (entered) await keys.set(gateway, new Secret(entered), name);
      else await keys.clear(gateway, name);
    } catch (error) {
      log.error(`storing a key failed: ${errorLine(error)}`);
      tellNotStored(gateway);
      return false;
    }
    if (name === undefined) health.keyChanged(gateway);
    void vscode.window.showInformationMessage(
      entered ? t('The API key for {0} is stored. It is sent to {1} only.', gateway.title, gateway.baseUrl) : t('The key is removed.'),
    );
    return true;
  },
};

async function itemOf({ gateway, name }: WantedKey, keys: KeyStore): Promise<{ label: string; description: string; isSet: boolean }> {
  // A keyring that can't be asked holds nothing that could be used.
  const isSet = (await keys.get(gateway, name).catch(() => undefined)) !== undefined;
  const label = name === undefined ? gateway.title : t('{0}: {1}', gateway.title, name);
  return { label: `${isSet ? '$(check) ' : '$(key) '}${label}`, description: isSet ? t('set') : t('not set'), isSet };
}

async function pickAction(title: string): Promise<'set' | 'clear' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { action: 'set' as const, label: t('Replace the key') },
      { action: 'clear' as const, label: t('Remove the key') },
    ],
    { title },
  );
  return picked?.action;
}
