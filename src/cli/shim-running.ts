import { t } from '@vscode/l10n';
import { attachToShim, type Attached } from '../shim/control/attach.ts';
import { stateFolderOf } from '../shim/control/state-place.ts';
import { thisPlace } from '../shim/control/state-folder.ts';
import type { ShimState } from '../shim/control/messages.ts';
import { exitCodes } from './command.ts';
import type { Terminal } from './output.ts';
import { showJournal, type JournalSource } from './shim-journal.ts';
import { showRequests, type RequestsSource } from './shim-requests.ts';
import { showSpend } from './shim-spend.ts';

export interface RunningOptions {
  show: 'state' | 'journal' | 'requests' | 'spend' | 'stop';
  follow: boolean;
  json: boolean;
}

/**
 * Speaks to the shim of this user that runs already: prints how it is or what went through it, or ends it. Exit code 1
 * where none runs.
 */
export async function runningShim({ show, follow, json }: RunningOptions, terminal: Terminal): Promise<number> {
  const attached = await attachToShim(stateFolderOf(thisPlace()), { holder: 'terminal', label: 'gatehouse shim', signal: terminal.signal });
  if (!attached) {
    if (json) await terminal.print(`${JSON.stringify({ schemaVersion: 1, running: false })}\n`);
    else await terminal.note(`${t('No shim is running for this user.')}\n`);
    return exitCodes.fault;
  }
  try {
    await showOf(attached, { show, follow, json }, terminal);
    return exitCodes.success;
  } finally {
    attached.close();
  }
}

async function showOf(attached: Attached, { show, follow, json }: RunningOptions, terminal: Terminal): Promise<void> {
  switch (show) {
    case 'stop':
      await attached.stop();
      return terminal.print(json ? `${JSON.stringify({ schemaVersion: 1, running: false })}\n` : `${t('The shim was ended, and every connection through it.')}\n`);
    case 'journal':
      return showJournal(journalOf(attached), { follow, json }, terminal);
    case 'requests':
      return showRequests(requestsOf(attached), { follow, json }, terminal);
    case 'spend':
      return showSpend(await attached.spending(), { json, now: Date.now }, terminal);
    case 'state': {
      const state = await attached.state();
      return terminal.print(json ? `${JSON.stringify({ schemaVersion: 1, running: true, ...state })}\n` : describe(state));
    }
  }
}

function journalOf(attached: Attached): JournalSource {
  return { state: () => attached.state(), follow: (onEntries, signal) => followUntil(attached, signal, onEntries) };
}

function requestsOf(attached: Attached): RequestsSource {
  return { kept: () => attached.requests(), follow: (onRequests, signal) => followUntil(attached, signal, () => undefined, onRequests) };
}

/** Follows until the shim is gone or nobody wants it any more. */
async function followUntil(attached: Attached, signal: AbortSignal, ...told: Parameters<Attached['follow']>): Promise<void> {
  await attached.follow(...told);
  await new Promise<void>((resolve) => {
    attached.onLost(() => resolve());
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // Where it is gone there is nobody to be told.
  await attached.unfollow().catch(() => undefined);
}

function describe({ port, pid, release, open, served, refused, leases, bundleFile }: ShimState): string {
  const reasons = Object.entries(refused);
  const lines = [
    t('The shim {0} listens on port {1} (process {2}).', release, port, pid),
    t('{0} connections are open, {1} were served.', open, served),
    ...(reasons.length > 0 ? [t('Refused: {0}', reasons.map(([code, count]) => `${code} ${count}`).join(', '))] : []),
    t('It is held by: {0}', leases.map(({ label }) => label).join(', ')),
    ...(bundleFile === null ? [] : [t('Its file of root certificates: {0}', bundleFile)]),
  ];
  return `${lines.join('\n')}\n`;
}
