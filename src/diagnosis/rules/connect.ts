import { t } from '@vscode/l10n';
import type { ConnectEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { addressFindings } from './connect-addresses.ts';
import { directFinding } from './connect-direct.ts';
import { severityOf, type Path, type PathEvidence } from './connect-path.ts';
import { nameForSocks, proxyFinding } from './connect-proxy.ts';
import { tunFindings } from './connect-tun.ts';
import { clauses, duration, pathOf } from './wording.ts';

export { severityOf };

/** Judges whether connections open, by each path the clients take. */
export function judgeConnect(evidence: ConnectEvidence, facts: SubjectFacts): Judgement {
  const judged = evidence.paths.flatMap((one) => {
    const path = pathOf(one.path, facts);
    return path ? [{ path, evidence: one, findings: judgePath(one, path, evidence, facts) }] : [];
  });
  const findings = [...judged.flatMap((one) => one.findings), ...tunFindings(evidence, facts)];
  const primary = judged.find(({ path }) => path.primary);
  const summary = clauses(judged.map((one) => t('{0}: {1}', one.path.label, outcome(one.evidence))));
  if (!primary) return { status: 'skip', summary: t('No client has a usable route.'), findings };
  const status = primary.evidence.failure
    ? primary.evidence.failure.leg === 'dns' && !primary.path.proxied
      ? 'skip'
      : 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass';
  return { status, summary, findings };
}

function outcome({ steps, failure, proxyReply }: PathEvidence): string {
  if (failure) return proxyReply ? t('the proxy answered {0}', String(proxyReply.status)) : failure.code;
  return t('open in {0}', duration(steps.reduce((sum, { durationMs }) => sum + durationMs, 0)));
}

function judgePath(one: PathEvidence, path: Path, evidence: ConnectEvidence, facts: SubjectFacts): Finding[] {
  const { failure } = one;
  if (!failure) return addressFindings(one, path, evidence, facts);
  const severity = severityOf(path);
  // On a direct path the name's own probe says so.
  if (failure.leg === 'dns') return path.proxied ? [nameForSocks(failure.code, path, severity, facts)] : [];
  if (failure.leg === 'proxy') return [proxyFinding(one, path, severity, facts)];
  return [directFinding(one, path, severity, facts)];
}
