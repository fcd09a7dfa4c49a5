import { t } from '@vscode/l10n';
import type { LogOutputChannel, Memento } from 'vscode';
import type { Diagnosis } from '../diagnosis/doctor.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Report } from '../diagnosis/report.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { deepestMessage } from '../path/network-failure.ts';
import { ownTurn } from '../path/own-turn.ts';
import { DeepDiagnosis, type DeepProgress } from './deep-diagnosis.ts';
import type { DoctorRoom } from './doctor-room.ts';
import { errorLine } from './error-line.ts';
import { orAborted } from './or-aborted.ts';
import type { ProbeProgress } from './probe-progress.ts';
import { applyEvent, countProgress, progressOfReport } from './probe-progress.ts';
import type { StoredReport } from './stored-report.ts';
import { readStoredReport } from './stored-report.ts';
import type { SubjectSource } from './subject-source.ts';

export type Phase = 'idle' | 'running' | 'done' | 'failed';

export interface RunRequest {
  /** The user agreed to a short stream that the gateway may bill. */
  spend: boolean;
  /** The user agreed that installed clients are started. */
  programs?: true;
  /** Only these probes; the others keep the result they have in memory. */
  only?: readonly string[];
  /** Another gateway than the chosen one. */
  gateway?: Gateway;
  /** Id of what the user sees; the probes that look for its causes run first. */
  symptom?: string;
}

export interface SessionSnapshot {
  phase: Phase;
  probes: readonly ProbeProgress[];
  progress: { done: number; total: number };
  /** How many of the user's diagnoses have ended in this window, however they ended. */
  ended?: number;
  /** Set while a deep diagnosis runs beside. */
  deep?: DeepProgress;
  /** The last finished report, redacted. */
  stored?: StoredReport;
  /** Why the last run ended without a report. */
  failure?: string;
  /** Something the user should know about the last run. */
  notice?: string;
}

export interface SessionDependencies {
  memento: Pick<Memento, 'get' | 'update'>;
  log: Pick<LogOutputChannel, 'info' | 'error'>;
  loadDoctor(): Promise<DoctorRoom>;
  subjects: Pick<SubjectSource, 'prepare'>;
}

const mementoKey = 'lastReport';

/**
 * The diagnosis of this window: what runs, how far it is, what came of it. It outlives the inspector's page, and the
 * last report outlives the window.
 */
export class DiagnosisSession {
  readonly #dependencies: SessionDependencies;
  readonly #listeners = new Set<() => void>();
  readonly #diagnosed = new Set<(report: Report) => void>();
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
  #failure: string | undefined;
  #notice: string | undefined;
  /** Of the report on screen, where it is not about the chosen one. */
  #gateway: Gateway | undefined;

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

  /** Calls back with the report of each diagnosis that came to one. */
  onDidDiagnose(listener: (report: Report) => void): { dispose(): void } {
    this.#diagnosed.add(listener);
    return { dispose: () => this.#diagnosed.delete(listener) };
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
      ...(this.#stored ? { stored: this.#stored } : {}),
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
    if (this.#findings) return this.#findings;
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
    return (this.#diagnosis?.results ?? this.#stored?.report.probes ?? []).find((probe) => probe.id === id)?.evidence;
  }

  /**
   * Runs a diagnosis and resolves with its report, or with undefined when it was cancelled or failed. Asking again while
   * one runs joins that one.
   */
  async run(request: RunRequest): Promise<Report | undefined> {
    if (this.#run) return this.#run.finished;
    // A single probe is run again for the gateway that the others were run for.
    this.#gateway = request.gateway ?? (request.only ? this.#gateway : undefined);
    const controller = new AbortController();
    // One turn later, so that what is below is in place when the first event comes.
    const finished = Promise.resolve().then(() => this.#measure(request, controller.signal));
    this.#run = { request, controller, finished };
    this.#phase = 'running';
    this.#failure = undefined;
    this.#notice = undefined;
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
    if (this.#run) await this.#run.finished;
    if (this.#stored?.report === report || this.#earlier === report) return report;
    const shown = this.#stored;
    if (shown && !sameGateway(shown, made) && shown.report.startedAt > report.startedAt) {
      // The user has gone on to another gateway; its report stays on screen, this one can be compared with.
      this.#earlier = report;
      return report;
    }
    this.#diagnosis = made.diagnosis;
    this.#findings = made.findings;
    this.#keep({ report });
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

  /** Ends what runs when the window closes. */
  dispose(): void {
    this.cancel();
    this.cancelDeep();
    this.#listeners.clear();
    this.#diagnosed.clear();
  }

  async #measure(request: RunRequest, signal: AbortSignal): Promise<Report | undefined> {
    const { log, loadDoctor, subjects } = this.#dependencies;
    try {
      const doctor = await orAborted(signal, loadDoctor());
      const wish = { spend: request.spend, ...(request.programs && { programs: request.programs }), ...(this.#gateway && { gateway: this.#gateway }) };
      const { subject, notice, redact } = await orAborted(signal, subjects.prepare(doctor, wish, signal));
      this.#notice = notice;
      const previous = this.#previous(subject.gateway.baseUrl, request);
      // Without the other results a single probe would make a report with holes, so all of them run.
      const only = previous ? request.only : undefined;
      const work = doctor.runDiagnosis(subject, {
        signal,
        ...(only ? { only } : {}),
        ...(previous ? { previous } : {}),
        ...(request.symptom === undefined ? {} : { symptom: request.symptom }),
        onEvent: (event) => {
          if (signal.aborted) return;
          this.#probes = applyEvent(this.#probes, event, only, redact);
          this.#changed();
        },
      });
      const diagnosis = await orAborted(signal, work);
      const report = await doctor.makeReport(diagnosis);
      signal.throwIfAborted();
      log.info(
        `diagnosis of ${report.subject.gateway.id}: ${report.verdict.state}, ` +
          `leg ${report.verdict.leg ?? 'none'}, ${Math.round(report.durationMs)} ms`,
      );
      await ownTurn();
      const findings = doctor.findingsOf(diagnosis);
      await ownTurn();
      signal.throwIfAborted();
      this.#diagnosis = diagnosis;
      this.#findings = findings;
      this.#keep({ report });
      this.#end();
      for (const listener of this.#diagnosed) listener(report);
      return report;
    } catch (error) {
      const how = signal.aborted ? 'was cancelled' : `failed: ${errorLine(error)}`;
      log[signal.aborted ? 'info' : 'error'](`diagnosis ${how}`);
      if (signal.aborted) {
        this.#notice = this.#stored
          ? t('The diagnosis was cancelled. What is shown is from before it.')
          : t('The diagnosis was cancelled.');
      }
      this.#end(signal.aborted ? undefined : deepestMessage(error));
      return undefined;
    }
  }

  /** The diagnosis whose other results still hold when only some probes run again. */
  #previous(baseUrl: string, request: RunRequest): Diagnosis | undefined {
    if (!request.only) return undefined;
    return this.#diagnosis?.facts.gateway.baseUrl === baseUrl ? this.#diagnosis : undefined;
  }

  #keep(made: StoredReport): void {
    if (this.#stored) this.#earlier = this.#stored.report;
    this.#stored = made;
    void Promise.resolve(this.#dependencies.memento.update(mementoKey, made)).catch((error: unknown) =>
      this.#dependencies.log.error(`the report could not be stored: ${errorLine(error)}`),
    );
  }

  #end(failure?: string): void {
    this.#run = undefined;
    this.#failure = failure;
    this.#ended++;
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
