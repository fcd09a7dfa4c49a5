import { t } from '@vscode/l10n';
import type { ClashExplanation, RuleReference } from '../../clash/rules/explanation.ts';
import type { ClashCoreSeen, ClashEvidence, ClashHostSeen, ClashNodeSeen } from '../clash/evidence.ts';
import type { Severity } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';

export const clashProbe = 'clash';

/** The host that is diagnosed, as the core sees it. */
export function ownHost(core: ClashCoreSeen, facts: Pick<SubjectFacts, 'host'>): ClashHostSeen | undefined {
  return core.hosts.find(({ host }) => host === facts.host);
}

/** Whether calls by the diagnosed context's own path go through the core. */
export function carriesPrimary({ core }: Pick<ClashEvidence, 'core'>, facts: Pick<SubjectFacts, 'paths'>): boolean {
  const primary = facts.paths.find((path) => path.primary);
  return core?.ways.some(({ path, way }) => path === primary?.id && (way === 'proxy' || way === 'tun')) ?? false;
}

/** What is no fault for calls that go another way. */
export function severityFor(severity: Severity, evidence: ClashEvidence, facts: SubjectFacts): Severity {
  return carriesPrimary(evidence, facts) ? severity : 'info';
}

/** `rule 38: DOMAIN-SUFFIX,openrouter.ai,PROXY`; people count from one. */
export function ruleWords({ list, index, text, provider }: RuleReference): string {
  const row = list === 'rules' ? t('row {0} ({1})', String(index + 1), text) : t('row {0} of {1} ({2})', String(index + 1), list, text);
  return provider === undefined ? row : t('{0}, by the rule set {1}', row, provider);
}

/** `PROXY -> AUTO -> node-a`. */
export function chainWords({ chain, policy, chainComplete }: Pick<ClashExplanation, 'chain' | 'policy' | 'chainComplete'>): string {
  const steps = chain.length > 0 ? chain : [policy];
  return `${steps.join(' -> ')}${chainComplete ? '' : ' -> ?'}`;
}

/** The node at the end of a chain, or undefined where it is not known. */
export function leafOf({ chain, chainComplete }: ClashExplanation): string | undefined {
  return chainComplete ? chain.at(-1) : undefined;
}

export function nodeNamed(core: ClashCoreSeen, name: string | undefined): ClashNodeSeen | undefined {
  return core.nodes.find((node) => node.name === name);
}

/** True for the policy that leaves without a node. */
export function isDirect(explanation: ClashExplanation): boolean {
  return (leafOf(explanation) ?? explanation.policy) === 'DIRECT';
}

/** Where the calls of a host leave, for the middle of a sentence. */
export function egressWords(explanation: ClashExplanation): string {
  const leaf = leafOf(explanation);
  return leaf === undefined || leaf === explanation.policy
    ? t('the policy {0}', explanation.policy)
    : t('the policy {0} (node {1})', explanation.policy, leaf);
}
