/**
 * Front door of the diagnosis: what the editor and the terminal call. It is one entry of the build, loaded on first use,
 * so everything heavy is behind it.
 */
import * as os from 'node:os';
import * as l10n from '@vscode/l10n';
import { inTurns } from '../path/steps.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Finding } from './finding.ts';
import { reportInSteps, type Report } from './report.ts';

export { buildSubject, maxFallbacks, type SubjectRequest } from './build-subject.ts';
export type { Diagnosis, DiagnosisEvent } from './diagnosis.ts';
export { deepReaches, type DeepReach } from './deep-reach.ts';
export { probeIds, runDiagnosis, type DiagnosisOptions } from './engine.ts';
export { explain, type Explanation } from './explain.ts';
export type { ExplainedAction } from './symptoms/explained-action.ts';
export { checkGateway, type Checked, type CheckOptions } from './check.ts';
export { certificateFile } from './certificate-file.ts';
export { redactText } from './redact.ts';
export { signalOfReport } from './report-signal.ts';
export { feedGetOf, reachOther } from './way-to.ts';
export { compareReports, type Comparison } from './compare.ts';
export { NoReportError, readReport } from './read-report.ts';
export { renderComparison } from './render/comparison.ts';
export { renderHtml } from './render/html.ts';
export { renderJson } from './render/json.ts';
export { renderMarkdown } from './render/markdown.ts';
export { renderTerminal } from './render/terminal.ts';
export type { Report } from './report.ts';
export { processStacks, terminalStacks } from './process-stacks.ts';
export { programsToMeasure } from '../path/measured/find-clients.ts';
export { probesFor, symptomIds } from './seen-symptom.ts';
export { viewsOf } from './views/index.ts';
export { offeredSymptoms, type OfferedSymptom } from './symptoms/offered.ts';
export { gatherProxySettings } from '../path/sources/index.ts';
export { findClientsInUse } from '../path/tools-on-path.ts';

/** Concludes and redacts a diagnosis, in turns; this user's home folder is shown as `~`. */
export function makeReport(diagnosis: Diagnosis): Promise<Report> {
  return inTurns(reportInSteps(diagnosis, [os.homedir()]));
}

/** The findings as they are before redaction, in the report's order: for fixes, which have to write real paths. */
export function findingsOf(diagnosis: Diagnosis): readonly Finding[] {
  return diagnose(diagnosis.facts, diagnosis.results).findings;
}

/** Sets the language of every sentence made here. The bundle maps English to another language; empty means English. */
export function configureLanguage(bundle: Readonly<Record<string, string>>): void {
  l10n.config({ contents: { ...bundle } });
}
