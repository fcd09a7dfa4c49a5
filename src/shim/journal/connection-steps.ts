import { t } from '@vscode/l10n';
import { hasFailed } from './end-words.ts';
import type { JournalEntry } from './entry.ts';

/** A stretch of a connection's life, in ms from its first byte. */
export interface ConnectionStep {
  label: string;
  startMs: number;
  durationMs: number;
  /** False for the step that was under way when the connection failed. */
  ok: boolean;
}

/**
 * What a connection's time went to, step after step: each begins where the one before it ended. The last one is what was
 * under way when it ended, or is now. Pure.
 */
export function connectionSteps(entry: JournalEntry, nowMs: number): ConnectionStep[] {
  const { timings, route, startedAtMs } = entry;
  const throughProxy = route?.outcome === 'proxy';
  const named: readonly [number | undefined, string][] = [
    [timings.routed, t('Route decided')],
    [timings.resolved, throughProxy ? t('Proxy resolved') : t('Host resolved')],
    [timings.connected, throughProxy ? t('Proxy connected') : t('Host connected')],
    [timings.tunnelled, t('Tunnel opened')],
    [timings.firstByteUp, t('First byte sent')],
    [timings.firstByteDown, t('First byte received')],
  ];
  const steps: ConnectionStep[] = [];
  let atMs = 0;
  for (const [endMs, label] of named) {
    if (endMs === undefined) continue;
    steps.push({ label, startMs: atMs, durationMs: Math.max(0, endMs - atMs), ok: true });
    atMs = Math.max(atMs, endMs);
  }
  const lastMs = Math.max(atMs, timings.ended ?? nowMs - startedAtMs);
  const label = underWay(entry, throughProxy);
  return [...steps, { label, startMs: atMs, durationMs: lastMs - atMs, ok: !hasFailed(entry) }];
}

function underWay({ timings, kind }: JournalEntry, throughProxy: boolean): string {
  if (timings.connected === undefined) return t('Connecting');
  if (timings.firstByteDown !== undefined) return kind === 'request' ? t('Requests') : t('Data');
  // A plain request goes to a proxy without a tunnel.
  const noTunnel = throughProxy && timings.tunnelled === undefined && kind !== 'request';
  return noTunnel ? t('Opening the tunnel') : t('Waiting for the host');
}
