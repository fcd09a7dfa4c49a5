/** The way that a context's own client takes to any URL, not the gateway's alone: for status pages and comparisons. */
import { unbracket, lookup } from '../path/dns.ts';
import { dial } from '../path/dial.ts';
import { verifiedTls } from '../path/http.ts';
import { machineRoots } from '../path/machine-roots.ts';
import type { NetworkPath } from '../path/network-path.ts';
import { decideRoutes } from '../path/routes.ts';
import { verifyWith } from '../path/secure-context.ts';
import { readTrustStores } from '../path/trust-stores.ts';
import { createFeedGet, type FeedGet } from '../gateways/feeds/get.ts';
import { pathsToMeasure, primaryClient } from './build-subject.ts';
import { Measurements } from './measurements.ts';
import { withPacRoutes } from './pac-routes.ts';
import type { Subject } from './subject.ts';

/** The path to a URL, its proxy and the system's PAC script included; null when there is none. */
export async function wayTo(url: URL, subject: Subject, signal: AbortSignal): Promise<NetworkPath | null> {
  const { settings, editorSettings, editorHost, context } = subject;
  const own = settings.environments.find((snapshot) => snapshot.context === 'this-process');
  const question = {
    url,
    environment: own?.variables ?? {},
    editorSettings,
    system: settings.system,
    platform: settings.platform,
    ...(editorHost && { editorHost }),
  };
  const decided = decideRoutes(question, [primaryClient(context)]);
  const there: Subject = {
    ...subject,
    gateway: { ...subject.gateway, baseUrl: url.origin },
    routes: decided.map(({ route }) => route),
    paths: pathsToMeasure(decided, subject),
  };
  const { paths } = await withPacRoutes(there, new Measurements(signal));
  return paths.find(({ primary }) => primary) ?? null;
}

/**
 * Whether another host can be reached as the gateway should be: a connection and a verified handshake, on which nothing
 * is sent. It is the host of the gateway's own status page, which stands elsewhere.
 *
 * @returns null when the gateway has no such host, so that nothing can be told.
 */
export async function reachOther(subject: Subject, signal: AbortSignal): Promise<boolean | null> {
  const host = otherHost(subject);
  if (host === undefined) return null;
  const url = new URL(`https://${host}`);
  const path = await wayTo(url, subject, signal);
  if (!path) return false;
  const { limits } = subject;
  // Made before the connection is opened, which must not wait for it.
  const trust = await verifyWith(await machineRoots(process.env, process.platform));
  const dialled = await dial({ host, port: 443 }, path, (name) => lookup(name, limits.dnsMs, signal), limits, signal);
  if (!dialled.ok) return false;
  try {
    const socket = await verifiedTls(dialled.socket, unbracket(host), trust, ['http/1.1'], limits.tlsMs, signal);
    socket.destroy();
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  } finally {
    dialled.socket.destroy();
  }
}

function otherHost({ gateway }: Subject): string | undefined {
  const own = new URL(gateway.baseUrl).hostname;
  const official = (gateway.statusFeeds ?? []).filter(({ thirdParty }) => thirdParty !== true);
  return official.map(({ pageUrl }) => new URL(pageUrl).hostname).find((host) => host !== own);
}

/** Gets documents of status pages by the way that the context's own client takes. The subject is asked for anew each time. */
export function feedGetOf(subjectNow: (signal: AbortSignal) => Promise<Subject>): FeedGet {
  return async (request, signal) => {
    const subject = await subjectNow(signal);
    const { limits } = subject;
    const get = createFeedGet({
      pathTo: (url) => wayTo(url, subject, signal),
      resolve: (name) => lookup(name, limits.dnsMs, signal),
      clocks: limits,
      readStores: () => readTrustStores(process.env, process.platform),
    });
    return get(request, signal);
  };
}
