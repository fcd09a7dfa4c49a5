import type { Socket } from 'node:net';
import { t } from '@vscode/l10n';
import { publicGateways } from '../../gateways/catalogue/index.ts';
import { dial } from '../../path/dial.ts';
import { unbracket } from '../../path/dns.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import { dateOverTls } from '../../path/tls-date.ts';
import { acceptedRoots, mintsForInventedName, observeOtherHost, type TlsObservation } from '../../path/tls.ts';
import type { Context } from '../../path/proxy-settings.ts';
import { trustKnobs, type TrustKnobs } from '../../path/trust-knobs.ts';
import { findRoot, readStores, surveyTrust } from '../../path/trust-survey.ts';
import type { TlsEvidence, TlsPathEvidence } from '../evidence.ts';
import type { Measurements } from '../measurements.ts';
import { dialPath, lookupOnce, target, tlsOnce } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeTls } from '../rules/tls.ts';
import type { Subject } from '../subject.ts';

/** Who signed the certificate that arrives here, and which of this machine's trust stores accept it. */
export const tlsProbe: Probe<TlsEvidence> = {
  id: 'tls',
  leg: 'tls',
  title: () => t('TLS and certificate'),
  // Refused chains take a second round of handshakes, made at the same time; a deep look takes another.
  deadlineMs: ({ limits, depth }) =>
    (limits.dnsMs + limits.tcpMs + limits.proxyMs + 3 * limits.tlsMs) * (depth === 'deep' ? 2 : 1),
  async measure(subject, measurements) {
    if (!target(subject).secure) return { applies: false, paths: [] };
    const now = new Date();
    const looked = await Promise.all(subject.paths.map((path) => lookByPath(subject, path, measurements)));
    const dated = await withDates(looked, subject, measurements);
    return { applies: true, measuredAt: now.toISOString(), paths: eachPemOnce(await withTrust(dated, subject, now)) };
  },
  judge: judgeTls,
};

async function lookByPath(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<TlsPathEvidence> {
  const seen = await tlsOnce(subject, path, measurements);
  if (subject.depth !== 'deep' || 'notReached' in seen) return { path: path.id, ...seen };
  const { observation } = seen;
  const { limits } = subject;
  const other = otherPublicHost(subject);
  const [otherHost, minted] = await Promise.all([
    other === undefined
      ? undefined
      : observeOtherHost(
          other,
          tunnel(() => dialOther(other, subject, path, measurements)),
          limits.tlsMs,
          measurements.signal,
        ),
    // After a refused chain it was asked already.
    observation.failure || observation.mintedForInventedName !== null
      ? observation.mintedForInventedName
      : mintsForInventedName(
          tunnel(() => dialPath(subject, path, measurements)),
          limits.tlsMs,
          measurements.signal,
        ),
  ]);
  return {
    path: path.id,
    observation: { ...observation, mintedForInventedName: minted },
    ...(otherHost && { otherHost }),
  };
}

/** A gateway of the catalogue that is not the one diagnosed; for a gateway of this machine nothing else is looked at. */
function otherPublicHost(subject: Subject): string | undefined {
  const own = target(subject).host;
  if (own === 'localhost' || own.startsWith('127.') || own === '[::1]') return undefined;
  const domain = own.split('.').slice(-2).join('.');
  return publicGateways.map(({ baseUrl }) => new URL(baseUrl).hostname).find((host) => !host.endsWith(domain));
}

type Dialling = ReturnType<typeof dialPath>;

function dialOther(host: string, subject: Subject, path: NetworkPath, measurements: Measurements): Dialling {
  const { limits } = subject;
  return dial(
    { host, port: 443 },
    path,
    (name) => lookupOnce(name, subject, measurements),
    limits,
    measurements.signal,
  );
}

function tunnel(dialled: () => Dialling): () => Promise<Socket> {
  return async () => {
    const one = await dialled();
    if (one.ok) return one.socket;
    throw Object.assign(new Error(one.failure.message), { code: one.failure.code });
  };
}

/** Where a certificate is out of date, a path that verifies is asked for the time. */
async function withDates(
  looked: readonly TlsPathEvidence[],
  subject: Subject,
  measurements: Measurements,
): Promise<readonly TlsPathEvidence[]> {
  if (!looked.some(({ observation }) => observation?.expired || observation?.notYetValid)) return looked;
  return Promise.all(
    looked.map(async (one) => {
      const path = subject.paths.find(({ id }) => id === one.path);
      const date = path && one.observation ? await dateBy(path, one.observation, subject, measurements) : null;
      return date === null ? one : { ...one, date };
    }),
  );
}

async function dateBy(
  path: NetworkPath,
  seen: TlsObservation,
  subject: Subject,
  measurements: Measurements,
): Promise<string | null> {
  const roots = seen.failure ? undefined : await acceptedRoots(seen, process.env, process.platform);
  if (!roots) return null;
  const name = unbracket(target(subject).host);
  return dateOverTls(
    name,
    tunnel(() => dialPath(subject, path, measurements)),
    roots,
    subject.limits.tlsMs,
    measurements.signal,
  );
}

/** More contexts than this don't differ in their trust in practice. */
const maxContexts = 3;

/** Says for each path which runtimes accept what arrives, in each context whose trust variables differ. */
async function withTrust(
  looked: readonly TlsPathEvidence[],
  subject: Subject,
  now: Date,
): Promise<readonly TlsPathEvidence[]> {
  if (!looked.some(({ observation }) => (observation?.chain.length ?? 0) > 0)) return looked;
  const host = target(subject).host;
  const seen = new Map<string, Context[]>();
  const contexts = subject.settings.environments.flatMap((snapshot) => {
    // Of JAVA_TOOL_OPTIONS only this process's own is known.
    const java = snapshot.context === 'this-process' ? process.env['JAVA_TOOL_OPTIONS'] : undefined;
    const knobs = trustKnobs(subject.settings, snapshot, host, java);
    const key = JSON.stringify(trustPart(knobs));
    // The files that Windows' variables name are on Windows.
    if (snapshot.obtained === 'unavailable' || snapshot.context === 'windows-side') return [];
    const same = seen.get(key);
    if (same) {
      same.push(snapshot.context);
      return [];
    }
    const alsoIn: Context[] = [];
    seen.set(key, alsoIn);
    return [{ context: snapshot.context, alsoIn, knobs }];
  });
  const stores = await Promise.all(
    contexts.slice(0, maxContexts).map(async (one) => ({ ...one, read: await readStores(one.knobs, process.env) })),
  );
  return looked.map((one) => {
    const { observation } = one;
    if (!observation || observation.chain.length === 0) return one;
    const nameFits = observation.nameProblem === null;
    const root = findRoot(observation.chain, stores.map(({ read }) => read));
    const trust = stores.map(({ context, alsoIn, knobs, read }) => ({
      context,
      ...(alsoIn.length > 0 && { alsoIn }),
      ...surveyTrust(observation.chain, nameFits, knobs, read, now.getTime(), root),
    }));
    return { ...one, trust, ...(root && { root }) };
  });
}

/** What of an environment bears on trust. */
function trustPart({ variables, ...rest }: TrustKnobs): unknown {
  const own = Object.entries(variables).filter(([name]) => /cert|_ca_|_ca$|bundle|ssl|tls|node_options/i.test(name));
  return [own.toSorted(([a], [b]) => (a < b ? -1 : 1)), rest];
}

function eachPemOnce(paths: readonly TlsPathEvidence[]): TlsPathEvidence[] {
  const kept = new Set<string>();
  return paths.map((one) => {
    if (!one.observation) return one;
    const chain = one.observation.chain.map((certificate) => {
      const { pem, ...facts } = certificate;
      if (pem === undefined || kept.has(facts.fingerprint256)) return facts;
      kept.add(facts.fingerprint256);
      return certificate;
    });
    return { ...one, observation: { ...one.observation, chain } };
  });
}
