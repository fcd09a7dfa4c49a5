import { t } from '@vscode/l10n';
import type { ClashCoreSeen, ClashDnsSeen, ClashEvidence } from '../clash/evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { carriesPrimary, clashProbe } from './clash-words.ts';
import { listed } from './wording.ts';

const probes = [clashProbe];

/**
 * Whether the names that this process gets fit the way its calls take. Through a port of the core the client hands the
 * name over and its own answer does not matter; by TUN it has to be the core's.
 */
export function clashDnsFindings(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const primary = facts.paths.find((path) => path.primary);
  const names = core.ways.find(({ path }) => path === primary?.id)?.names;
  return [
    ...(names === 'dead-end' ? [deadEnd(facts)] : []),
    ...(names === 'bypasses-core-dns' ? [pastTheCore(facts)] : []),
    ...(names === 'orphaned' ? [stale(core.dns, facts)] : []),
    ...nameless(evidence, core, facts),
  ];
}

/** Nothing but the core knows where 198.18.0.0/15 leads, and nothing leads there. */
function deadEnd(facts: SubjectFacts): Finding {
  return {
    id: 'clash-fake-address-dead-end',
    leg: 'dns',
    severity: 'error',
    title: t('{0} resolves to an address that only Clash knows, and calls do not go through Clash.', facts.host),
    detail: t('The system gets fake-ip addresses from the core, its TUN is off or does not take this process, and no proxy of the core is set for the {0}. Such an address leads nowhere.', facts.contextLabel),
    probes,
    fixes: [
      {
        id: 'clash-take-calls',
        title: t('Let the calls go through the core'),
        detail: t('Switch the TUN of the core on, or set its mixed port as the proxy here. If the core is off on purpose, give this system its own DNS servers again.'),
      },
      forgetNames(),
    ],
  };
}

/** The core hands out one address a name; it drops what comes for one that it does not know any more. */
function stale({ stale: another }: ClashDnsSeen, facts: SubjectFacts): Finding {
  return {
    id: 'clash-fake-address-stale',
    leg: 'dns',
    severity: 'error',
    title: t('The system has an address for {0} that Clash has handed out before and may not know any more.', facts.host),
    detail: another === true
      ? t('The core answers with another fake-ip address now. Calls to the old one are dropped unless the core has kept it, or its sniffer finds the name: this is what a restart of the core leaves behind.')
      : t('The core was given that address and knew no name behind it. Calls to it are dropped unless its sniffer finds the name: this is what a restart of the core leaves behind.'),
    probes,
    fixes: [
      forgetNames(),
      {
        id: 'clash-keep-names',
        title: t('Let the core keep its addresses'),
        detail: t('With profile.store-fake-ip the core knows the same addresses after a restart.'),
        snippet: 'profile: { store-fake-ip: true }',
      },
    ],
    confidence: 'medium',
  };
}

function forgetNames(): Fix {
  return {
    id: 'clash-forget-names',
    title: t('Forget addresses of before'),
    detail: t('After the core was started anew, its old addresses mean nothing any more. Restart the program that calls, and empty the cache of names of the system.'),
  };
}

function pastTheCore(facts: SubjectFacts): Finding {
  return {
    id: 'clash-dns-past-core',
    leg: 'dns',
    severity: 'warning',
    title: t('The TUN of Clash takes the calls, and names are resolved past it.'),
    detail: t('The core answers for names, and the system has asked elsewhere for {0}. The core then sees an address and no name, and rows by domain take it only where its sniffer finds the name.', facts.host),
    probes,
    fixes: [
      {
        id: 'clash-hijack-dns',
        title: t('Let the core answer for DNS'),
        detail: t('Set dns-hijack of the TUN to any:53 and tcp://any:53, and switch DNS over HTTPS off in the program that resolves by itself. On Windows, strict-route keeps the system from asking others.'),
        snippet: 'dns-hijack: [any:53, tcp://any:53]',
      },
      {
        id: 'clash-sniffer',
        title: t('Or let the core read names from connections'),
        detail: t('Switch its sniffer on for TLS and HTTP, with parse-pure-ip.'),
        snippet: 'sniffer: { enable: true, sniff: { TLS: { ports: [443] }, HTTP: { ports: [80] } } }',
      },
    ],
    confidence: 'medium',
  };
}

/** The core saw an address where the gateway was meant. */
function nameless(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const blind = core.connections.filter(({ withoutName }) => withoutName);
  if (blind.length === 0) return [];
  return [
    {
      id: 'clash-name-unknown',
      leg: 'dns',
      severity: carriesPrimary(evidence, facts) ? 'warning' : 'info',
      title: t('Clash carries calls to the gateway without knowing its name.'),
      detail: t('{0} connections came with an address alone (by {1}), so no row by domain could take them.', String(blind.length), listed([...new Set(blind.map(({ process, door }) => process || door))])),
      probes,
      fixes: [forgetNames()],
    },
  ];
}
