import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import * as os from 'node:os';

/**
 * As `nice -n 10`: a tenth of a processor is left where somebody else wants all of it, so that what has a time limit still
 * meets it on a busy machine; with the lowest there is a hundredth would be.
 */
const lessUrgent = os.constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lets the editor go first: a program that is started to be measured takes what processors nobody else wants. On a machine
 * with two of them the extension host else waits for its turn while a shell or another Node starts. To be called in the
 * turn in which the child is started, before it starts threads and programs of its own: those inherit it.
 *
 * Linux compares such values only within a session where it groups by sessions, and a child that leads one is a group of
 * its own: the group is told as well (sched(7), "The autogroup feature").
 *
 * @param leadsSession as it is started with `detached`
 */
export function letOthersGoFirst({ pid }: ChildProcess, leadsSession = false): void {
  if (pid === undefined) return;
  try {
    os.setPriority(pid, lessUrgent);
  } catch {
    // It is gone, or the system does not let us; it is as urgent as everybody then.
  }
  if (leadsSession && process.platform === 'linux') {
    void writeFile(`/proc/${pid}/autogroup`, String(lessUrgent)).catch(() => undefined);
  }
}
