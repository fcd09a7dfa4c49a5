import { askOverHttps, publicResolvers, type OverHttpsAnswer } from '../path/dns-over-https.ts';
import { replied } from '../path/dns-replies.ts';
import { askServer, serverEndpoint, systemServers } from '../path/dns-servers.ts';
import { askServers } from '../path/dns.ts';
import { wayOut } from '../path/network-interfaces.ts';
import type { DnsEvidence } from './evidence.ts';
import type { Measurements } from './measurements.ts';
import { lookupOnce } from './path-measurements.ts';
import type { Subject } from './subject.ts';

/** One clock for each source beside the system resolver. */
const sourceMs = 2_500;

/** glibc asks no more servers than this (resolv.conf(5), MAXNS), and each is a socket. */
const maxServers = { quick: 3, deep: 8 } as const;

/** A true answer comes this much later at most than one that was slipped in before it. */
const secondAnswerMs = { quick: 250, deep: 1_500 } as const;

/** What name servers say when the system resolver is left out. */
export type DirectAnswers = Pick<DnsEvidence, 'servers' | 'serversApart' | 'each' | 'unasked' | 'overHttps'>;

export const nothingAsked: DirectAnswers = { servers: null, serversApart: [], each: [], unasked: 0, overHttps: [] };

/**
 * Asks for the gateway's name without the system resolver, once in a diagnosis. In a quick one: nobody but the system's
 * own servers, on five sockets at most.
 */
export function directAnswersOnce(host: string, subject: Subject, measurements: Measurements): Promise<DirectAnswers> {
  return measurements.once(`direct answers ${host}`, () => askDirectly(host, subject, measurements));
}

async function askDirectly(host: string, subject: Subject, measurements: Measurements): Promise<DirectAnswers> {
  const { signal } = measurements;
  const depth = subject.depth ?? 'quick';
  const limitMs = Math.min(sourceMs, subject.limits.dnsMs);
  const all = systemServers();
  const chosen = all.slice(0, maxServers[depth]);
  const [servers, serversApart, each, overHttps] = await Promise.all([
    askServers(host, limitMs, signal, chosen.slice(0, 1)),
    depth === 'deep' ? Promise.all(chosen.map((server) => askServers(host, limitMs, signal, [server]))) : [],
    Promise.all(
      chosen.map(async (server, index) => ({
        ...(await askServer(
          server,
          host,
          // Forgery on UDP is on the way and not in a server: one server over TCP shows it as well as all.
          { limitMs, secondAnswerMs: secondAnswerMs[depth], overTcp: depth === 'deep' || index === 0 },
          signal,
        )),
        way: await wayOut(serverEndpoint(server).host, signal),
      })),
    ),
    depth === 'deep' && subject.consent.thirdParty === true ? askPublicly(host, subject, measurements) : [],
  ]);
  return { servers: { ...servers, servers: all }, serversApart, each, unasked: all.length - chosen.length, overHttps };
}

/** By the primary path, as the gateway itself is. */
async function askPublicly(
  host: string,
  subject: Subject,
  measurements: Measurements,
): Promise<readonly OverHttpsAnswer[]> {
  const path = subject.paths.find(({ primary }) => primary);
  if (!path) return [];
  const clocks = { ...subject.limits, headersMs: sourceMs };
  const { signal } = measurements;
  const resolve = (name: string): ReturnType<typeof lookupOnce> => lookupOnce(name, subject, measurements);
  return Promise.all(
    publicResolvers.map((resolver) => askOverHttps(resolver, host, path, resolve, undefined, clocks, signal)),
  );
}

/** Addresses that some source gave for the name and the system resolver did not; those harder to forge first. */
export function otherAddresses(answers: DirectAnswers, known: readonly string[]): string[] {
  const found = [
    ...answers.overHttps.flatMap(({ addresses }) => addresses),
    ...answers.each.flatMap(({ tcp }) => (replied(tcp) ? tcp.addresses : [])),
    ...answers.each.flatMap(({ second }) => second?.addresses ?? []),
    ...answers.each.flatMap(({ udp }) => (replied(udp) ? udp.addresses : [])),
  ];
  return [...new Set(found)].filter((address) => !known.includes(address));
}
