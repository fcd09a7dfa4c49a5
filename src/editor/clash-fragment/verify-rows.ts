import * as net from 'node:net';
import { t } from '@vscode/l10n';
import type { ControllerClient } from '../../clash/controller/client.ts';
import type { RuleLine } from '../../clash/rules/rule.ts';
import type { Connecting } from '../../clash/fragment/verify.ts';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import type { Verification } from '../../clash/fragment/verification.ts';
import type { AppliedRows } from './applied-rows.ts';
import { loadClashFragment } from './load-clash-fragment.ts';
import { readWhole } from './whole-files.ts';

/** How long the core is given until a connection stands, in ms. */
const connectLimitMs = 5_000;
/** The core lists a connection a moment after it answers. */
const listedAfterMs = 100;

/**
 * Asks the core whether rows that were written are in force. Connects to each host through the core's own port, where it
 * has one on this machine, and sends nothing on it.
 */
export async function verifyRows(rows: AppliedRows, client: ControllerClient, signal: AbortSignal): Promise<RowsStanding> {
  const { isLocalController, verifyFragment } = await loadClashFragment();
  const file = await rulesOfFile(rows);
  const { ports, asksPassword } = await client.configs(signal);
  const proxyPort = ports.mixed ?? ports.http;
  // The ports are of the core's own machine.
  const connect = proxyPort !== undefined && asksPassword !== true && isLocalController(client.address) ? connectThrough(proxyPort) : undefined;
  const verification = await verifyFragment(rows.wish, client, signal, { ...(file && { file }), ...(connect && { connect }) });
  return { verification, rules: await client.rules(signal) };
}

/** What was found, in sentences. Pure. */
export function verificationWords({ took, problems, rows }: Verification, group: string): string {
  const said = problems.map(({ sentence }) => sentence).join(' ');
  if (!took) return said;
  const place = t('In force: the rows for {0} are number {1} in the core.', group, rows.map(({ index }) => index + 1).join(t(', ')));
  return said === '' ? place : `${place} ${said}`;
}

/** Rules of the configuration that was written; of the other forms the whole is not known. */
async function rulesOfFile({ form, files }: AppliedRows): Promise<readonly RuleLine[] | undefined> {
  const [first] = files;
  if (form !== 'plain' || !first) return undefined;
  const text = await readWhole(first.file).catch(() => undefined);
  return text === undefined ? undefined : (await loadClashFragment()).readConfiguration(text, { path: first.file }).rules;
}

/** CONNECT through the core, as a client does that goes by HTTPS_PROXY. */
function connectThrough(proxyPort: number): Connecting {
  return (host, port, signal) =>
    new Promise((resolve) => {
      const socket = net.connect({ host: '127.0.0.1', port: proxyPort });
      const end = (): void => {
        socket.destroy();
        resolve(undefined);
      };
      signal.addEventListener('abort', end, { once: true });
      socket.setTimeout(connectLimitMs, end);
      socket.on('error', end).on('close', end);
      socket.once('connect', () => socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nhost: ${host}:${port}\r\n\r\n`));
      socket.once('data', (head) => {
        if (!/^HTTP\/1\.\d 200/.test(head.toString('latin1'))) return end();
        setTimeout(() => resolve({ close: () => socket.destroy() }), listedAfterMs);
      });
    });
}
