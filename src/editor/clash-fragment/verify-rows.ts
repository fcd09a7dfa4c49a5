import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ControllerClient } from '../../clash/controller/client.ts';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import type { Verification } from '../../clash/fragment/verification.ts';
import type { AppliedRows } from './applied-rows.ts';
import { loadClashFragment } from './load-clash-fragment.ts';
import type { StandingQuestion } from './rows-standing.ts';
import { readWhole } from './whole-files.ts';

/**
 * Asks the core whether rows that were written are in force. Connects to each host through the core's own port, where it
 * has one on this machine, and sends nothing on it.
 */
export async function verifyRows(rows: AppliedRows, client: ControllerClient, signal: AbortSignal): Promise<RowsStanding> {
  const { isLocalController, askStanding } = await loadClashFragment();
  const written = await writtenFile(rows);
  const { ports, asksPassword } = await client.configs(signal);
  const proxyPort = ports.mixed ?? ports.http;
  // The ports are of the core's own machine.
  const connects = proxyPort !== undefined && asksPassword !== true && isLocalController(client.address);
  return askStanding({ wish: rows.wish, ...(written && { written }), ...(connects && { proxyPort }) }, client, vscode.l10n.bundle, signal);
}

/** What was found, in sentences. Pure. */
export function verificationWords({ took, problems, rows }: Verification, group: string): string {
  const said = problems.map(({ sentence }) => sentence).join(' ');
  if (!took) return said;
  const place = t('In force: the rows for {0} are number {1} in the core.', group, rows.map(({ index }) => index + 1).join(t(', ')));
  return said === '' ? place : `${place} ${said}`;
}

/** The configuration that was written; of the other forms the whole is not known. */
export async function writtenFile({ form, files }: AppliedRows): Promise<StandingQuestion['written']> {
  const [first] = files;
  if (form !== 'plain' || !first) return undefined;
  const text = await readWhole(first.file).catch(() => undefined);
  return text === undefined ? undefined : { text, path: first.file };
}
