import * as net from 'node:net';
import { withDeadline } from './deadline.ts';
import type { Address } from './dns.ts';
import { networkFailure } from './network-failure.ts';
import type { TcpAttempt } from './tcp-attempts.ts';
import type { Greeting } from './tls-greeting.ts';

export type { TcpAttempt };

/** Says something on a connection that has just opened; ends it. */
export type Greet = (socket: net.Socket, signal: AbortSignal) => Promise<Greeting>;

/**
 * How long one address may take before the next is tried at the same time. Node's own default of 250 ms makes several
 * far addresses fail together (nodejs/node#54359); a probe must not have that fault itself.
 */
const attemptBudgetMs = 2_000;

/**
 * Opens a TCP connection to whichever of the addresses answers.
 *
 * @throws what `net.connect` threw, or a DeadlineError.
 */
export async function connectTcp(
  addresses: readonly Address[],
  port: number,
  limitMs: number,
  signal: AbortSignal,
): Promise<net.Socket> {
  const [first] = addresses;
  if (!first) throw new Error('there is no address to connect to');
  return withDeadline(`connecting to port ${port}`, limitMs, signal, (inner) => {
    const socket = net.connect({
      // Addresses are known already; a name here would only be looked up again.
      host: addresses.length === 1 ? first.address : 'already-resolved.invalid',
      port,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: attemptBudgetMs,
      lookup: (_name, options, callback) => {
        if (options.all) callback(null, addresses.map(({ address, family }) => ({ address, family })));
        else callback(null, first.address, first.family);
      },
    });
    return settled(socket, inner);
  });
}

/** Resolves once the socket is connected; destroys it and rejects on an error or an abort. */
async function settled(socket: net.Socket, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', (error) => {
      signal.removeEventListener('abort', abort);
      reject(error);
    });
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

/**
 * Tries each address alone, all at once, and closes each connection. Shows a broken address family that a race hides.
 *
 * @param greet begins the protocol on each connection: some ways open and are cut at the first byte.
 */
export async function tryEachAddress(
  addresses: readonly Address[],
  port: number,
  limitMs: number,
  signal: AbortSignal,
  greet?: Greet,
): Promise<TcpAttempt[]> {
  return Promise.all(
    addresses.map(async ({ address, family }) => {
      const started = performance.now();
      try {
        const socket = await connectTcp([{ address, family }], port, limitMs, signal);
        const durationMs = performance.now() - started;
        const greeting = await greet?.(socket, signal);
        socket.destroy();
        return { address, family, port, durationMs, ...(greeting && { greeting }) };
      } catch (error) {
        signal.throwIfAborted();
        const failure = networkFailure('tcp', 'tcp', error);
        return { address, family, port, durationMs: performance.now() - started, failure };
      }
    }),
  );
}
