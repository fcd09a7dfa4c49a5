import { t } from '@vscode/l10n';
import type { ClashConnectionSeen, ClashCoreSeen, ClashEvidence } from '../clash/evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { clashProbe } from './clash-words.ts';
import { listed } from './wording.ts';

const probes = [clashProbe];

/** What else takes the calls: another proxy before the core, a VPN beside it, both doors of the core at once. */
export function clashLayerFindings(_evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const primary = facts.paths.find((path) => path.primary);
  const way = core.ways.find(({ path }) => path === primary?.id)?.way;
  return [
    ...(way === 'other-proxy' ? [secondProxy(core, facts)] : []),
    ...(way === 'past' ? [notUsed(facts)] : []),
    ...otherVpn(core),
    ...bothDoors(core.connections),
  ];
}

function secondProxy(core: ClashCoreSeen, facts: SubjectFacts): Finding {
  const label = facts.paths.find((path) => path.primary)?.label ?? '';
  const { tun } = core;
  return {
    id: 'clash-second-proxy',
    leg: 'proxy',
    severity: tun ? 'warning' : 'info',
    title: t('Another proxy than Clash comes first: {0}.', label),
    detail: tun
      ? t('The TUN of Clash may take the connections of that proxy again, so that two programs decide about each call, by rules of their own.')
      : t('Clash runs here too. Whether that proxy sends its calls on to it is not seen from here.'),
    probes,
    fixes: [
      {
        id: 'clash-one-proxy',
        title: t('Use one of them'),
        detail: core.proxyPorts.length > 0
          ? t('Set 127.0.0.1:{0}, the port of Clash, as the proxy, or take the proxy out and leave the calls to its TUN.', String(core.proxyPorts[0]))
          : t('Take the proxy out and leave the calls to the TUN of Clash, or switch that off.'),
      },
    ],
  };
}

function notUsed(facts: SubjectFacts): Finding {
  return {
    id: 'clash-not-used',
    leg: 'proxy',
    severity: 'info',
    title: t('Clash runs here, and calls from the {0} do not go through it.', facts.contextLabel),
    detail: t('They take no port of it, and no TUN of it takes them. What its rules say of {0} holds for programs that go through it alone.', facts.host),
    probes,
    fixes: [],
  };
}

function otherVpn({ defaultTun, otherTuns = [], tun }: ClashCoreSeen): Finding[] {
  if (defaultTun !== null && tun && otherTuns.includes(defaultTun)) return [besideOwnTun(defaultTun)];
  if (defaultTun === null || tun) return [];
  return [
    {
      id: 'clash-beside-vpn',
      leg: 'proxy',
      severity: 'info',
      title: t('A VPN ({0}) takes what Clash sends.', defaultTun),
      detail: t("The TUN of Clash is off, and the default route leads into another one. The nodes are then reached through that VPN, and its rules and its DNS count as well as Clash's."),
      probes,
      fixes: [],
    },
  ];
}

/** Two programs that want the same traffic; the one that has the default route gets it first. */
function besideOwnTun(defaultTun: string): Finding {
  return {
    id: 'clash-two-tuns',
    leg: 'proxy',
    severity: 'warning',
    title: t('A VPN ({0}) has the default route, though the TUN of Clash is on.', defaultTun),
    detail: t('Calls go into that VPN and do not meet the rows of Clash, or meet both one after the other.'),
    probes,
    fixes: [
      {
        id: 'clash-one-tun',
        title: t('Use one of them'),
        detail: t('Switch the VPN off, or the TUN of Clash and set its mixed port as the proxy.'),
      },
    ],
  };
}

/** The same program by CONNECT and by TUN: the proxy's own connection is taken again, or two settings disagree. */
function bothDoors(connections: readonly ClashConnectionSeen[]): Finding[] {
  const twice = doubleTaken(connections);
  if (twice.length === 0) return [];
  return [
    {
      id: 'clash-both-doors',
      leg: 'proxy',
      severity: 'warning',
      title: t('The same program reaches the gateway by the proxy and by the TUN of Clash.'),
      detail: t('{0}. Some of its calls read the proxy variables and some do not, and rows that look at the program or at the listener treat them differently.', listed(twice.map(({ process, host }) => t('{0} to {1}', process, host)))),
      probes,
      fixes: [
        {
          id: 'clash-one-door',
          title: t('Use one door'),
          detail: t('With the TUN on, take the proxy out of the settings of that program; without it, keep the proxy alone.'),
        },
      ],
    },
  ];
}

/** Programs and hosts that were seen at both doors. */
export function doubleTaken(connections: readonly Pick<ClashConnectionSeen, 'process' | 'host' | 'door' | 'own'>[]): { process: string; host: string }[] {
  const doors = new Map<string, { process: string; host: string; doors: Set<string> }>();
  for (const { process, host, door, own } of connections) {
    // A diagnosis asks by every way there is.
    if (process === '' || own) continue;
    const key = `${process}\n${host}`;
    const known = doors.get(key) ?? { process, host, doors: new Set<string>() };
    known.doors.add(door === 'tun' ? 'tun' : 'proxy');
    doors.set(key, known);
  }
  return [...doors.values()].filter((one) => one.doors.size > 1).map(({ process, host }) => ({ process, host }));
}
