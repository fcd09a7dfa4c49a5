import type { Socket } from 'node:net';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { withDeadline } from './deadline.ts';
import { unbracket, type Lookup } from './dns.ts';
import { requestTunnel, type ProxyReply } from './http-connect.ts';
import type { Leg } from './leg.ts';
import { networkFailure, type NetworkFailure } from './network-failure.ts';
import type { NetworkPath } from './network-path.ts';
import { speakSocks } from './socks.ts';
import { connectTcp } from './tcp.ts';

/** One timed step on the way to a host. */
export interface Step {
  step: 'dns' | 'tcp' | 'proxy-dns' | 'proxy-tcp' | 'proxy-tls' | 'proxy-connect' | 'socks';
  durationMs: number;
  ok: boolean;
}

/** Clocks of dialling, in ms, each for one step. */
export interface DialClocks {
  dnsMs: number;
  tcpMs: number;
  proxyMs: number;
  tlsMs: number;
}

/** How far dialling got. `socket` is ready for the target's own protocol (TLS or HTTP). */
export type Dialled =
  | { ok: true; socket: Socket; steps: readonly Step[]; proxyReply?: ProxyReply; remoteAddress: string | null }
  | { ok: false; failure: NetworkFailure; steps: readonly Step[]; proxyReply?: ProxyReply };

/** A resolver shared by everything that dials, so that one diagnosis asks for a name once. */
export type Resolve = (name: string) => Promise<Lookup>;

/** A step that failed, with the failure it amounts to. */
class StepError extends Error {
  readonly failure: NetworkFailure;

  constructor(failure: NetworkFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Goes the way a network path describes, up to the point where the target's own protocol begins, and times each step.
 * The caller owns the socket and destroys it.
 *
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function dial(
  target: { host: string; port: number },
  path: NetworkPath,
  resolve: Resolve,
  clocks: DialClocks,
  signal: AbortSignal,
): Promise<Dialled> {
  const steps: Step[] = [];
  let proxyReply: ProxyReply | undefined;
  let open: Socket | undefined;

  const timed = async <T>(step: Step['step'], leg: Leg, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      const value = await work();
      steps.push({ step, durationMs: performance.now() - started, ok: true });
      return value;
    } catch (error) {
      signal.throwIfAborted();
      steps.push({ step, durationMs: performance.now() - started, ok: false });
      throw error instanceof StepError ? error : new StepError(networkFailure(leg, step, error));
    }
  };

  const addressesOf = (host: string, step: 'dns' | 'proxy-dns', leg: Leg): Promise<Lookup> =>
    timed(step, leg, async () => {
      const found = await resolve(host);
      if (found.failure) throw new StepError({ ...found.failure, leg, step });
      return found;
    });

  try {
    if (path.mode === 'direct' || !path.proxyUrl) {
      const { addresses } = await addressesOf(target.host, 'dns', 'dns');
      open = await timed('tcp', 'tcp', () => connectTcp(addresses, target.port, clocks.tcpMs, signal));
      return { ok: true, socket: open, steps, remoteAddress: open.remoteAddress ?? null };
    }

    const proxy = path.proxyUrl;
    const found = await addressesOf(proxy.hostname, 'proxy-dns', 'proxy');
    open = await timed('proxy-tcp', 'proxy', () =>
      connectTcp(found.addresses, proxyPort(proxy), clocks.tcpMs, signal),
    );
    const remoteAddress = open.remoteAddress ?? null;

    if (path.mode === 'socks5-name' || path.mode === 'socks5-ip') {
      const byAddress = path.mode === 'socks5-ip' ? await addressesOf(target.host, 'dns', 'dns') : undefined;
      const host = byAddress?.addresses[0]?.address ?? unbracket(target.host);
      const plain = open;
      await timed('socks', 'proxy', () => speakSocks(plain, proxy, { host, port: target.port }, clocks.proxyMs, signal));
      return { ok: true, socket: plain, steps, remoteAddress };
    }

    if (proxy.protocol === 'https:') {
      const plain = open;
      open = await timed('proxy-tls', 'proxy', () => tlsToProxy(plain, proxy, clocks.tlsMs, signal));
    }
    if (path.mode === 'absolute') return { ok: true, socket: open, steps, remoteAddress };

    const toProxy = open;
    await timed('proxy-connect', 'proxy', async () => {
      proxyReply = await requestTunnel(toProxy, target, proxy, clocks.proxyMs, signal);
      if (proxyReply.status < 200 || proxyReply.status > 299) throw new StepError(refusal(proxyReply));
    });
    return { ok: true, socket: open, steps, remoteAddress, ...(proxyReply && { proxyReply }) };
  } catch (error) {
    open?.destroy();
    if (!(error instanceof StepError)) throw error;
    return { ok: false, failure: error.failure, steps, ...(proxyReply && { proxyReply }) };
  }
}

/** The proxy answered, and the answer was no. */
function refusal(reply: ProxyReply): NetworkFailure {
  const code = `PROXY_${reply.status}`;
  return {
    leg: 'proxy',
    step: 'proxy-connect',
    code,
    message: `the proxy answered CONNECT with ${reply.status}`,
    chain: [code],
  };
}

/** The port of a proxy URL; WHATWG URLs hide a scheme's default port. */
export function proxyPort(proxy: URL): number {
  if (proxy.port !== '') return Number(proxy.port);
  if (proxy.protocol === 'https:') return 443;
  return proxy.protocol.startsWith('socks') ? 1080 : 80;
}

/** TLS to the proxy itself, verified with this runtime's default roots. */
async function tlsToProxy(socket: Socket, proxy: URL, limitMs: number, signal: AbortSignal): Promise<Socket> {
  return withDeadline('TLS to the proxy', limitMs, signal, (inner) => {
    const name = unbracket(proxy.hostname);
    // An address is checked as `host`; as a server name it would be no valid one (RFC 6066, section 3).
    const secure = tls.connect({
      socket,
      // Said outright: NODE_TLS_REJECT_UNAUTHORIZED=0 in this process would switch the check off without a word.
      rejectUnauthorized: true,
      host: name,
      ...(net.isIP(name) === 0 && { servername: name }),
    });
    return new Promise<Socket>((resolve, reject) => {
      inner.addEventListener('abort', () => secure.destroy(), { once: true });
      secure.once('secureConnect', () => resolve(secure));
      secure.once('error', reject);
    });
  });
}
