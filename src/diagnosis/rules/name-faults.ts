import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { ForgerySign, NameClass } from './name-class.ts';
import { listed } from './wording.ts';

/** How connecting ends at once when no route leads there; anything else came after waiting, or from somebody. */
const noWayCodes = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL'];

/** A made-up address with nobody left who knows the name behind it. */
export function orphanFinding(named: Extract<NameClass, { kind: 'fake-ip-orphan' }>, facts: SubjectFacts): Finding {
  const { address, code, answeredBy, tun } = named;
  const ending = noWayCodes.includes(code)
    ? t('No route leads there any more, so the TUN of that core is gone.')
    : tun !== null
      ? t('The TUN {0} is up and takes the traffic, and nothing comes back: the core behind it is stuck or has no way out.', tun)
      : t('The packets leave by the ordinary way, where nobody knows the address: no TUN takes them.');
  const giver =
    answeredBy === 'kept'
      ? t('The DNS servers give another answer now, so this one was kept from before, or stands in the hosts file.')
      : answeredBy === null
        ? t('No DNS server answered just now, so the answer was kept from before.')
        : t('{0} still hands it out.', answeredBy);
  const kept = answeredBy === 'kept' || answeredBy === null;
  return {
    id: 'fake-ip-orphan',
    leg: 'dns',
    severity: 'error',
    title: t('{0} has the fake-ip address {1}, and nothing here knows the name behind it.', facts.host, address),
    detail: t('The address stands for a name in a core such as Clash. Connecting to it ended with {0}. {1} {2}', code, ending, giver),
    probes: ['dns', 'connect'],
    fixes: kept
      ? [
          {
            id: 'flush-dns-cache',
            title: t('Forget the old answer'),
            detail: t('Flush the DNS cache of this machine and start the failing program again; long-running programs keep answers too. Or start the core again.'),
          },
        ]
      : [
          {
            id: 'revive-fake-ip-core',
            title: t('Start the core, or forget its answers'),
            detail: t('Start Clash with TUN on, or point clients at its proxy port. If it was quit on purpose, flush the DNS cache and set the DNS server back.'),
          },
        ],
  };
}

/** A core's TUN is up, and this name was resolved past it. */
export function pastTunFinding(named: Extract<NameClass, { kind: 'not-taken-over' }>, facts: SubjectFacts): Finding {
  const { address, tun, forged } = named;
  return {
    id: 'dns-not-taken-over',
    leg: 'dns',
    severity: 'error',
    title: t('The TUN {0} takes the traffic, but names are resolved past it.', tun),
    detail: [
      t('{0} has the address {1}, which is none of the core, and the connection through the TUN fails. The core sees an address and no name, so rules by name do not apply.', facts.host, address),
      forged ? t('The answer also looks forged, which the core would have avoided.') : '',
      t('A connection that works by the proxy port of the core would prove it.'),
    ].filter(Boolean).join(' '),
    probes: ['dns', 'connect'],
    fixes: [
      {
        id: 'take-dns-over',
        title: t('Let the core take DNS over'),
        detail: t('In Clash: TUN on with dns-hijack, enhanced-mode: fake-ip, and the sniffer on for connections that carry an address alone. Check that the DNS server of the system is not exempt from the TUN, and switch DNS over HTTPS in other programs off.'),
      },
      {
        id: 'use-core-port',
        title: t('Or use the proxy port of the core'),
        detail: t('Set HTTPS_PROXY or http.proxy to the mixed port of the core; then the core gets the name.'),
      },
    ],
    confidence: 'medium',
  };
}

/** An answer that somebody else than the DNS server gave, with or without harm. */
export function forgedFinding(
  named: Extract<NameClass, { kind: 'poisoned' | 'two-answers' }>,
  needed: boolean,
  facts: SubjectFacts,
): Finding {
  const seen = describe(named.by);
  if (named.kind === 'two-answers') {
    return {
      id: 'dns-two-answers',
      leg: 'dns',
      severity: 'info',
      title: t('Two different answers came for {0}.', facts.host),
      detail: t('{0} Somebody on the way answers beside the DNS server. Connecting has not failed for it.', seen),
      probes: ['dns'],
      fixes: [],
    };
  }
  const certain = named.by.sign === 'second-answer' || named.code === null || named.open !== undefined;
  const harm = [
    named.code === null
      ? t('The answer that arrives first says that there is no such name.')
      : t('Connecting to the address ended with {0}.', named.code),
    named.open === undefined ? '' : t('{0}, which the other answer gives, is open.', named.open),
  ].filter(Boolean).join(' ');
  return {
    id: 'dns-poisoned',
    leg: 'dns',
    severity: needed ? 'error' : 'info',
    title: certain
      ? t('The DNS answer for {0} is forged on the way.', facts.host)
      : t('The DNS answer for {0} looks forged.', facts.host),
    detail: t('{0} {1}', seen, harm),
    probes: ['dns', 'connect'],
    fixes: [
      {
        id: 'resolve-elsewhere',
        title: t('Have the name resolved where nobody forges answers'),
        detail: t('Send the call through a proxy that resolves names itself (http:// or socks5h://), let a core such as Clash take DNS over, or use encrypted DNS (DNS over HTTPS or TLS) on this machine.'),
      },
    ],
    ...(!certain && { confidence: 'medium' as const }),
  };
}

function describe(by: ForgerySign): string {
  const words = (addresses: readonly string[]): string => (addresses.length === 0 ? t('no such name') : listed(addresses));
  switch (by.sign) {
    case 'second-answer':
      return t('The DNS server {0} was asked once and two answers came: {1}, and then {2}.', by.server, words(by.first), words(by.second));
    case 'tcp-differs':
      return t('The DNS server {0} says {1} over UDP and {2} over TCP, which is harder to forge.', by.server, words(by.first), words(by.second));
    case 'https-differs':
      return t('Here the answer is {0}; {1} says {2}.', words(by.first), by.server, words(by.second));
    case 'teredo':
      return t('{0} is an address of Teredo, which no gateway has and forged answers are known for.', by.address);
  }
}
