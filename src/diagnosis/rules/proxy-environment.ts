import { t } from '@vscode/l10n';
import type { Context, ProxySettings } from '../../path/proxy-settings.ts';
import { atOnce, type Steps } from '../../path/steps.ts';
import type { ProxyEnvironmentEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { hiddenExclusions } from './hidden-exclusions.ts';
import { exclusionFindings } from './no-proxy.ts';
import { exclusionVariables } from './no-proxy-variables.ts';
import { placedProxies } from './placed-proxies.ts';
import { caseDisagreements, contextDisagreements, toolDisagreements } from './proxy-disagreements.ts';
import { credentialsInValues, malformedValues } from './proxy-value-findings.ts';
import { toolFileFindings } from './tool-files.ts';
import { verificationOff } from './verification-off.ts';
import { listed } from './wording.ts';
import { wslLoopback } from './wsl-loopback.ts';

const probes = ['proxy-environment'];

/** Judges the gathered settings: values nobody can use, places that disagree, checks that are switched off. */
export function judgeProxyEnvironment(evidence: ProxyEnvironmentEvidence, facts: SubjectFacts): Judgement {
  return atOnce(judgeProxyEnvironmentInSteps(evidence, facts));
}

/** The same with pauses: working out one list for all clients takes its time when the lists are long. */
export function* judgeProxyEnvironmentInSteps(evidence: ProxyEnvironmentEvidence, facts: SubjectFacts): Steps<Judgement> {
  const settings = withoutDerived(evidence.settings);
  const placed = placedProxies(settings, facts);
  const findings: Finding[] = [
    ...malformedValues(placed, facts),
    ...credentialsInValues(placed),
    ...caseDisagreements(settings.environments, facts),
    ...contextDisagreements(settings, facts),
    ...toolDisagreements(settings, facts),
    ...(yield* exclusionVariables(settings, evidence.clients ?? [], facts)),
    ...hiddenExclusions(settings, facts),
    ...(yield* exclusionFindings(settings, evidence.clients ?? [], facts)),
    ...toolFileFindings(settings, facts),
    ...wslLoopback(settings, facts),
    ...verificationOff(settings, facts),
    ...unreadable(settings),
  ];
  const worst = findings.some(({ severity }) => severity === 'error')
    ? 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass';
  const places = [...new Set(placed.map(({ where }) => where))];
  const summary =
    placed.length === 0
      ? t('No proxy is set in any place that was read.')
      : t('A proxy is set in: {0}.', listed(places));
  return { status: worst, summary, findings };
}

/** Contexts that are worked out from others and so say nothing of their own, until one is proved. */
const derivedContexts: readonly Context[] = ['editor-process', 'task', 'debug-terminal', 'debug-console', 'child-process'];

function withoutDerived(settings: ProxySettings): ProxySettings {
  const environments = settings.environments.filter(
    ({ context, obtained }) => obtained !== 'inferred' || !derivedContexts.includes(context),
  );
  return { ...settings, environments };
}

function unreadable({ unreadable: places }: ProxySettings): Finding[] {
  return places.map(({ where, reason }) => ({
    id: 'settings-unreadable',
    leg: 'settings' as const,
    severity: 'info' as const,
    title: t('{0} could not be read.', where),
    detail: t('{0} A proxy set there is not in this report.', reason),
    probes,
    fixes: [],
  }));
}
