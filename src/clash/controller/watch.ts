import type { GatewayHost } from '../gateway-host.ts';
import type { ControllerClient } from './client.ts';
import { nothingWatched, withSnapshot, type WatchedConnections } from './connection-diff.ts';
import { ControllerError } from './fault.ts';
import { speaksOf, type TimedLogLine } from './log-trace.ts';
import { gatewayOf } from './gateway-of.ts';

/** What a watch shows at one moment. */
export interface WatchView {
  readonly watched: WatchedConnections;
  /** What the core's log said of gateway hosts, oldest first. */
  readonly lines: readonly TimedLogLine[];
  /** Why the last look came to nothing; undefined where it did not. */
  readonly fault: ControllerError | undefined;
  readonly lookedAtMs: number;
}

export interface WatchOptions {
  readonly client: Pick<ControllerClient, 'connections' | 'logs'>;
  /** Connections to other hosts are neither kept nor shown. */
  readonly gateways: readonly GatewayHost[];
  /** Between two looks, in ms. Default 1000. */
  readonly intervalMs?: number;
  /** Also follows the core's log, at its finest, without a change to the core. */
  readonly withLog?: boolean;
  readonly now: () => number;
  /** Rejects when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called after each look. */
  readonly onView: (view: WatchView) => void;
}

const defaultIntervalMs = 1_000;
/** Between two looks at a core that does not answer. */
const faultIntervalMs = 5_000;
const maxLines = 1_000;

/** Follows a core's connections to gateways until the signal is aborted. Its pauses and its clock are passed in. */
export async function watchConnections(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { client, gateways, now, wait, onView } = options;
  const lines: TimedLogLine[] = [];
  let watched = nothingWatched;
  const nodes = (): readonly string[] => [...watched.open.values()].flatMap(({ connection }) => connection.chains[0] ?? []);
  const following = options.withLog === true ? follow(options, lines, nodes, signal) : Promise.resolve();
  while (!signal.aborted) {
    let fault: ControllerError | undefined;
    try {
      const { connections } = await client.connections(signal);
      watched = withSnapshot(watched, connections.filter((one) => gatewayOf(one, gateways) !== undefined), now());
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof ControllerError)) throw error;
      fault = error;
    }
    onView({ watched, lines: [...lines], fault, lookedAtMs: now() });
    await wait(fault ? faultIntervalMs : (options.intervalMs ?? defaultIntervalMs), signal).catch(() => undefined);
  }
  await following;
}

/** A log that ends with the core is followed again when the core is back. */
async function follow({ client, gateways, now, wait }: WatchOptions, lines: TimedLogLine[], nodes: () => readonly string[], signal: AbortSignal): Promise<void> {
  const hosts = gateways.map(({ host }) => host);
  while (!signal.aborted) {
    try {
      for await (const line of client.logs('debug', signal)) {
        if (!speaksOf(line, hosts, nodes())) continue;
        lines.push({ ...line, atMs: now() });
        if (lines.length > maxLines) lines.splice(0, lines.length - maxLines);
      }
    } catch (error) {
      if (!(error instanceof ControllerError)) throw error;
    }
    await wait(faultIntervalMs, signal).catch(() => undefined);
  }
}
