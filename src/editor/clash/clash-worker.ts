/** The thread that reads Clash files: an entry of its own, started when the first one is open. */
import * as l10n from '@vscode/l10n';
import * as os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { ClashDesk } from './clash-desk.ts';
import type { DeskData, ToDesk } from './clash-protocol.ts';
import { ruleSetsBeside } from './rule-sets-beside.ts';

letTypingGoFirst();
const { bundle } = workerData as DeskData;
if (bundle) l10n.config({ contents: { ...bundle } });

const desk = new ClashDesk({ ruleSets: ruleSetsBeside });
parentPort?.on('message', (message: ToDesk) => {
  const answer = desk.take(message);
  if (answer) parentPort?.postMessage(answer);
});

/**
 * On a machine with few processors the editor's thread else waits for this one. Linux alone gives threads a priority of
 * their own: zero is the calling thread there, and the whole process elsewhere (setpriority(2), "C library/kernel differences").
 */
function letTypingGoFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    os.setPriority(0, os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A container may forbid it; then it is as urgent as everybody.
  }
}
