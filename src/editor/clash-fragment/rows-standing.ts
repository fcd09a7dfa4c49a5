import { createHash } from 'node:crypto';
import * as net from 'node:net';
import { readConfiguration } from '../../clash/configuration/read.ts';
import type { CoreRule } from '../../clash/controller/answers/rules.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import { verifyFragment, type Connecting } from '../../clash/fragment/verify.ts';
import type { FragmentWish } from '../../clash/fragment/wish.ts';

/** What is asked of a core about rows that were written. */
export interface StandingQuestion {
  readonly wish: FragmentWish;
  /** The configuration that was written; of the other forms the whole is not known. */
  readonly written?: { readonly text: string; readonly path: string };
  /** A port of the core on this machine that takes a proxy's requests: with it, each host is connected to. */
  readonly proxyPort?: number;
}

/** How long the core is given until a connection stands, in ms. */
const connectLimitMs = 5_000;
/** The core lists a connection a moment after it answers. */
const listedAfterMs = 100;

/**
 * Asks a core how rows stand, on whichever thread. Its list of rules, where that was asked for before.
 *
 * @throws ControllerError and the signal's reason.
 */
export async function standingHere({ wish, written, proxyPort }: StandingQuestion, client: ControllerClient, signal: AbortSignal, known?: readonly CoreRule[]): Promise<RowsStanding> {
  const rules = known ?? (await client.rules(signal));
  const core = { configs: client.configs.bind(client), proxies: client.proxies.bind(client), connections: client.connections.bind(client), rules: () => Promise.resolve(rules) };
  const file = written && readConfiguration(written.text, { path: written.path }).rules;
  const verification = await verifyFragment(wish, core, signal, { ...(file && { file }), ...(proxyPort !== undefined && { connect: connectThrough(proxyPort) }) });
  return { verification, rules: digestOf(rules) };
}

function digestOf(rules: readonly CoreRule[]): string {
  const digest = createHash('sha256');
  for (const { type, payload, target } of rules) digest.update(JSON.stringify([type, payload, target]));
  return digest.digest('hex');
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
