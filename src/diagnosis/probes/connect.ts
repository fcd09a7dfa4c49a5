import * as net from 'node:net';
import { t } from '@vscode/l10n';
import { dial } from '../../path/dial.ts';
import { unbracket, type Lookup } from '../../path/dns.ts';
import { isLoopbackHost } from '../../path/fake-ip.ts';
import { isOwnAddress, lookAtNetwork, wayOut } from '../../path/network-interfaces.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import { ledToGateway } from '../../path/tcp-attempts.ts';
import { tryEachAddress, type Greet } from '../../path/tcp.ts';
import { greetTls } from '../../path/tls-greeting.ts';
import { directAnswersOnce, otherAddresses } from '../direct-answers.ts';
import type { ConnectEvidence, Handed } from '../evidence.ts';
import type { Measurements } from '../measurements.ts';
import { dialPath, lookupOnce, target } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeConnect } from '../rules/connect.ts';
import type { Subject } from '../subject.ts';

/** Each is a socket; in a quick diagnosis name resolution and this together open ten at most for a path. */
const maxAddresses = { quick: 4, deep: 12 } as const;

/** Addresses of other sources, tried only after every address of the system's answer led nowhere. */
const maxElsewhere = 2;

type PathEvidence = ConnectEvidence['paths'][number];

/** Can a connection be opened: to each address of the gateway, and through each proxy, with the time of every step. */
export const connectProbe: Probe<ConnectEvidence> = {
  id: 'connect',
  leg: 'tcp',
  title: () => t('Connection, step by step'),
  deadlineMs: ({ limits }) => 2 * limits.dnsMs + 2 * (limits.tcpMs + limits.tlsMs + limits.proxyMs) + 1_000,
  async measure(subject, measurements, signal) {
    const [network, paths] = await Promise.all([
      lookAtNetwork(signal),
      Promise.all(subject.paths.map((path) => measurePath(subject, path, measurements, signal))),
    ]);
    return { network, nodeAttemptMs: net.getDefaultAutoSelectFamilyAttemptTimeout(), paths };
  },
  judge: judgeConnect,
};

async function measurePath(
  subject: Subject,
  path: NetworkPath,
  measurements: Measurements,
  signal: AbortSignal,
): Promise<PathEvidence> {
  const { host } = target(subject);
  const firstHop = path.proxyUrl && path.mode !== 'direct' ? path.proxyUrl.hostname : host;
  const [dialled, hop, tried] = await Promise.all([
    dialPath(subject, path, measurements),
    lookupOnce(firstHop, subject, measurements),
    path.mode === 'direct' ? tryAddresses(subject, measurements, signal) : { attempts: [], untried: 0 },
  ]);
  if (dialled.ok) dialled.socket.destroy();
  const handed = path.mode === 'direct' ? undefined : await whatIsHanded(subject, path, measurements);
  const evidence = {
    path: path.id,
    steps: dialled.steps,
    ...(!dialled.ok && { failure: dialled.failure }),
    ...(dialled.proxyReply && { proxyReply: dialled.proxyReply }),
    way: await wayTo(hop, signal),
    ...(handed && { handed }),
    ...tried,
  };
  if (path.mode === 'direct') return evidence;
  const here = whereProxyIs(hop);
  // Only a proxy that answered no: one that says nothing would say nothing twice.
  const refused =
    !dialled.ok && dialled.failure.code !== 'DEADLINE' && ['proxy-connect', 'socks'].includes(dialled.failure.step);
  const otherForm = handed && refused ? await tryOtherForm(subject, path, handed, measurements) : undefined;
  return { ...evidence, ...(here && { proxyHere: here }), ...(otherForm && { otherForm }) };
}

async function wayTo({ addresses }: Lookup, signal: AbortSignal): Promise<PathEvidence['way']> {
  const [first] = addresses;
  return first ? wayOut(first.address, signal) : null;
}

function whereProxyIs({ addresses }: Lookup): PathEvidence['proxyHere'] {
  const [first] = addresses;
  if (!first) return undefined;
  if (isLoopbackHost(first.address)) return 'loopback';
  return isOwnAddress(first.address) ? 'own' : undefined;
}

/** Each address alone, TLS begun on it: some ways open a connection and cut it at the first byte. */
async function tryAddresses(
  subject: Subject,
  measurements: Measurements,
  signal: AbortSignal,
): Promise<Pick<PathEvidence, 'attempts' | 'untried' | 'elsewhere'>> {
  const { host, port, secure } = target(subject);
  const { limits } = subject;
  const { addresses, literal } = await lookupOnce(host, subject, measurements);
  // The one address of this machine itself has nothing to compare with.
  if (literal && isLoopbackHost(host)) return { attempts: [], untried: 0 };
  const chosen = spread(addresses, maxAddresses[subject.depth ?? 'quick']);
  const greet: Greet | undefined = secure
    ? (socket, inner) => greetTls(socket, host, limits.tlsMs, inner)
    : undefined;
  const attempts = await tryEachAddress(chosen, port, limits.tcpMs, signal, greet);
  const tried = { attempts, untried: addresses.length - chosen.length };
  if (literal || isLoopbackHost(host) || attempts.length === 0 || attempts.some(ledToGateway)) return tried;
  const answers = await directAnswersOnce(host, subject, measurements);
  const others = otherAddresses(answers, addresses.map(({ address }) => address)).slice(0, maxElsewhere);
  if (others.length === 0) return tried;
  const elsewhere = others.map((address) => ({ address, family: net.isIPv6(address) ? (6 as const) : (4 as const) }));
  return { ...tried, elsewhere: await tryEachAddress(elsewhere, port, limits.tcpMs, signal, greet) };
}

/** As many as there is room for, of both families, in the resolver's order. */
function spread(addresses: Lookup['addresses'], most: number): Lookup['addresses'] {
  if (addresses.length <= most) return addresses;
  const one = addresses.filter(({ family }) => family === addresses[0]?.family);
  const other = addresses.filter(({ family }) => family !== addresses[0]?.family);
  const ofOther = Math.min(other.length, Math.max(Math.floor(most / 2), most - one.length));
  const kept = [...one.slice(0, most - ofOther), ...other.slice(0, ofOther)];
  return addresses.filter((address) => kept.includes(address));
}

/** What this path's proxy gets to hear. */
async function whatIsHanded(
  subject: Subject,
  path: NetworkPath,
  measurements: Measurements,
): Promise<Handed | undefined> {
  const { host } = target(subject);
  const bare = unbracket(host);
  if (path.mode !== 'socks5-ip') return { form: net.isIP(bare) === 0 ? 'name' : 'address', value: bare };
  const [first] = (await lookupOnce(host, subject, measurements)).addresses;
  return first && { form: 'address', value: first.address };
}

/** The same proxy, asked with the name in place of the address or the other way round. */
async function tryOtherForm(
  subject: Subject,
  path: NetworkPath,
  handed: Handed,
  measurements: Measurements,
): Promise<PathEvidence['otherForm']> {
  const { host, port } = target(subject);
  if (path.mode === 'absolute' || net.isIP(unbracket(host)) !== 0) return undefined;
  const [first] = (await lookupOnce(host, subject, measurements)).addresses;
  const other: Handed | undefined =
    handed.form === 'address' ? { form: 'name', value: host } : first && { form: 'address', value: first.address };
  if (!other) return undefined;
  const started = performance.now();
  const asked: NetworkPath = path.mode === 'socks5-ip' ? { ...path, mode: 'socks5-name' } : path;
  const dialled = await dial(
    { host: other.value, port },
    asked,
    (name) => lookupOnce(name, subject, measurements),
    subject.limits,
    measurements.signal,
  );
  if (dialled.ok) dialled.socket.destroy();
  const durationMs = performance.now() - started;
  return { ...other, durationMs, ...(!dialled.ok && { failure: dialled.failure }) };
}
