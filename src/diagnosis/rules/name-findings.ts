import { t } from '@vscode/l10n';
import { fakeIpPool } from '../../path/fake-ip.ts';
import type { DnsEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { serverTimes } from './dns-timing.ts';
import { forgedFinding, orphanFinding, pastTunFinding } from './name-faults.ts';
import type { NameClass } from './name-class.ts';
import { unresolvedFinding } from './name-unresolved.ts';
import { duration, listed } from './wording.ts';

const probes = ['dns'];

/** What to say of a class. A name that a proxy resolves for the client is no fault of this machine: information. */
export function nameFindings(
  named: NameClass,
  evidence: DnsEvidence,
  needed: boolean,
  facts: SubjectFacts,
): readonly Finding[] {
  const severity = needed ? 'error' : 'info';
  switch (named.kind) {
    case 'genuine':
    case 'cdn-variance':
      return [];
    case 'fake-ip':
      return [fakeIpFinding(named, evidence)];
    case 'fake-ip-orphan':
      return [orphanFinding(named, facts)];
    case 'not-taken-over':
      return [pastTunFinding(named, facts)];
    case 'poisoned':
    case 'two-answers':
      return [forgedFinding(named, needed, facts)];
    case 'blocked':
      return [blockedFinding(named, evidence, severity, facts)];
    case 'split-horizon':
      return [splitHorizonFinding(named, evidence, needed, facts)];
    case 'no-such-name':
    case 'resolver-failing':
    case 'late':
    case 'unanswered':
      return [unresolvedFinding(named, evidence, severity, facts)];
  }
}

/** A made-up address is a neutral fact: with its core running it works. Whether it does is seen by connecting. */
function fakeIpFinding(named: Extract<NameClass, { kind: 'fake-ip' }>, { lookup }: DnsEvidence): Finding {
  const { address, inventedAddress, ttlSeconds } = named;
  const pool = fakeIpPool(address);
  const reasons = [
    ...(pool ? [t('{0} is in {1}, which is handed out by {2}.', address, pool.range, pool.usedBy)] : []),
    ...(inventedAddress === undefined ? [] : [t('A name that cannot exist got the address {0}.', inventedAddress)]),
    ...(ttlSeconds === undefined ? [] : [t('The answer is valid for {0} s.', String(ttlSeconds))]),
  ];
  return {
    id: 'fake-ip',
    leg: 'dns',
    severity: 'info',
    title: t('{0} resolves to a fake-ip address.', lookup.name),
    detail: t('{0} That is normal while Clash or a similar core runs: it maps the address back to the name.', reasons.join(' ')),
    probes,
    fixes: [],
  };
}

/** Block lists and hosts files: who answers in place of the real address. */
function blockedFinding(
  { by, answer, addresses }: Extract<NameClass, { kind: 'blocked' }>,
  evidence: DnsEvidence,
  severity: 'error' | 'info',
  facts: SubjectFacts,
): Finding {
  const { lookup } = evidence;
  const here = by === 'this-machine';
  const who = here
    ? t('The DNS servers know better, so it is something on this machine: the hosts file or a local filter.')
    : by === ''
      ? t('A block list or the hosts file answers in place of the real address.')
      : t('That is what {0} says: a block list in that DNS server.', by);
  const nowhere = answer === 'nowhere';
  return {
    id: 'dns-blocked',
    leg: 'dns',
    severity,
    title: nowhere ? t('{0} resolves to this machine itself.', lookup.name) : t('{0} is blocked: it exists, and this machine is told that it does not.', lookup.name),
    detail: nowhere
      ? t('The answer is {0}. {1}', listed(addresses), who)
      : t('The system resolver answered {0} after {1}; elsewhere the name has the address {2}. {3}', lookup.failure?.code ?? '', duration(lookup.durationMs), listed(addresses), who),
    probes,
    fixes: [
      {
        id: 'unblock-name',
        title: t('Take the name off the block list'),
        detail: here
          ? t('Look for {0} in the hosts file and in filters on this machine (an ad blocker, a DNS program), and allow it there.', facts.host)
          : t('Look for {0} in the hosts file and in the DNS filter of this network, and allow it there.', facts.host),
      },
    ],
    ...(by === '' && { confidence: 'medium' as const }),
  };
}

/** An inner address where the world has another. Right in a company, wrong outside of it. */
function splitHorizonFinding(
  { address, without }: Extract<NameClass, { kind: 'split-horizon' }>,
  evidence: DnsEvidence,
  needed: boolean,
  facts: SubjectFacts,
): Finding {
  const times = serverTimes(evidence);
  // Without an address, what decides is which server happened to be asked.
  if (address === null) {
    return {
      id: 'dns-servers-disagree',
      leg: 'dns',
      severity: needed ? 'error' : 'info',
      title: t('One DNS server knows {0}, and the one that is asked first does not.', facts.host),
      detail: t('{0} says that there is no such name, and the system asks no other after that. {1}', listed(without), times),
      probes,
      fixes: [
        {
          id: 'order-dns-servers',
          title: t('Put the DNS server that knows the name first'),
          detail: t('In a company network or VPN, its own DNS server has to be asked first. Remove {0} or move it last, or connect the VPN again.', listed(without)),
        },
      ],
    };
  }
  return {
    id: 'dns-split-horizon',
    leg: 'dns',
    severity: 'info',
    title: t('{0} has an address of an inner network here: {1}.', facts.host, address),
    detail: [
      facts.gateway.userDefined
        ? t('Not every DNS server says so: {0} knows another answer. Whichever is asked decides.', listed(without))
        : t('Its public address is another. A company that sends such calls through a server of its own does that, and so does a network that wants a log-in first.'),
      times,
    ].filter(Boolean).join(' '),
    probes,
    fixes: [],
  };
}
