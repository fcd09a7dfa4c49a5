import { t } from '@vscode/l10n';
import { replied } from '../../path/dns-replies.ts';
import type { DnsEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { clauses, duration, listed } from './wording.ts';

const probes = ['dns'];

/** Slower than this is worth a word. */
const slowLookupMs = 1_500;
/** Waiting this long before anyone is asked is no accident of scheduling. */
const longWaitMs = 750;
/** glibc goes on to the next server after this, every time anew (resolv.conf(5), `timeout`). */
const glibcTimeoutMs = 5_000;

/** What the time of a look-up went into, when it was long: the line in this process, or a server that is not there. */
export function dnsTiming(evidence: DnsEvidence, needed: boolean, facts: SubjectFacts): Finding[] {
  const waitMs = waitBefore(evidence);
  const ownMs = Math.max(0, evidence.lookup.durationMs - waitMs);
  return [
    ...queued(evidence, waitMs, needed),
    ...(ownMs >= slowLookupMs ? slow(evidence, ownMs, needed, facts) : deadServers(evidence)),
  ];
}

/** How long the look-up stood in line, as far as one beside it shows. */
function waitBefore({ queue }: DnsEvidence): number {
  return queue && queue.localhostMs >= longWaitMs ? queue.localhostMs : 0;
}

function queued({ queue, lookup }: DnsEvidence, waitMs: number, needed: boolean): Finding[] {
  if (!queue || waitMs === 0) return [];
  const took = queue.finished ? duration(queue.localhostMs) : t('more than {0}', duration(queue.localhostMs));
  const numbers = t('Looking up "localhost", which asks nobody, took {0}; {1} took {2}.', took, lookup.name, duration(lookup.durationMs));
  // Files go through the same pool: when they wait too, it is not the look-ups that are in the way.
  if (queue.fileMs >= waitMs / 2) {
    return [
      {
        id: 'process-busy',
        leg: 'dns',
        severity: 'info',
        title: t('This process was busy while it was measured.'),
        detail: t('{0} Looking at a file took {1}. Times of this diagnosis are longer than they would be.', numbers, duration(queue.fileMs)),
        probes,
        fixes: [],
      },
    ];
  }
  return [
    {
      id: 'dns-queue',
      leg: 'dns',
      severity: needed && waitMs >= slowLookupMs ? 'warning' : 'info',
      title: t('Other look-ups of this process stand in front.'),
      detail: t('{0} Node runs two look-ups at a time unless its thread pool is larger (UV_THREADPOOL_SIZE); names that another program part asks for and that no server answers block the rest.', numbers),
      probes,
      fixes: [
        {
          id: 'find-blocking-lookups',
          title: t('Find what asks for names that nobody answers'),
          detail: t('Switch off extensions that reach for hosts of another network (a company proxy, a VPN that is off) one by one, or repair the DNS server they wait for.'),
        },
      ],
    },
  ];
}

function slow(evidence: DnsEvidence, ownMs: number, needed: boolean, facts: SubjectFacts): Finding[] {
  const { lookup, each } = evidence;
  const dead = deadInFront(evidence);
  const side = serverTimes(evidence);
  const matches = facts.platform === 'linux' && ownMs >= 0.95 * glibcTimeoutMs;
  const cause =
    dead.length > 0
      ? [
          t('{0} does not answer and is asked first, so every new connection waits for it.', listed(dead)),
          matches ? t('The system resolver waits 5 s for a server before it asks the next.') : '',
        ]
      : each.some(({ udp }) => replied(udp) && udp.durationMs >= slowLookupMs)
        ? [t('The DNS server itself is slow.')]
        : each.length > 0
          ? [t('Asked directly, its DNS servers were quick or gave no answer at all: the time went into the system resolver (search domains, another name service), or the server was slow once.')]
          : [];
  return [
    {
      id: 'dns-slow',
      leg: 'dns',
      severity: needed ? 'warning' : 'info',
      title: t('Resolving {0} took {1}.', lookup.name, duration(lookup.durationMs)),
      detail: [t('Every new connection pays this.'), ...cause, side].filter(Boolean).join(' '),
      probes,
      fixes: [
        dead.length > 0
          ? {
              id: 'remove-dead-dns-server',
              title: t('Remove the dead DNS server'),
              detail: t('Find {0} in the network settings and remove it or move it last.', listed(dead)),
            }
          : {
              id: 'use-faster-dns-server',
              title: t('Use another DNS server'),
              detail: t('Set another DNS server in the network settings, or restart the one on this machine or in the router.'),
            },
      ],
      ...(dead.length === 0 && { confidence: 'medium' as const }),
    },
  ];
}

/** A server that does not answer is worth knowing even while nobody waits for it. */
function deadServers(evidence: DnsEvidence): Finding[] {
  const dead = evidence.each.filter(({ udp }) => !replied(udp)).map(({ server }) => server);
  const others = evidence.each.length > dead.length;
  if (dead.length === 0 || !others || evidence.lookup.failure) return [];
  return [
    {
      id: 'dns-server-silent',
      leg: 'dns',
      severity: 'info',
      title: t('One of the DNS servers does not answer: {0}.', listed(dead)),
      detail: t('The name was resolved in {0} all the same. {1}', duration(evidence.lookup.durationMs), serverTimes(evidence)),
      probes,
      fixes: [],
    },
  ];
}

/** Servers that did not answer and stand before the first that did. */
function deadInFront({ each }: DnsEvidence): string[] {
  const first = each.findIndex(({ udp }) => replied(udp));
  return each.slice(0, Math.max(first, 0)).map(({ server }) => server);
}

/** Each server's own time, side by side; empty when none was asked. */
export function serverTimes({ each, unasked }: DnsEvidence): string {
  if (each.length === 0) return '';
  const times = each.map(({ server, udp }) => {
    if (replied(udp)) return t('{0}: {1}', server, udp.rcode === 0 ? duration(udp.durationMs) : t('{0} after {1}', rcodeName(udp.rcode), duration(udp.durationMs)));
    return udp.failure.code === 'DEADLINE'
      ? t('{0}: no answer in {1}', server, duration(udp.durationMs))
      : t('{0}: {1}', server, udp.failure.code);
  });
  const more = unasked > 0 ? [t('{0} more not asked', String(unasked))] : [];
  return t('Each DNS server asked alone: {0}.', clauses([...times, ...more]));
}

/** The name of a response code (RFC 1035, 4.1.1; RFC 6895). */
export function rcodeName(rcode: number): string {
  return ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'][rcode] ?? `RCODE ${rcode}`;
}
