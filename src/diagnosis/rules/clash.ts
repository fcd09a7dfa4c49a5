import { t } from '@vscode/l10n';
import type { ClashCoreSeen, ClashEvidence } from '../clash/evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { clashCoreFindings, clashSecretFinding } from './clash-core.ts';
import { clashDnsFindings } from './clash-dns.ts';
import { clashEgressFindings } from './clash-egress.ts';
import { clashGroupFindings } from './clash-groups.ts';
import { clashLayerFindings } from './clash-layers.ts';
import { clashNodeFindings } from './clash-nodes.ts';
import { clashRowFindings } from './clash-rows.ts';
import { chainWords, ownHost, ruleWords } from './clash-words.ts';

/** Judges what the core on this machine does with the gateway. Where there is none, there is nothing to say. */
export function judgeClash(evidence: ClashEvidence, facts: SubjectFacts): Judgement {
  const { core, tried } = evidence;
  if (!core) {
    const findings = clashSecretFinding(tried);
    const summary = findings.length > 0 ? t('A Clash core was found, and it asks for its secret.') : t('No Clash core was found here.');
    // No fault, and nothing that a verdict on the gateway would have to wait for.
    return { status: 'skip', summary, findings };
  }
  const findings: Finding[] = [
    ...clashRowFindings(evidence, core, facts),
    ...clashNodeFindings(evidence, core, facts),
    ...clashGroupFindings(evidence, core, facts),
    ...clashDnsFindings(evidence, core, facts),
    ...clashLayerFindings(evidence, core, facts),
    ...clashCoreFindings(evidence, core),
    ...clashEgressFindings(evidence.compared),
  ];
  const worst = (severity: Finding['severity']): boolean => findings.some((finding) => finding.severity === severity);
  return { status: worst('error') ? 'fail' : worst('warning') ? 'warn' : 'pass', summary: summaryOf(core, facts), findings };
}

/** `openrouter.ai: row 1 (DOMAIN-SUFFIX,...), PROXY -> node-a.` */
function summaryOf(core: ClashCoreSeen, facts: SubjectFacts): string {
  const explanation = ownHost(core, facts)?.explanation;
  if (!explanation) return t('{0} runs; which way it sends {1} is not known.', core.title, facts.host);
  const by = explanation.rule ? ruleWords(explanation.rule) : explanation.mode === 'rule' ? t('no row') : t('mode {0}', explanation.mode);
  return t('{0}: {1}, {2}.', facts.host, by, chainWords(explanation));
}
