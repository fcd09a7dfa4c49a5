import { t } from '@vscode/l10n';
import type { ClashCoreSeen, ClashEvidence, ClashGroupSeen } from '../clash/evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { clashProbe, ownHost, severityFor } from './clash-words.ts';

/** Below this a faster test of another node moves new connections (core: outboundgroup/urltest.go, `fast`). */
const calmTolerance = 50;
/** Tests more often than this, in s, give a group more occasions to move than a session lasts. */
const calmIntervalSeconds = 60;

/** Groups on the gateway's chain that move its calls from node to node. */
export function clashGroupFindings(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const explanation = ownHost(core, facts)?.explanation;
  if (!explanation) return [];
  const seenToHop = new Set(core.connections.filter(({ host }) => host === facts.host).map(({ node }) => node)).size > 1;
  return explanation.chain.flatMap((name) => {
    const group = core.groups.find((one) => one.name === name);
    const why = group && whyItHops(group);
    if (!group || why === undefined) return [];
    return [
      {
        id: 'clash-group-hops',
        leg: 'proxy',
        severity: seenToHop ? severityFor('warning', evidence, facts) : 'info',
        title: t('The group {0} may send each new connection by another node.', name),
        detail: [why, t('A stream that runs is neither moved nor cut by that; the next request may leave from another country.')].join(' '),
        probes: [clashProbe],
        fixes: [calmGroup(group)],
      } satisfies Finding,
    ];
  });
}

function whyItHops({ type, members, tolerance, intervalSeconds, strategy }: ClashGroupSeen): string | undefined {
  if (members < 2) return undefined;
  if (type === 'load-balance') {
    return strategy === 'round-robin'
      ? t('It is of the type load-balance with round-robin: every connection leaves by the next node.')
      : strategy === undefined || strategy === 'consistent-hashing' || strategy === 'sticky-sessions'
        ? undefined
        : t('It is of the type load-balance ({0}).', strategy);
  }
  if (type !== 'url-test' || tolerance === undefined) return undefined;
  if (tolerance < calmTolerance) {
    return t('It is of the type url-test with a tolerance of {0} ms: as soon as a test finds another node faster by more than that, new connections take it.', String(tolerance));
  }
  if (intervalSeconds !== undefined && intervalSeconds < calmIntervalSeconds) {
    return t('It is of the type url-test and tests every {0} s, and each test may move it.', String(intervalSeconds));
  }
  return undefined;
}

function calmGroup({ name, type }: ClashGroupSeen): Fix {
  return {
    id: 'calm-clash-group',
    title: t('Let {0} stay with a node that works', name),
    detail: type === 'load-balance'
      ? t('Lead the gateway to a group of the type fallback or select instead, with two to four nodes.')
      : t('Set a tolerance of 100 or more and an interval of 300 s, or lead the gateway to a group of the type fallback.'),
    snippet: type === 'load-balance' ? 'type: fallback' : 'tolerance: 100\ninterval: 300',
    offer: 'generate-clash-rows',
  };
}
