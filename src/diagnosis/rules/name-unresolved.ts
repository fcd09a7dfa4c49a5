import { t } from '@vscode/l10n';
import type { DnsEvidence } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { rcodeName, serverTimes } from './dns-timing.ts';
import type { NameClass } from './name-class.ts';
import { duration, listed } from './wording.ts';

const probes = ['dns'];

type Unresolved = Extract<NameClass, { kind: 'no-such-name' | 'resolver-failing' | 'late' | 'unanswered' }>;

/** A name without an address: whose fault, as far as the servers' own answers show it. */
export function unresolvedFinding(
  named: Unresolved,
  evidence: DnsEvidence,
  severity: 'error' | 'info',
  facts: SubjectFacts,
): Finding {
  const { lookup, servers } = evidence;
  const code = lookup.failure?.code ?? 'UNKNOWN';
  const after = duration(lookup.durationMs);
  const asked = servers && servers.servers.length > 0 ? listed(servers.servers) : t('none configured');
  const times = serverTimes(evidence);
  const made = (id: string, title: string, detail: string, fix: Fix): Finding => ({
    id,
    leg: 'dns',
    severity,
    title,
    detail: [detail, times].filter(Boolean).join(' '),
    probes,
    fixes: severity === 'error' ? [fix] : [],
  });
  switch (named.kind) {
    case 'no-such-name':
      return made(
        'dns-name-not-found',
        t('The name {0} does not exist for this machine.', lookup.name),
        t('The system resolver answered {0} after {1}. DNS servers: {2}.', code, after, asked),
        nameNotFoundFix(facts),
      );
    case 'resolver-failing':
      return made(
        'dns-server-fails',
        t('The DNS server {0} cannot answer for {1} ({2}).', named.server, lookup.name, rcodeName(named.rcode)),
        named.rcode === 5
          ? t('It refuses to resolve names for this machine. The system resolver gave up after {0} ({1}).', after, code)
          : t('It is there, and what it asks in turn fails: its own upstream does not answer, or the signature of the answer does not fit (DNSSEC). The system resolver gave up after {0} ({1}).', after, code),
        {
          id: 'repair-dns-server',
          title: t('Repair the DNS server or use another'),
          detail: t('If {0} is a program on this machine or the router, restart it and check its upstream. Otherwise set another DNS server in the network settings.', named.server),
        },
      );
    case 'late':
      return made(
        'dns-too-late',
        t('{0} was not resolved in time, and its DNS servers do answer.', lookup.name),
        t('The system resolver had not finished after {0} ({1}): it waits for servers that do not answer before it asks one that does.', after, code),
        {
          id: 'remove-dead-dns-server',
          title: t('Remove the dead DNS server'),
          detail: t('Find the DNS server that does not answer in the network settings and remove it or move it last.'),
        },
      );
    case 'unanswered':
      return made(
        'dns-no-answer',
        t('No DNS server answered for {0}.', lookup.name),
        t('The system resolver gave up after {0} ({1}). DNS servers: {2}.', after, code, asked),
        {
          id: 'check-dns-server',
          title: t('Check the network and its DNS server'),
          detail: t('Check that this machine is online and that its DNS server is reachable. A VPN or Clash that was just closed can leave a dead server behind.'),
        },
      );
  }
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
