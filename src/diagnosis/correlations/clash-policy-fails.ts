import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { egressWords, isDirect, leafOf, nodeNamed, ownHost } from '../rules/clash-words.ts';
import { listed } from '../rules/wording.ts';
import type { SubjectFacts } from '../subject.ts';
import type { AllEvidence, Correlation } from './correlation.ts';

/** Legs behind the core's own port: reaching that port is no matter of a policy. */
const behindTheCore = ['tcp', 'dns', 'tls', 'http', 'stream', 'gateway', 'proxy'];
/** The core's port itself does not answer; then no policy was asked. */
const portItself = ['proxy-unreachable', 'proxy-protocol', 'proxy-auth-required'];

/** Only the way by the core's policy fails; another way from here reaches the gateway, so the gateway is up. */
export const clashPolicyFails: Correlation = (findings, evidence, facts) => {
  const core = evidence.clash?.core;
  const explanation = core && ownHost(core, facts)?.explanation;
  const primary = facts.paths.find((path) => path.primary);
  const way = core?.ways.find(({ path }) => path === primary?.id)?.way;
  if (!core || !explanation || isDirect(explanation) || (way !== 'proxy' && way !== 'tun') || !primary) return findings;
  const failed = findings.filter(
    ({ severity, leg, probes, id }) => severity === 'error' && behindTheCore.includes(leg) && !probes.includes('clash') && !portItself.includes(id),
  );
  const others = waysThatReach(evidence, facts, primary.id);
  if (failed.length === 0 || others.length === 0) return findings;
  const dead = nodeNamed(core, leafOf(explanation))?.alive === false;
  const finding: Finding = {
    id: 'clash-only-policy-fails',
    leg: 'proxy',
    severity: 'error',
    title: t('Only {0} fails: {1} is reached {2}.', egressWords(explanation), facts.host, listed(others)),
    detail: [
      t('The gateway is up, so the outage is local to that exit.'),
      dead ? t('The node does not pass its own test either.') : t('The node passes the test of its group, which asks another server than the gateway.'),
      failed[0]?.title ?? '',
    ].join(' '),
    probes: [...new Set(['clash', ...failed.flatMap(({ probes }) => probes)])],
    fixes: [
      {
        id: 'compare-clash-policies',
        title: t('Compare with another policy'),
        detail: t('Gatehouse sends the same short request by two policies that you choose, asks before it changes the choice of a group for it, and puts it back.'),
        offer: 'compare-clash-policies',
      },
      {
        id: 'clash-change-exit',
        title: t('Choose another node for {0}', explanation.policy),
        detail: t('In the Clash app, choose another node for {0} and call again.', explanation.policy),
      },
    ],
  };
  return [finding, ...findings];
};

/** Labels of other ways by which the gateway's connection stands. */
function waysThatReach({ connect, tls }: AllEvidence, facts: SubjectFacts, primary: string): string[] {
  return (connect?.paths ?? []).flatMap(({ path: id, failure }) => {
    const path = facts.paths.find((one) => one.id === id);
    const broken = tls?.paths.some((one) => one.path === id && (one.notReached ?? one.observation?.failure));
    return id === primary || failure || broken || !path ? [] : [path.label];
  });
}
