import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { carriesPrimary, chainWords, isDirect, ownHost, ruleWords } from '../rules/clash-words.ts';
import type { Correlation } from './correlation.ts';

/** Findings that a way which does not lead to the gateway makes. */
const onTheWay = ['proxy', 'dns', 'tcp', 'tls', 'http', 'stream', 'gateway'];

/**
 * The core sends the gateway DIRECT, and that does not work: the fault is the row, where everything else has a node. What
 * fails was measured either on the way through the core or on the direct way itself.
 */
export const clashDirectFails: Correlation = (findings, evidence, facts) => {
  const core = evidence.clash?.core;
  const explanation = core && ownHost(core, facts)?.explanation;
  if (!core || !explanation || !isDirect(explanation) || !carriesPrimary(evidence.clash ?? { core: null }, facts)) return findings;
  const failed = findings.filter(({ severity, leg, probes }) => severity === 'error' && onTheWay.includes(leg) && !probes.includes('clash'));
  const directFailed = evidence.connect?.paths.some(({ path, failure }) => path === 'direct' && failure) ?? false;
  if (failed.length === 0) return findings;
  const by = explanation.rule ? ruleWords(explanation.rule) : explanation.mode === 'rule' ? t('no row') : t('mode {0}', explanation.mode);
  const finding: Finding = {
    id: 'clash-direct-fails',
    leg: 'proxy',
    severity: 'error',
    title: t('Clash sends {0} directly, and directly it is not reached.', facts.host),
    detail: [
      t('Decided by {0}: {1}.', by, chainWords(explanation)),
      directFailed ? t('The direct way fails without the core too.') : '',
      failed[0]?.title ?? '',
    ].filter(Boolean).join(' '),
    probes: [...new Set(['clash', ...failed.flatMap(({ probes }) => probes)])],
    fixes: [
      {
        id: 'clash-row-to-node',
        title: t('Lead the gateway to a group with nodes'),
        detail: t('Put a row for {0} above the one that sends it directly. Gatehouse writes it, shows the difference first, and asks the core afterwards whether it took.', facts.host),
        snippet: `DOMAIN-SUFFIX,${facts.host},OPENROUTER-STABLE`,
        offer: 'generate-clash-rows',
      },
    ],
    ...(!directFailed && { confidence: 'medium' as const }),
  };
  return [finding, ...findings];
};
