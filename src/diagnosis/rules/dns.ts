import { t } from '@vscode/l10n';
import { addressKind, fakeIpPool } from '../../path/fake-ip.ts';
import type { Lookup } from '../../path/dns.ts';
import type { DnsEvidence } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { duration, listed } from './wording.ts';

const probes = ['dns'];

/** Slower than this is worth a word: a dead first server costs 5 s on every lookup (glibc's default). */
const slowLookupMs = 1_500;

/** Judges the gateway's name: whether it resolves, and whether the answer stands for a real host. */
export function judgeDns(evidence: DnsEvidence, facts: SubjectFacts): Judgement {
  const { lookup } = evidence;
  if (lookup.literal) {
    return { status: 'skip', summary: t('The base URL names an address, so no name is resolved.'), findings: [] };
  }
  const primary = facts.paths.find((path) => path.primary);
  const needed = !primary?.proxied;
  if (lookup.failure) return failed(evidence, needed, facts);

  const addresses = lookup.addresses.map(({ address }) => address);
  const findings = [...fakeIp(evidence), ...blocked(lookup, facts, needed), ...slow(lookup, needed)];
  const status = findings.some(({ severity }) => severity === 'error')
    ? 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass';
  const summary = t('{0} is {1} ({2}).', lookup.name, listed(addresses), duration(lookup.durationMs));
  return { status, summary, findings };
}

function failed({ lookup, servers }: DnsEvidence, needed: boolean, facts: SubjectFacts): Judgement {
  const { code = 'UNKNOWN' } = lookup.failure ?? {};
  const asked = servers && servers.servers.length > 0 ? listed(servers.servers) : t('none configured');
  const unanswered = code === 'DEADLINE' || code === 'EAI_AGAIN' || code === 'ETIMEOUT';
  const finding: Finding & { fixes: Finding['fixes'] } = unanswered
    ? {
        id: 'dns-no-answer',
        leg: 'dns',
        severity: needed ? 'error' : 'info',
        title: t('No DNS server answered for {0}.', lookup.name),
        detail: t('The system resolver gave up after {0} ({1}). DNS servers: {2}.', duration(lookup.durationMs), code, asked),
        probes,
        fixes: [
          {
            id: 'check-dns-server',
            title: t('Check the network and its DNS server'),
            detail: t('Check that this machine is online and that its DNS server is reachable. A VPN or Clash that was just closed can leave a dead server behind.'),
          },
        ],
      }
    : {
        id: 'dns-name-not-found',
        leg: 'dns',
        severity: needed ? 'error' : 'info',
        title: t('The name {0} does not exist for this machine.', lookup.name),
        detail: t('The system resolver answered {0} after {1}. DNS servers: {2}.', code, duration(lookup.durationMs), asked),
        probes,
        fixes: [nameNotFoundFix(facts)],
      };
  if (!needed) finding.fixes = [];
  const summary = needed
    ? t('{0} does not resolve ({1}).', lookup.name, code)
    : t('{0} does not resolve here ({1}); the proxy resolves it.', lookup.name, code);
  return { status: needed ? 'fail' : 'pass', summary, findings: [finding] };
}

/** A name the user wrote may be misspelt; the name of a known gateway is not. */
function nameNotFoundFix({ gateway }: SubjectFacts): Fix {
  return gateway.userDefined
    ? {
        id: 'check-base-url',
        title: t('Check the base URL'),
        detail: t('Check the spelling of the host in the base URL. If it is right, another DNS server or the VPN may know the name.'),
      }
    : {
        id: 'other-dns-server',
        title: t('Ask another DNS server'),
        detail: t('The name exists, but the DNS server of this network does not know it: a filter, or a network that has no way to the internet except through a proxy. Try another DNS server or network, or set the proxy here.'),
      };
}

/** A made-up address is a neutral fact: with its core running it works. Whether it does is seen by connecting. */
function fakeIp({ lookup, servers, invented }: DnsEvidence): Finding[] {
  const pools = lookup.addresses.flatMap(({ address }) => {
    const pool = fakeIpPool(address);
    return pool ? [{ address, ...pool }] : [];
  });
  const inventedAddress = invented?.addresses[0]?.address;
  const [hit] = pools;
  if (!hit && inventedAddress === undefined) return [];
  const ttl = servers?.addresses[0]?.ttlSeconds;
  const reasons = [
    ...(hit ? [t('{0} is in {1}, which is handed out by {2}.', hit.address, hit.range, hit.usedBy)] : []),
    ...(inventedAddress === undefined
      ? []
      : [t('A name that cannot exist got the address {0}.', inventedAddress)]),
    ...(ttl === undefined ? [] : [t('The answer is valid for {0} s.', String(ttl))]),
  ];
  return [
    {
      id: 'fake-ip',
      leg: 'dns',
      severity: 'info',
      title: t('{0} resolves to a fake-ip address.', lookup.name),
      detail: t('{0} That is normal while Clash or a similar core runs: it maps the address back to the name.', reasons.join(' ')),
      probes,
      fixes: [],
    },
  ];
}

/** Ad-block lists and hosts files answer with addresses that lead nowhere. */
function blocked(lookup: Lookup, facts: SubjectFacts, needed: boolean): Finding[] {
  if (facts.loopback) return [];
  const nowhere = lookup.addresses.filter(({ address }) => ['unspecified', 'loopback'].includes(addressKind(address)));
  if (nowhere.length === 0 || nowhere.length < lookup.addresses.length || facts.gateway.userDefined) return [];
  return [
    {
      id: 'dns-blocked',
      leg: 'dns',
      severity: needed ? 'error' : 'info',
      title: t('{0} resolves to this machine itself.', lookup.name),
      detail: t('The answer is {0}. A block list or the hosts file answers in place of the real address.', listed(nowhere.map(({ address }) => address))),
      probes,
      fixes: [
        {
          id: 'unblock-name',
          title: t('Take the name off the block list'),
          detail: t('Look for {0} in the hosts file and in the DNS filter of this network, and allow it there.', lookup.name),
        },
      ],
    },
  ];
}

function slow(lookup: Lookup, needed: boolean): Finding[] {
  if (lookup.durationMs < slowLookupMs) return [];
  return [
    {
      id: 'dns-slow',
      leg: 'dns',
      severity: needed ? 'warning' : 'info',
      title: t('Resolving {0} took {1}.', lookup.name, duration(lookup.durationMs)),
      detail: t('Every new connection pays this. A first DNS server that does not answer is the usual cause: the resolver asks it first every time.'),
      probes,
      fixes: [
        {
          id: 'remove-dead-dns-server',
          title: t('Remove the dead DNS server'),
          detail: t('Find the DNS server that does not answer in the network settings and remove it or move it last.'),
        },
      ],
    },
  ];
}
