import type { Socket } from 'node:net';
import { dial, type Dialled } from '../path/dial.ts';
import { lookup, type Lookup } from '../path/dns.ts';
import { isLoopbackHost } from '../path/fake-ip.ts';
import type { Leg } from '../path/leg.ts';
import type { NetworkFailure } from '../path/network-failure.ts';
import type { NetworkPath } from '../path/network-path.ts';
import { acceptedRoots, observeTls, type TlsObservation } from '../path/tls.ts';
import type { Measurements } from './measurements.ts';
import type { Subject } from './subject.ts';

/** Host and port of the subject's gateway. */
export function target(subject: Subject): { host: string; port: number; secure: boolean } {
  const url = new URL(subject.gateway.baseUrl);
  const secure = url.protocol === 'https:';
  return { host: url.hostname, port: Number(url.port) || (secure ? 443 : 80), secure };
}

/** The system resolver's answer, asked once in a diagnosis. */
export function lookupOnce(name: string, subject: Subject, measurements: Measurements): Promise<Lookup> {
  return measurements.once(`lookup ${name}`, () => lookup(name, subject.limits.dnsMs, measurements.signal));
}

/** A fresh connection to the gateway by one path. */
export function dialPath(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<Dialled> {
  return dial(
    target(subject),
    path,
    (name) => lookupOnce(name, subject, measurements),
    subject.limits,
    measurements.signal,
  );
}

/** What TLS looks like by one path, measured once in a diagnosis. */
export type TlsOnPath = { notReached: NetworkFailure } | { observation: TlsObservation };

export function tlsOnce(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<TlsOnPath> {
  return measurements.once(`tls ${path.id}`, async () => {
    let notReached: NetworkFailure | undefined;
    const openTunnel = async (): Promise<Socket> => {
      const dialled = await dialPath(subject, path, measurements);
      if (dialled.ok) return dialled.socket;
      notReached ??= dialled.failure;
      throw Object.assign(new Error(dialled.failure.message), { code: dialled.failure.code });
    };
    const observation = await observeTls(
      target(subject).host,
      openTunnel,
      subject.limits.tlsMs,
      measurements.signal,
      new Date(),
      process.env,
      process.platform,
    );
    return notReached && observation.failure ? { notReached } : { observation };
  });
}

/** Legs whose failure means that HTTP was not reached. */
export const beforeHttp: readonly Leg[] = ['dns', 'tcp', 'proxy'];

/** Whether HTTP may be spoken on a path, and with which roots. Nothing is ever sent to a server that did not verify. */
export type HttpAccess =
  /** `confidential`: nobody on the way can read it. Plain HTTP to this machine is, unless a proxy is asked to carry it. */
  | { ready: true; roots: readonly string[] | undefined; confidential: boolean }
  | { ready: false; notReached?: NetworkFailure };

export function httpAccessOnce(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<HttpAccess> {
  return measurements.once(`http access ${path.id}`, async () => {
    const { host, secure } = target(subject);
    if (!secure) {
      return { ready: true, roots: undefined, confidential: path.mode === 'direct' && isLoopbackHost(host) };
    }
    const seen = await tlsOnce(subject, path, measurements);
    if ('notReached' in seen) return { ready: false, notReached: seen.notReached };
    const { observation } = seen;
    const roots = await acceptedRoots(observation, process.env, process.platform);
    if (!roots || observation.failure) return { ready: false };
    return { ready: true, roots, confidential: true };
  });
}
