import { t } from '@vscode/l10n';
import { legs } from '../path/leg.ts';
import { correlate, type AllEvidence } from './correlate.ts';
import type { Finding, Severity, State, Verdict } from './finding.ts';
import type { ProbeResult, ProbeStatus } from './probe.ts';
import { legName } from './rules/wording.ts';
import type { SubjectFacts } from './subject.ts';

/** What a diagnosis comes to. */
export interface Conclusion {
  findings: readonly Finding[];
  verdict: Verdict;
}

/** Ranks what the probes found and says it in one sentence. Pure: the same results give the same verdict anywhere. */
export function diagnose(facts: SubjectFacts, results: readonly ProbeResult[]): Conclusion {
  const evidence: AllEvidence = Object.fromEntries(
    results.filter((result) => result.evidence !== null).map(({ id, evidence: seen }) => [id, seen]),
  );
  const raw = results.flatMap(({ findings }) => findings);
  const findings = ranked(merged(correlate(raw, evidence, facts)));
  return { findings, verdict: verdictOf(findings, facts, results) };
}

/** One finding for each id and place: two probes that see the same fault agree, they don't count twice. */
function merged(findings: readonly Finding[]): Finding[] {
  const known: Finding[] = [];
  for (const finding of findings) {
    const index = known.findIndex((one) => isSame(one, finding));
    const same = known[index];
    if (!same) {
      known.push(finding);
      continue;
    }
    const worse = severityRank[finding.severity] < severityRank[same.severity] ? finding : same;
    known[index] = { ...worse, probes: [...new Set([...same.probes, ...finding.probes])] };
  }
  return known;
}

/** What one probe says twice is about two places; what two probes say of one leg is one fault. */
function isSame(a: Finding, b: Finding): boolean {
  if (a.id !== b.id) return false;
  if (a.title === b.title) return true;
  const bothFaults = a.severity === 'error' && b.severity === 'error' && a.leg === b.leg;
  return bothFaults && !a.probes.some((probe) => b.probes.includes(probe));
}

const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Worst first; among equals the earlier leg, because later ones are often its consequence. */
function ranked(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      severityRank[a.severity] - severityRank[b.severity] || legs.indexOf(a.leg) - legs.indexOf(b.leg),
  );
}

/** Faults of one model, one answer or one moment: the gateway is there. */
function leavesGatewayUp({ leg, id, probes }: Finding): boolean {
  if (leg === 'stream' || leg === 'provider' || leg === 'request' || id === 'rate-limited') return true;
  // Only the stream was never begun; the rest of the API answers.
  return id === 'no-response' && !probes.includes('http');
}

/** Whether an answer of the gateway's API was seen, good or bad. */
function answers(status: ReadonlyMap<string, ProbeStatus>): boolean {
  return ['http', 'stream'].some((id) => ['pass', 'warn', 'fail'].includes(status.get(id) ?? 'skip'));
}

function verdictOf(findings: readonly Finding[], facts: SubjectFacts, results: readonly ProbeResult[]): Verdict {
  const [worst] = findings;
  const name = facts.gateway.title;
  const status = new Map(results.map((result) => [result.id, result.status]));
  const answered = answers(status);
  // A warning beside probes that could not tell is no verdict on the gateway.
  const untold = worst?.severity === 'warning' && !answered && couldNotTell(results).length > 0;
  if (worst && worst.severity !== 'info' && !untold) {
    const state: State = worst.severity === 'error' && !leavesGatewayUp(worst) ? 'down' : 'degraded';
    const [fix] = worst.fixes;
    return {
      state,
      leg: worst.leg,
      confidence: worst.confidence ?? 'high',
      sentence:
        state === 'down'
          ? t('{0}: calls fail ({1}). {2}', name, legName(worst.leg), worst.title)
          : answered
            ? t('{0} answers, but with a fault ({1}). {2}', name, legName(worst.leg), worst.title)
            : t('{0}: a fault was found ({1}). {2}', name, legName(worst.leg), worst.title),
      nextStep: fix ? fix.detail : t('Read the evidence of the finding: {0}', worst.detail),
    };
  }
  return withoutFault(name, status, results);
}

/** Probes that ran and can't say; for the API that is also the case when the way did not lead as far. */
function couldNotTell(results: readonly ProbeResult[]): readonly ProbeResult[] {
  return results.filter(({ id, status }) => status === 'unknown' || (id === 'http' && status === 'skip'));
}

function withoutFault(name: string, status: ReadonlyMap<string, ProbeStatus>, results: readonly ProbeResult[]): Verdict {
  const answered = status.get('http') === 'pass';
  const passed = ['dns', 'connect', 'tls', 'http', 'stream', 'idle', 'upload'].some((id) => status.get(id) === 'pass');
  const cut = couldNotTell(results);
  // Where the API was asked, only its answer counts.
  if (answered || (passed && cut.length === 0 && !status.has('http'))) {
    const streamed = status.get('stream') === 'pass';
    return {
      state: 'healthy',
      leg: null,
      confidence: !answered ? 'low' : cut.length === 0 ? 'high' : 'medium',
      sentence: streamed
        ? t('{0} answers from here, and a short stream arrives whole.', name)
        : answered
          ? t('{0} answers from here.', name)
          : t('The way to {0} is open as far as it was checked.', name),
      nextStep: streamed
        ? t('Nothing to do.')
        : t('Nothing to do. If answers break off or stall, run the diagnosis with a short stream; it spends a few tokens.'),
    };
  }
  const [first] = cut;
  return {
    state: 'unknown',
    leg: null,
    confidence: 'low',
    sentence: t('Could not tell how {0} is from here.', name),
    nextStep: first
      ? t('Run the diagnosis again. Not finished: {0} ({1})', first.title, first.summary)
      : t('No probe could measure anything. Run the diagnosis again with all probes.'),
  };
}
