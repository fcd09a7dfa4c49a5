import * as vscode from 'vscode';
import type { Comparison, DeepReach, Diagnosis, DiagnosisOptions, Explanation, OfferedSymptom, SubjectRequest } from '../diagnosis/doctor.ts';
import type { Checked, CheckOptions } from '../diagnosis/check.ts';
import type { CertificateFile } from '../diagnosis/certificate-file.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { NewFileChange } from '../diagnosis/fixes/change.ts';
import type { Report } from '../diagnosis/report.ts';
import type { Views } from '../diagnosis/views/table.ts';
import type { HttpStack, Subject } from '../diagnosis/subject.ts';
import type { FeedGet } from '../gateways/feeds/get.ts';
import type { Signal } from '../gateways/health/signal.ts';
import type { ClientInUse } from '../path/clients-in-use.ts';
import { calmTurn, ownTurn } from '../path/own-turn.ts';
import type { EditorSetting, EnvironmentSnapshot, ProxySettings } from '../path/proxy-settings.ts';

/** What the editor uses of the diagnosis, which is a bundle of its own and loaded on first use. */
export interface DoctorRoom {
  buildSubject(request: SubjectRequest): Subject;
  processStacks(): HttpStack[];
  gatherProxySettings(options: GatherOptions): Promise<ProxySettings>;
  findClientsInUse(machine: ClientFactsSource): Promise<ClientInUse[]>;
  programsToMeasure(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): Promise<string[]>;
  runDiagnosis(subject: Subject, options: DiagnosisOptions): Promise<Diagnosis>;
  makeReport(diagnosis: Diagnosis): Promise<Report>;
  certificateFile(change: NewFileChange, platform: NodeJS.Platform): Promise<CertificateFile>;
  findingsOf(diagnosis: Diagnosis): readonly Finding[];
  redactText(text: string, options: { homeDirectories?: string[]; secrets?: readonly string[] }): string;
  viewsOf(report: Report): Views;
  renderMarkdown(report: Report): string;
  renderJson(report: Report): string;
  renderHtml(report: Report, language?: string): string;
  deepReaches(): readonly DeepReach[];
  explain(text: string): Explanation;
  offeredSymptoms(): readonly OfferedSymptom[];
  readReport(text: string): Report;
  compareReports(before: Report, after: Report): Comparison;
  renderComparison(comparison: Comparison): string;
  checkGateway(subject: Subject, options: CheckOptions): Promise<Checked>;
  reachOther(subject: Subject, signal: AbortSignal): Promise<boolean | null>;
  feedGetOf(subjectNow: (signal: AbortSignal) => Promise<Subject>): FeedGet;
  signalOfReport(report: Report): Signal | undefined;
}

/** Where to look for the clients that matter here. */
export interface ClientFactsSource {
  environment: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  inEditor: boolean;
  extensions: readonly string[];
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
  /** Folders whose own files may be read. */
  folders?: readonly string[];
}

/** What has much behind it, in an order in which none brings another one along; listed in esbuild.js too. */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import('../path/undici-client.ts'),
  () => import('../path/undici-env-client.ts'),
  () => import('../path/routes.ts'),
  () => import('../diagnosis/explain.ts'),
  () => import('../path/socks.ts'),
  () => import('../path/sources/index.ts'),
  () => import('../diagnosis/probes/tls.ts'),
  () => import('../diagnosis/probes/stream.ts'),
];

/** How long a part waits for a moment in which nobody else wants the processors, in ms: the page is opened meanwhile. */
const calmMs = 20;

let loaded: Promise<DoctorRoom> | undefined;

/** Loads the diagnosis once. It is an ES module with its own copy of the l10n package, hence the second configuring. */
export function loadDoctor(): Promise<DoctorRoom> {
  loaded ??= loadInTurns();
  // A failed load (a file in use while the extension is updated) may work the next time.
  loaded.catch(() => (loaded = undefined));
  return loaded;
}

/**
 * The large parts first, each in a turn of its own: compiled and begun in one go they would hold the extension host's
 * one thread for their sum.
 */
async function loadInTurns(): Promise<DoctorRoom> {
  for (const part of parts) {
    await calmTurn(calmMs);
    await part();
  }
  await ownTurn();
  const room = await import('../diagnosis/doctor.ts');
  // Whoever waits for it has work of its own to begin.
  await ownTurn();
  if (vscode.l10n.bundle) room.configureLanguage(vscode.l10n.bundle);
  return room;
}
