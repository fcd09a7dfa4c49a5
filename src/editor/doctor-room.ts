import * as vscode from 'vscode';
import type { Comparison, Diagnosis, DiagnosisOptions, Explanation, OfferedSymptom, SubjectRequest } from '../diagnosis/doctor.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Report } from '../diagnosis/report.ts';
import type { Subject } from '../diagnosis/subject.ts';
import type { EditorSetting, EnvironmentSnapshot, ProxySettings } from '../path/proxy-settings.ts';

/** What the editor uses of the diagnosis, which is a bundle of its own and loaded on first use. */
export interface DoctorRoom {
  buildSubject(request: SubjectRequest): Subject;
  gatherProxySettings(options: GatherOptions): Promise<ProxySettings>;
  runDiagnosis(subject: Subject, options: DiagnosisOptions): Promise<Diagnosis>;
  makeReport(diagnosis: Diagnosis): Report;
  findingsOf(diagnosis: Diagnosis): readonly Finding[];
  redactText(text: string, options: { homeDirectories?: string[]; secrets?: readonly string[] }): string;
  renderMarkdown(report: Report): string;
  renderJson(report: Report): string;
  renderHtml(report: Report, language?: string): string;
  explain(text: string): Explanation;
  offeredSymptoms(): readonly OfferedSymptom[];
  readReport(text: string): Report;
  compareReports(before: Report, after: Report): Comparison;
  renderComparison(comparison: Comparison): string;
}

/** Where and how to look for proxy settings. */
export interface GatherOptions {
  environment: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  homeDirectory: string;
  signal: AbortSignal;
  timeoutMs: number;
  editor?: readonly EditorSetting[];
  environments?: readonly EnvironmentSnapshot[];
}

let loaded: Promise<DoctorRoom> | undefined;

/** Loads the diagnosis once. It is an ES module with its own copy of the l10n package, hence the second configuring. */
export function loadDoctor(): Promise<DoctorRoom> {
  loaded ??= import('../diagnosis/doctor.ts').then((room) => {
    if (vscode.l10n.bundle) room.configureLanguage(vscode.l10n.bundle);
    return room;
  });
  // A failed load (a file in use while the extension is updated) may work the next time.
  loaded.catch(() => (loaded = undefined));
  return loaded;
}
