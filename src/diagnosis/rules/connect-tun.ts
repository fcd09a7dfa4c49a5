import { t } from '@vscode/l10n';
import { addressKind, fakeIpPool } from '../../path/fake-ip.ts';
import type { MachineNetwork } from '../../path/network-interfaces.ts';
import type { ConnectEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { PathEvidence } from './connect-path.ts';
import { duration, listed, pathOf } from './wording.ts';

const probes = ['connect'];

/** A host that is really far does not open a connection this fast. */
const nearbyMs = 10;
/** A handshake takes one or two round trips; more than this many times the connection's own is something else. */
const manyTimes = 10;
const longHandshakeMs = 80;

/** A TUN, and two interceptions at once, are facts and no faults: information, until something fails. */
export function tunFindings(evidence: ConnectEvidence, facts: SubjectFacts): Finding[] {
  const { network } = evidence;
  if (!network || facts.loopback) return [];
  return [...defaultByTun(network), ...doubled(evidence, network, facts), ...answeredNearby(evidence, facts)];
}

function defaultByTun({ defaults, tuns }: MachineNetwork): Finding[] {
  const { v4, v6 } = defaults;
  const names = [...new Set([v4, v6].flatMap(({ tun, interface: name }) => (tun && name !== null ? [name] : [])))];
  const [name] = names;
  if (name === undefined) return [];
  const core = tuns.some((one) => names.includes(one.name) && one.signs.includes('fake-ip-address'));
  const families = v4.tun && v6.tun ? t('IPv4 and IPv6') : v4.tun ? t('IPv4') : t('IPv6');
  const past = v4.tun && !v6.tun && v6.interface !== null ? t('IPv6 leaves past it, by {0}.', v6.interface) : '';
  return [
    {
      id: 'tun-default-route',
      leg: 'tcp',
      severity: 'info',
      title: t('Traffic of this machine goes through the TUN {0}.', listed(names)),
      detail: [
        t('The default route for {0} leads there.', families),
        core ? t('Its address is of a fake-ip range, as Clash and similar cores use it.') : t('A VPN or a core such as Clash made it.'),
        past,
      ].filter(Boolean).join(' '),
      probes,
      fixes: [],
    },
  ];
}

/** Two programs that may take the same traffic. What they do to it is not seen from here, only that both are there. */
function doubled(evidence: ConnectEvidence, network: MachineNetwork, facts: SubjectFacts): Finding[] {
  const { v4, v6 } = network.defaults;
  const found = (title: string, detail: string): Finding => ({
    id: 'double-interception-candidate',
    leg: 'tcp',
    severity: 'info',
    title,
    detail,
    probes,
    fixes: [],
  });
  const findings: Finding[] = [];
  if (v4.tun && v6.tun && v4.interface !== null && v6.interface !== null && v4.interface !== v6.interface) {
    findings.push(
      found(
        t('IPv4 and IPv6 leave by two different TUNs: {0} and {1}.', v4.interface, v6.interface),
        t('Two programs may take the traffic of this machine, and which of them gets a connection depends on the address. Switching one of them off and diagnosing again would show whether that matters.'),
      ),
    );
  }
  for (const one of evidence.paths) {
    const path = pathOf(one.path, facts);
    if (!path?.proxied || one.proxyHere || !one.way?.tun || one.way.interface === null) continue;
    findings.push(
      found(
        t('The connection to the proxy goes through the TUN {0} as well ({1}).', one.way.interface, path.label),
        t('The call is taken twice, by the TUN and by the proxy. {0} Leaving one of the two out and comparing the times, or a second "Via" in the answers, would prove that both forward it.', times(one, evidence, facts)),
      ),
    );
  }
  return findings;
}

function times(one: PathEvidence, { paths }: ConnectEvidence, facts: SubjectFacts): string {
  const total = ({ steps }: PathEvidence): string =>
    duration(steps.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const direct = paths.find(({ path }) => pathOf(path, facts)?.proxied === false);
  if (one.failure) return '';
  if (!direct || direct.failure) return t('Opening the tunnel took {0}.', total(one));
  return t('Opening the tunnel took {0}, a direct connection {1}.', total(one), total(direct));
}

/** A far host whose connection opens at once: somebody near answers for it, as a TUN does. Neutral. */
function answeredNearby({ paths }: ConnectEvidence, facts: SubjectFacts): Finding[] {
  for (const { attempts } of paths) {
    const near = attempts.find(({ address, failure, durationMs, greeting }) => {
      if (failure || greeting?.outcome !== 'answered' || durationMs > nearbyMs) return false;
      const far = addressKind(address) === 'unicast' || fakeIpPool(address) !== undefined;
      return far && greeting.durationMs >= Math.max(longHandshakeMs, manyTimes * durationMs);
    });
    if (!near?.greeting) continue;
    return [
      {
        id: 'answered-nearby',
        leg: 'tcp',
        severity: 'info',
        title: t('Connections to {0} are opened by somebody near.', facts.host),
        detail: t('{0} opened after {1}, and TLS took {2}. A TUN or a transparent proxy answers like that before it has reached the host; so does a near edge of a network whose servers are far.', near.address, duration(near.durationMs), duration(near.greeting.durationMs)),
        probes,
        fixes: [],
      },
    ];
  }
  return [];
}
