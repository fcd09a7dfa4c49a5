import type { FragmentWish } from './wish.ts';
import type { RunningRule } from './running-rule.ts';
import { verification, type RunningGroup, type Verification, type VerificationFacts } from './verification.ts';

/** What a core is asked: its controller's client has all of it. */
export interface CoreAsker {
  configs(signal: AbortSignal): Promise<{ readonly mode: string | undefined }>;
  rules(signal: AbortSignal): Promise<readonly RunningRule[]>;
  proxies(signal: AbortSignal): Promise<ReadonlyMap<string, RunningGroup>>;
  connections(signal: AbortSignal): Promise<{ readonly connections: readonly { readonly host: string; readonly startMs: number | undefined; readonly chains: readonly string[] }[] }>;
}

/**
 * Connects to a host through the core and keeps the connection open until it is closed again; undefined where nothing
 * could be connected.
 */
export type Connecting = (host: string, port: number, signal: AbortSignal) => Promise<{ close(): void } | undefined>;

/**
 * Asks the core whether rows and group are in force. Only reads; with `connect`, one connection is opened for each host,
 * and nothing is sent on it.
 *
 * @throws what the asker throws, and the signal's reason.
 */
export async function verifyFragment(
  wish: FragmentWish,
  core: CoreAsker,
  signal: AbortSignal,
  { connect, ...facts }: VerificationFacts & { readonly connect?: Connecting } = {},
): Promise<Verification> {
  const [configs, rules, proxies] = [await core.configs(signal), await core.rules(signal), await core.proxies(signal)];
  const led = connect && (await connected(wish, core, connect, signal));
  return verification(wish, { mode: configs.mode, rules, proxies }, { ...facts, ...(led && { led }) });
}

/** Where each host was led, the policy first. A host that could not be connected to is not told of. */
async function connected(wish: FragmentWish, core: CoreAsker, connect: Connecting, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
  const led = new Map<string, readonly string[]>();
  for (const { host, port } of wish.hosts) {
    const open = await connect(host, port, signal);
    if (!open) continue;
    try {
      const { connections } = await core.connections(signal);
      const own = connections.filter((one) => one.host.toLowerCase() === host).sort((one, other) => (other.startMs ?? 0) - (one.startMs ?? 0))[0];
      if (own) led.set(host, [...own.chains].reverse());
    } finally {
      open.close();
    }
  }
  return led;
}
