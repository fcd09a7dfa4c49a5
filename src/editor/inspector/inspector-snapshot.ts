import { t } from '@vscode/l10n';
import type { TlsEvidence } from '../../diagnosis/evidence.ts';
import type { Finding, FixOffer, Verdict } from '../../diagnosis/finding.ts';
import type { Report } from '../../diagnosis/report.ts';
import type { SeenSymptom } from '../../diagnosis/seen-symptom.ts';
import { asTlsEvidence, chainPem, pemsIn, rootPem } from '../../diagnosis/views/chain-pems.ts';
import type { CertificateChain, CertificateView, Table, TimeLine, Views } from '../../diagnosis/views/table.ts';
import { plainText } from '../../path/network-failure.ts';
import type { SessionSnapshot } from '../diagnosis-session.ts';
import type { AppliedFix, FixOutcome } from '../fixes/applied-fix.ts';
import { changeWords } from '../fixes/change-words.ts';
import type { GatewayChoice } from '../gateway-choice.ts';
import { isLoopbackUrl } from '../../path/loopback-url.ts';
import type { ProbeProgress } from '../probe-progress.ts';
import { agoWords, durationWords } from '../time-words.ts';
import { confidenceWord, legWord, severityWord, stateWord, statusWord } from '../words.ts';
import { settingOfFix } from './fix-setting.ts';
import { inspectorLabels } from './labels.ts';
import { pathStrip } from './path-strip.ts';
import type { InspectorSnapshot, ShownAppliedFix, ShownHealth, ShownChain, ShownFinding, ShownProbe, ShownShim, ShownSymptom, ShownTimeLine, ShownVerdict } from './protocol.ts';

/** More evidence than this is cut on screen; the saved report has all of it. */
const maxEvidenceChars = 100_000;

/** What the page shows beside what the session knows. */
export interface BesideSession {
  appliedFixes?: readonly AppliedFix[];
  /** The TLS probe's evidence as it was measured, which reports do not hold whole. */
  tlsEvidence?: unknown;
  /** Draws a report's evidence; without it there are no tables. */
  viewsOf?: ((report: Report) => Views) | undefined;
  health?: ShownHealth;
  shim?: ShownShim | undefined;
}

const noHealth: ShownHealth = { monitoring: false, note: '', span: 'day', spans: [], gateways: [] };

/** All the inspector's page shows, out of what the session knows. Pure. */
export function inspectorSnapshot(
  choice: GatewayChoice,
  session: SessionSnapshot,
  nowMs: number,
  { appliedFixes = [], tlsEvidence, viewsOf, health = noHealth, shim }: BesideSession = {},
): InspectorSnapshot {
  const running = session.phase === 'running';
  const report = reportOn(choice, session);
  const probes = running || report ? session.probes : [];
  const verdict = report && !running ? shownVerdict(report, nowMs) : undefined;
  const findings = report && !running ? report.findings : [];
  const views: Views = report && !running && viewsOf ? viewsOf(report) : { tables: [], chains: [], timeLines: [] };
  return {
    labels: inspectorLabels(choice.gateway !== undefined && isLoopbackUrl(choice.gateway.baseUrl)),
    gateway: choice.gateway
      ? { title: choice.gateway.title, baseUrl: choice.gateway.baseUrl }
      : { problem: choice.problem, settingId: choice.settingId },
    phase: session.phase,
    progress: { ...session.progress, text: running ? progressText(session) : '' },
    ended: session.ended ?? 0,
    ...(session.deep ? { deepProgress: deepText(session.deep) } : {}),
    ...(verdict ? { verdict } : {}),
    ...(report?.symptom && !running ? { symptom: shownSymptom(report.symptom) } : {}),
    path: pathStrip({ probes, findings, ...(report && !running ? pathFacts(report) : {}) }),
    findings: findings.map((finding) => shownFinding(finding, probes)),
    probes: probes.map(shownProbe),
    // Chains have a view of their own here.
    tables: views.tables.filter(({ id }) => !id.startsWith('chain-')).map(plainTable),
    chains: views.chains.map((chain) => shownChain(chain, asTlsEvidence(tlsEvidence))),
    timeLines: views.timeLines.map(shownTimeLine),
    appliedFixes: appliedFixes.map((fix) => shownAppliedFix(fix, nowMs)),
    health,
    ...(shim && { shim }),
    notices: running ? [] : notices(choice, session),
    ...(session.failure === undefined ? {} : { failure: session.failure }),
    hasReport: session.stored !== undefined,
    announcement: announcement(session, verdict),
  };
}

/** The last report, if it is about the chosen gateway: under another one's name it would be a lie. */
function reportOn(choice: GatewayChoice, { stored }: SessionSnapshot): Report | undefined {
  return stored && stored.report.subject.gateway.baseUrl === choice.gateway?.baseUrl ? stored.report : undefined;
}

function pathFacts({ subject, verdict }: Report): { verdict: Verdict; proxied?: boolean } {
  const primary = subject.paths.find((path) => path.primary);
  return primary ? { verdict, proxied: primary.proxied } : { verdict };
}

function progressText(session: SessionSnapshot): string {
  const { done, total } = session.progress;
  if (total === 0) return t('Reading the settings of this machine');
  const now = session.probes.filter(({ status }) => status === 'running').map(({ title }) => title);
  const counted = t('{0} of {1} probes done', done, total);
  return now.length === 0 ? counted : t('{0}. Now: {1}', counted, now.join(t(', ')));
}

function deepText({ percent, leftMs }: NonNullable<SessionSnapshot['deep']>): string {
  return t('A diagnosis in depth runs in the background: {0} % done, {1} left at most.', percent, durationWords(leftMs));
}

function shownVerdict(report: Report, nowMs: number): ShownVerdict {
  const { state, leg, sentence, nextStep, confidence } = report.verdict;
  return {
    state,
    stateWord: stateWord(state),
    sentence,
    nextStep,
    legAndConfidence: leg === null ? confidenceWord(confidence) : t('{0}, {1}', legWord(leg), confidenceWord(confidence)),
    checked: t(
      'Checked {0} in the {1}, took {2}',
      agoWords(nowMs - Date.parse(report.startedAt)),
      report.subject.contextLabel,
      durationWords(report.durationMs),
    ),
  };
}

function shownSymptom({ title, sentence, cause, fix, confirmedBy }: SeenSymptom): ShownSymptom {
  const plain = (text: string): string => plainText(text, 1_000);
  return { title: plain(title), sentence: plain(sentence), cause: plain(cause), fix: plain(fix), confirmed: confirmedBy.length > 0 };
}

function shownFinding(finding: Finding, probes: readonly ProbeProgress[]): ShownFinding {
  const { id, leg, severity, title, detail } = finding;
  return {
    id,
    legName: legWord(leg),
    severity,
    severityWord: severityWord(severity),
    title,
    detail,
    probes: finding.probes.flatMap((probeId) => {
      const probe = probes.find((one) => one.id === probeId);
      return probe ? [{ id: probeId, title: probe.title }] : [];
    }),
    fixes: finding.fixes.map((fix) => {
      const settingId = settingOfFix(fix);
      return {
        id: fix.id,
        title: fix.title,
        detail: fix.detail,
        ...(fix.snippet === undefined ? {} : { snippet: fix.snippet }),
        ...(settingId === undefined ? {} : { settingId }),
        ...(fix.offer && { offer: { id: fix.offer, label: offerLabel(fix.offer) } }),
        canApply: (fix.changes ?? []).length > 0,
      };
    }),
  };
}

/** Much of a table comes from the network and from files. */
function plainTable(table: Table): Table {
  const plain = (text: string): string => plainText(text, 500);
  return {
    ...table,
    rows: table.rows.map((cells) => cells.map((cell) => ({ ...cell, text: plain(cell.text) }))),
    remarks: table.remarks.map(plain),
  };
}

/** What is shown is the report's; the certificates themselves may be in memory alone. */
function shownChain({ certificates, root, remarks, ...chain }: CertificateChain, evidence: TlsEvidence | undefined): ShownChain {
  return {
    ...chain,
    certificates: certificates.map(plainCertificate),
    ...(root && { root: plainCertificate(root) }),
    remarks: remarks.map((remark) => plainText(remark, 500)),
    pems: {
      chain: evidence !== undefined && chainPem(evidence, chain.path) !== undefined,
      root: evidence !== undefined && rootPem(evidence, chain.path) !== undefined,
      fingerprints: evidence ? [...pemsIn(evidence).keys()] : [],
    },
  };
}

function plainCertificate({ title, role, facts, fingerprint256 }: CertificateView): CertificateView {
  return {
    title: plainText(title, 200),
    role,
    facts: facts.map(({ label, value }) => ({ label, value: plainText(value, 2_000) })),
    fingerprint256,
  };
}

/** A time line for the page. */
export function shownTimeLine({ title, totalMs, bars }: TimeLine): ShownTimeLine {
  const whole = Math.max(totalMs, ...bars.map(({ startMs, durationMs }) => startMs + durationMs), 1);
  return {
    title: plainText(title, 200),
    bars: bars.map(({ label, startMs, durationMs, ok }) => ({
      label,
      start: startMs / whole,
      share: durationMs / whole,
      duration: durationWords(durationMs),
      ok,
    })),
  };
}

function shownAppliedFix({ id, title, findingTitle, appliedAt, written, outcome, forNewTerminals }: AppliedFix, nowMs: number): ShownAppliedFix {
  const places = written.map(({ change }) => changeWords(change)).join(t(', '));
  return {
    id,
    title: plainText(title, 200),
    findingTitle: plainText(findingTitle, 300),
    outcome,
    outcomeWord: forNewTerminals && outcome === 'cured' ? t('checked: those programs accept the certificate in new terminals') : outcomeWord(outcome),
    what: t('Applied {0}: {1}', agoWords(nowMs - Date.parse(appliedAt)), places),
    undoLabel: t('Undo: {0}', plainText(title, 200)),
  };
}

function outcomeWord(outcome: FixOutcome): string {
  switch (outcome) {
    case 'checking':
      return t('being checked');
    case 'cured':
      return t('checked: it helped');
    case 'not-cured':
      return t('checked: the finding is still there');
    case 'unchecked':
      return t('not checked');
  }
}

function shownProbe(probe: ProbeProgress): ShownProbe {
  const evidence = probe.evidence === undefined || probe.evidence === null ? undefined : evidenceText(probe.evidence);
  return {
    id: probe.id,
    legName: legWord(probe.leg),
    title: probe.title,
    status: probe.status,
    statusWord: statusWord(probe.status),
    summary: probe.summary,
    duration: probe.durationMs === undefined || probe.status === 'skip' ? '' : durationWords(probe.durationMs),
    ...(evidence === undefined ? {} : { evidence }),
    rerunLabel: t('Run again: {0}', probe.title),
  };
}

/** Evidence as JSON on screen. */
export function evidenceText(evidence: unknown): string {
  const text = JSON.stringify(evidence, null, 2);
  if (text.length <= maxEvidenceChars) return text;
  return `${text.slice(0, maxEvidenceChars)}\n${t('The rest is in the saved report.')}`;
}

function notices(choice: GatewayChoice, session: SessionSnapshot): string[] {
  const { stored, notice } = session;
  if (stored && !reportOn(choice, session)) {
    const { title, baseUrl } = stored.report.subject.gateway;
    return [t('The last report is about {0} ({1}), not about the gateway chosen now.', title, baseUrl)];
  }
  return notice === undefined ? [] : [notice];
}

function announcement(session: SessionSnapshot, verdict: ShownVerdict | undefined): string {
  if (session.phase === 'running') return t('The diagnosis has started.');
  if (session.failure !== undefined) return t('The diagnosis did not finish. {0}', session.failure);
  if (!verdict) return '';
  return t('Verdict: {0}. {1} Next step: {2}', verdict.stateWord, verdict.sentence, verdict.nextStep);
}

function offerLabel(offer: FixOffer): string {
  switch (offer) {
    case 'close-clash-connections':
      return t('Show and close them');
    case 'generate-clash-rows':
      return t('Generate rows');
    case 'compare-clash-policies':
      return t('Compare two policies');
    case 'enter-clash-secret':
      return t('Enter the secret');
  }
}
