import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import { connectionSteps } from '../../shim/journal/connection-steps.ts';
import type { JournalEntry } from '../../shim/journal/entry.ts';
import { connectionRow, rowTitles } from '../../shim/journal/rows.ts';
import { shownTimeLine } from './inspector-snapshot.ts';
import type { ConnectionLabels, ShownConnectionDetail, ShownShim } from './protocol.ts';
import type { ShimFeed } from './shim-feed.ts';

/** Whether there are connections to show, and what to say when not. Pure. */
export function shimSnapshot(feed: Pick<ShimFeed, 'state' | 'problem'>): ShownShim {
  const state = feed.state();
  return { state, sentence: plainText(sentenceOf(state, feed.problem()), 500), labels: connectionLabels() };
}

function sentenceOf(state: ShownShim['state'], problem: string | undefined): string {
  switch (state) {
    case 'off':
      return t('The shim is off. Switched on, it is the one way to the network for terminals, tasks and agents of this window, and each connection through it is listed here. It sends nothing of its own.');
    case 'starting':
      return t('The shim is starting.');
    case 'on':
      return '';
    case 'lost':
      return problem ?? t('The shim does not answer any more. What is listed is what was known before.');
    case 'failed':
      return problem ?? t('The shim could not be started. The log has the details.');
  }
}

/** One connection, closely: what decided its route, how it ended, and what its time went to. Pure. */
export function connectionDetail(entry: JournalEntry, nowMs: number): ShownConnectionDetail {
  const row = connectionRow(entry, nowMs);
  const { route, end, kind, requests } = entry;
  const facts: [string, string][] = [
    [t('Kind'), kindWord(kind)],
    [t('Caller'), row.caller],
    [t('Route'), row.route],
    [t('Decided by'), row.decidedBy],
    [t('Why'), route ? plainText(route.reason, 500) : ''],
    [t('Bytes'), row.bytes],
    [t('Requests'), requests === 0 ? '' : String(requests)],
    [t('Longest silence'), row.silence],
    [t('End'), row.end],
  ];
  const steps = connectionSteps(entry, nowMs);
  const totalMs = Math.max(0, ...steps.map(({ startMs, durationMs }) => startMs + durationMs));
  return {
    id: entry.id,
    live: end === undefined,
    facts: facts.flatMap(([label, value]) => (value === '' ? [] : [{ label, value }])),
    timeLine: shownTimeLine({ title: t('Where the time went: {0}', row.host), totalMs, bars: steps }),
  };
}

function kindWord(kind: JournalEntry['kind']): string {
  switch (kind) {
    case 'tunnel':
      return t('tunnel (CONNECT)');
    case 'request':
      return t('plain HTTP');
    case 'websocket':
      return t('WebSocket');
    case 'refused':
      return t('refused');
  }
}

function connectionLabels(): ConnectionLabels {
  return {
    connections: t('Connections through the shim'),
    columns: rowTitles(),
    switchOn: t('Switch the shim on'),
    none: t('No connection has come through the shim yet. New terminals and tasks use it; those that were open before do not.'),
    noneLeft: t('No connection passes the filter.'),
    filter: t('Filter'),
    allCallers: t('All callers'),
    caller: t('Caller'),
    onlyFailed: t('Only failed'),
    pause: t('Pause'),
    resume: t('Go on'),
    paused: t('Paused: the list stands still, and connections go on.'),
    detail: t('Details'),
    closeConnection: t('Close connection'),
    diagnoseHost: t('Diagnose this host'),
  };
}
