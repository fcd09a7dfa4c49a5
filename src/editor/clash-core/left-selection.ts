import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LeftSelection } from '../../diagnosis/clash/compare-policies.ts';
import { errorLine } from '../error-line.ts';
import type { ClashAccess } from './clash-access.ts';

const mementoKey = 'clash.leftSelection';

/** A choice in a Clash group that was changed for a comparison, remembered over a crash until it is put back. */
export interface LeftSelectionStore {
  read(): unknown;
  keep(left: LeftSelection | undefined): Promise<void>;
}

export function leftSelectionStore(memento: Pick<vscode.Memento, 'get' | 'update'>): LeftSelectionStore {
  return {
    read: () => memento.get(mementoKey),
    keep: async (left) => memento.update(mementoKey, left),
  };
}

/**
 * Offers to put back what a comparison has left, in this window or in one that ended in the middle of it. Reads one
 * value; nothing is loaded unless there is something to offer.
 *
 * @param words what is left, where more is known than what was kept
 */
export async function offerToPutBack(store: LeftSelectionStore, access: ClashAccess, log: Pick<vscode.LogOutputChannel, 'error'>, words?: string): Promise<void> {
  const kept = store.read();
  if (kept === undefined) return;
  const room = await access.loadRoom();
  const left = room.parseLeftSelection(kept);
  if (!left) return store.keep(undefined);
  const putBack = t('Put It Back');
  const leave = t('Leave It');
  const answer = await vscode.window.showWarningMessage(
    words ?? (left.kind === 'free'
      ? t('Comparing policies was cut short, and the Clash group {0} is still held to one node.', left.group)
      : t('Comparing policies was cut short, and the Clash group {0} is not at {1} any more.', left.group, left.now)),
    putBack,
    leave,
  );
  if (answer === leave) return store.keep(undefined);
  if (answer !== putBack) return;
  try {
    if (await putBackNow(left, access)) {
      await store.keep(undefined);
      void vscode.window.showInformationMessage(t('The choice in {0} is put back.', left.group));
      return;
    }
  } catch (error) {
    log.error(`clash: putting a choice back failed: ${errorLine(error)}`);
  }
  void vscode.window.showErrorMessage(t('The choice in {0} could not be put back: the core does not answer. It is offered again at the next start.', left.group));
}

async function putBackNow(left: LeftSelection, access: ClashAccess): Promise<boolean> {
  const room = await access.loadRoom();
  const address = room.parseControllerAddress(left.controller);
  if (!address) return false;
  // A socket takes no secret, and one is only sent where it is wanted.
  const secret = 'path' in address ? undefined : await access.secretFor(left.controller);
  return room.putSelectionBack(room.controllerClient(address, secret), left);
}
