import type { LogOutputChannel } from 'vscode';
import type { Diagnosis, DeepReach } from '../diagnosis/doctor.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Report } from '../diagnosis/report.ts';
import type { DoctorRoom } from './doctor-room.ts';
import { errorLine } from './error-line.ts';
import type { SubjectSource } from './subject-source.ts';

/** What it works with. */
export interface DeepDependencies {
  log: Pick<LogOutputChannel, 'info' | 'error'>;
  loadDoctor(): Promise<DoctorRoom>;
  subjects: Pick<SubjectSource, 'prepare'>;
}

/** How far a deep diagnosis is. */
export interface DeepProgress {
  /** From 0 to 100. */
  percent: number;
  /** How long it still takes at most, in ms. */
  leftMs: number;
}

/** What a deep diagnosis came to. */
export interface DeepResult {
  diagnosis: Diagnosis;
  findings: readonly Finding[];
  report: Report;
  /** It was cancelled; what it had measured until then is in it. */
  cancelled: boolean;
}

/**
 * A diagnosis that takes minutes and runs beside the others: the user goes on, and may diagnose again meanwhile. It
 * spends nothing. Cancelling keeps what was measured.
 */
export class DeepDiagnosis {
  readonly #dependencies: DeepDependencies;
  readonly #changed: () => void;
  #run: { controller: AbortController; finished: Promise<DeepResult | undefined>; reachMs: number; passedMs: number } | undefined;

  /** @param changed called when its progress did. */
  constructor(dependencies: DeepDependencies, changed: () => void) {
    this.#dependencies = dependencies;
    this.#changed = changed;
  }

  /** Undefined unless one runs. */
  progress(): DeepProgress | undefined {
    if (!this.#run) return undefined;
    const { passedMs, reachMs } = this.#run;
    return { percent: Math.floor((Math.min(passedMs, reachMs) / reachMs) * 100), leftMs: Math.max(0, reachMs - passedMs) };
  }

  /** Runs it; joins the one that runs. Undefined when it was cancelled before anything was measured. @throws Error */
  run(reach: Pick<DeepReach, 'rungsMs'>): Promise<DeepResult | undefined> {
    if (this.#run) return this.#run.finished;
    const controller = new AbortController();
    const finished = Promise.resolve()
      .then(() => this.#measure(reach.rungsMs, controller.signal))
      .finally(() => {
        this.#run = undefined;
        this.#changed();
      });
    this.#run = { controller, finished, reachMs: Math.max(1, ...reach.rungsMs), passedMs: 0 };
    this.#changed();
    return finished;
  }

  /** Ends it early; its report tells what was measured. */
  cancel(): void {
    this.#run?.controller.abort(new Error('the user cancelled'));
  }

  async #measure(idleRungsMs: readonly number[], signal: AbortSignal): Promise<DeepResult | undefined> {
    const { log, loadDoctor, subjects } = this.#dependencies;
    try {
      const doctor = await loadDoctor();
      const wish = { spend: false, deep: { idleRungsMs } };
      const { subject } = await subjects.prepare(doctor, wish, signal);
      signal.throwIfAborted();
      const diagnosis = await doctor.runDiagnosis(subject, {
        signal,
        onEvent: (event) => {
          if (event.type !== 'probe-progress' || event.id !== 'idle' || !this.#run) return;
          this.#run.passedMs = event.elapsedMs;
          this.#changed();
        },
      });
      const report = await doctor.makeReport(diagnosis);
      log.info(`deep diagnosis of ${report.subject.gateway.id}: ${report.verdict.state}, ${Math.round(report.durationMs)} ms`);
      return { diagnosis, findings: doctor.findingsOf(diagnosis), report, cancelled: signal.aborted };
    } catch (error) {
      log[signal.aborted ? 'info' : 'error'](`deep diagnosis ${signal.aborted ? 'was cancelled' : `failed: ${errorLine(error)}`}`);
      if (signal.aborted) return undefined;
      throw error;
    }
  }
}
