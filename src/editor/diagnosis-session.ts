import { t } from '@vscode/l10n';
import type { LogOutputChannel, Memento } from 'vscode';
import type { Diagnosis } from '../diagnosis/doctor.ts';
import type { Finding, Verdict } from '../diagnosis/finding.ts';
import type { Report } from '../diagnosis/report.ts';
import { deepestMessage } from '../path/network-failure.ts';
import { DeepDiagnosis, type DeepProgress } from './deep-diagnosis.ts';
import type { DoctorRoom } from './doctor-room.ts';
import { errorLine } from './error-line.ts';
import { orAborted } from './or-aborted.ts';
import type { ProbeProgress } from './probe-progress.ts';
import { applyEvent, countProgress, progressOfReport } from './probe-progress.ts';
import type { Origin, StoredReport } from './stored-report.ts';
import { readStoredReport } from './stored-report.ts';
import type { SubjectSource } from './subject-source.ts';

export type Phase = 'idle' | 'running' | 'done' | 'failed';

export interface RunRequest {
  origin: Origin;
  /** The user agreed to a short stream that the gateway may bill. */
  spend: boolean;
  /** The user agreed that installed clients are started. */
  programs?: true;
  /** Only these probes; the others keep the result they have in memory. */
  only?: readonly string[];
  /** Id of what the user sees; the probes that look for its causes run first. */
  symptom?: string;
}

/** A monitoring check that came after the report that is kept. */
export interface LaterCheck {
  verdict: Verdict;
  /** ISO 8601, UTC. */
  startedAt: string;
  baseUrl: string;
}

export interface SessionSnapshot {
  phase: Phase;
  /** Who asked for the diagnosis that runs; undefined unless one does. */
  running?: Origin;
  probes: readonly ProbeProgress[];
  progress: { done: number; total: number };
  /** How many of the user's diagnoses have ended in this window, however they ended. */
  ended?: number;
  /** Set while a deep diagnosis runs beside. */
  deep?: DeepProgress;
  /** The last finished report, redacted. */
  stored?: StoredReport;
  laterCheck?: LaterCheck;
  /** Why the last run ended without a report. */
  failure?: string;
  /** Something the user should know about the last run. */
  notice?: string;
}

export interface SessionDependencies {
  memento: Pick<Memento, 'get' | 'update'>;
  log: Pick<LogOutputChannel, 'info' | 'error'>;
  loadDoctor(): Promise<DoctorRoom>;
  subjects: SubjectSource;
}

const mementoKey = 'lastReport';

/**
 * The diagnosis of this window: what runs, how far it is, what came of it. It outlives the inspector's page, and the
 * last report outlives the window.
 */
export class DiagnosisSession {
  readonly #dependencies: SessionDependencies;
  readonly #listeners = new Set<() => void>();
  readonly #deep: DeepDiagnosis;
  #run: { request: RunRequest; controller: AbortController; finished: Promise<Report | undefined> } | undefined;
  /** Not redacted: stays in memory, for re-running single probes. */
  #diagnosis: Diagnosis | undefined;
  #findings: readonly Finding[] | undefined;
  #phase: Phase = 'idle';
  #ended = 0;
  #probes: readonly ProbeProgress[] = [];
  #stored: StoredReport | undefined;
  /** The user's report before the stored one. */
  #earlier: Report | undefined;
  #laterCheck: LaterCheck | undefined;
  #failure: string | undefined;
  #notice: string | undefined;

  constructor(dependencies: SessionDependencies) {
    this.#dependencies = dependencies;
    this.#deep = new DeepDiagnosis(dependencies, () => this.#changed());
    this.#stored = readStoredReport(dependencies.memento.get(mementoKey));
    if (this.#stored) this.#settle('done');
  }

  /** Calls back after every change; the snapshot is then asked for when it is needed. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  snapshot(): SessionSnapshot {
    const request = this.#run?.request;
    const deep = this.#deep.progress();
    return {
      phase: this.#phase,
      probes: this.#probes,
      progress: countProgress(this.#probes, request?.only),
      ended: this.#ended,
      ...(deep ? { deep } : {}),
      ...(request ? { running: request.origin } : {}),
      ...(this.#stored ? { stored: this.#stored } : {}),
      ...(this.#laterCheck ? { laterCheck: this.#laterCheck } : {}),
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
      ...(this.#notice === undefined ? {} : { notice: this.#notice }),
    };
  }

  /** The user's report before the last one, while the window is open. */
  get earlier(): Report | undefined {
    return this.#earlier;
  }

  /** True while the results in memory allow a single probe to be run again. */
  get canRerun(): boolean {
    return this.#diagnosis !== undefined;
  }

  /**
   * The findings of the report on screen, in its order. Those of a diagnosis in memory are not redacted; after a reload
   * they are the report's, without what a file's path would be needed for.
   */
  findings(): readonly Finding[] {
    if (this.#stored?.origin === 'user' && this.#findings) return this.#findings;
    return (this.#stored?.report.findings ?? []).map((finding) => ({
      ...finding,
      fixes: finding.fixes.map(({ changes, ...fix }) =>
        changes?.every(({ kind }) => kind !== 'file-line' && kind !== 'new-file') ? { ...fix, changes } : fix,
      ),
    }));
  }

  /**
   * What a probe of the report on screen saw: not redacted while its diagnosis is in memory, for what the user asks to
   * see or copy here; else as the report has it.
   */
  evidence(id: string): unknown {
    const live = this.#stored?.origin === 'user' ? this.#diagnosis?.results : undefined;
    return (live ?? this.#stored?.report.probes ?? []).find((probe) => probe.id === id)?.evidence;
  }

  /**
   * Runs a diagnosis and resolves with its report, or with undefined when it was cancelled, failed, or was a
   * monitoring check that would have overlapped. A user's request goes before a monitoring check; asking again
   * while one of the user's runs joins that one.
   */
  async run(request: RunRequest): Promise<Report | undefined> {
    if (this.#run) {
      if (request.origin === 'monitor') return undefined;
      if (this.#run.request.origin === 'user') return this.#run.finished;
      this.#run.controller.abort();
      await this.#run.finished;
      // Somebody else may have been quicker while the monitoring check was ending.
      if (this.#run) return this.run(request);
    }
    const controller = new AbortController();
    // One turn later, so that what is below is in place when the first event comes.
    const finished = Promise.resolve().then(() => this.#measure(request, controller.signal));
    this.#run = { request, controller, finished };
    if (request.origin === 'user') {
      this.#phase = 'running';
      this.#failure = undefined;
      this.#notice = undefined;
    }
    this.#changed();
    return finished;
  }

  /**
   * Diagnoses in depth beside whatever else runs. Its report takes the place of the last one when it is done, and when
   * it is cancelled too: then it holds what was measured until then. Undefined when that is nothing.
   *
   * @throws Error
   */
  async runDeep(reach: { rungsMs: readonly number[] }): Promise<Report | undefined> {
    const made = await this.#deep.run(reach);
    if (!made || made.report.probes.every(({ status }) => status === 'unknown')) return undefined;
    const { report } = made;
    // A diagnosis that is under way goes on undisturbed, and this one comes after it.
    if (this.#run?.request.origin === 'user') await this.#run.finished;
    if (this.#stored?.report === report || this.#earlier === report) return report;
    const shown = this.#stored;
    if (shown?.origin === 'user' && !sameGateway(shown, made) && shown.report.startedAt > report.startedAt) {
      // The user has gone on to another gateway; its report stays on screen, this one can be compared with.
      this.#earlier = report;
      return report;
    }
    this.#diagnosis = made.diagnosis;
    this.#findings = made.findings;
    this.#keep({ origin: 'user', report });
    this.#failure = undefined;
    this.#notice = made.cancelled
      ? t('The diagnosis in depth was cancelled. What it had measured until then is shown.')
      : undefined;
    if (!this.#run) this.#settle('done');
    this.#changed();
    return report;
  }

  /** Ends a deep diagnosis early; what it measured becomes its report. */
  cancelDeep(): void {
    this.#deep.cancel();
  }

  /** Stops the running diagnosis, if any; the report before it stays. */
  cancel(): void {
    this.#run?.controller.abort();
  }

  /** Stops a running monitoring check, and nothing else. */
  cancelMonitoringCheck(): void {
    if (this.#run?.request.origin === 'monitor') this.#run.controller.abort();
  }

  /** Ends what runs when the window closes. */
  dispose(): void {
    this.cancel();
    this.cancelDeep();
    this.#listeners.clear();
  }

  async #measure(request: RunRequest, signal: AbortSignal): Promise<Report | undefined> {
    const { log, loadDoctor, subjects } = this.#dependencies;
    const byUser = request.origin === 'user';
    try {
      const doctor = await orAborted(signal, loadDoctor());
      const wish = { spend: request.spend, reuseSettings: !byUser, ...(request.programs && { programs: request.programs }) };
      const { subject, notice, redact } = await orAborted(signal, subjects.prepare(doctor, wish, signal));
      if (byUser) this.#notice = notice;
      const previous = byUser ? this.#previous(subject.gateway.baseUrl, request) : undefined;
      // Without the other results a single probe would make a report with holes, so all of them run.
      const only = previous || !byUser ? request.only : undefined;
      const work = doctor.runDiagnosis(subject, {
        signal,
        ...(only ? { only } : {}),
        ...(previous ? { previous } : {}),
        ...(request.symptom === undefined ? {} : { symptom: request.symptom }),
        onEvent: (event) => {
          if (signal.aborted || !byUser) return;
          this.#probes = applyEvent(this.#probes, event, only, redact);
          this.#changed();
        },
      });
      const diagnosis = await orAborted(signal, work);
      signal.throwIfAborted();
      const report = doctor.makeReport(diagnosis);
      log.info(
        `${request.origin} diagnosis of ${report.subject.gateway.id}: ${report.verdict.state}, ` +
          `leg ${report.verdict.leg ?? 'none'}, ${Math.round(report.durationMs)} ms`,
      );
      if (byUser) {
        this.#diagnosis = diagnosis;
        this.#findings = doctor.findingsOf(diagnosis);
      }
      this.#keep({ origin: request.origin, report });
      this.#end(byUser);
      return report;
    } catch (error) {
      const how = signal.aborted ? 'was cancelled' : `failed: ${errorLine(error)}`;
      log[signal.aborted ? 'info' : 'error'](`${request.origin} diagnosis ${how}`);
      if (byUser && signal.aborted) {
        this.#notice = this.#stored
          ? t('The diagnosis was cancelled. What is shown is from before it.')
          : t('The diagnosis was cancelled.');
      }
      this.#end(byUser, byUser && !signal.aborted ? deepestMessage(error) : undefined);
      return undefined;
    }
  }

  /** The diagnosis whose other results still hold when only some probes run again. */
  #previous(baseUrl: string, request: RunRequest): Diagnosis | undefined {
    if (!request.only) return undefined;
    return this.#diagnosis?.facts.gateway.baseUrl === baseUrl ? this.#diagnosis : undefined;
  }

  /** A monitoring check never replaces what the user asked for: it knows fewer legs. */
  #keep(made: StoredReport): void {
    if (made.origin === 'monitor' && this.#stored?.origin === 'user' && sameGateway(this.#stored, made)) {
      const { verdict, startedAt, subject } = made.report;
      this.#laterCheck = { verdict, startedAt, baseUrl: subject.gateway.baseUrl };
      return;
    }
    if (this.#stored?.origin === 'user') this.#earlier = this.#stored.report;
    this.#stored = made;
    this.#laterCheck = undefined;
    void Promise.resolve(this.#dependencies.memento.update(mementoKey, made)).catch((error: unknown) =>
      this.#dependencies.log.error(`the report could not be stored: ${errorLine(error)}`),
    );
  }

  #end(byUser: boolean, failure?: string): void {
    this.#run = undefined;
    if (byUser) {
      this.#failure = failure;
      this.#ended++;
    }
    this.#settle(this.#failure === undefined ? (this.#stored ? 'done' : 'idle') : 'failed');
    this.#changed();
  }

  #settle(phase: Phase): void {
    this.#phase = phase;
    this.#probes = this.#stored ? progressOfReport(this.#stored.report) : [];
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function sameGateway(one: { report: Report }, other: { report: Report }): boolean {
  return one.report.subject.gateway.baseUrl === other.report.subject.gateway.baseUrl;
}
