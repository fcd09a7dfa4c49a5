import { requestMetrics, requestSpan } from '../endpoint/journal/genai-otlp.ts';
import { RequestCounter } from '../endpoint/journal/request-counts.ts';
import type { RequestEntry } from '../endpoint/journal/request-entry.ts';
import { ClientProcesses, processTables } from './client-process.ts';
import type { JournalEnd, JournalEntry } from './entry.ts';
import { JournalFile } from './json-lines.ts';
import type { JournalSink } from './journal.ts';
import { metricsType, renderMetrics } from './metrics.ts';
import { otlpSettings } from './otlp-settings.ts';
import { OtlpExporter } from './otlp.ts';
import { JournalRing, type OnEntries } from './ring.ts';

/** What is kept and told beside the ring in memory. */
export interface JournalChoices {
  /** Ended connections are written to a file in this folder. */
  fileFolder?: string;
  /** They are exported to the collector that the OTEL_ variables name. */
  export?: boolean;
}

export interface WholeJournalNeeds extends JournalChoices {
  release: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** The shim's own port, once it listens; 0 before. */
  port(): number;
  /** Told a sentence, for the log. */
  log(line: string): void;
}

/** The whole journal of a shim: what is kept in memory, and what of it is written, exported and given a process's name. */
export class WholeJournal implements JournalSink {
  readonly #ring: JournalRing;
  readonly #processes: ClientProcesses | undefined;
  readonly #file: JournalFile | undefined;
  readonly #exporter: OtlpExporter | undefined;
  readonly #requests = new RequestCounter();
  /** Of those that are open and were not asked about: looking takes time from what goes through. */
  readonly #ports = new Map<JournalEntry, () => number | undefined>();
  #followers = 0;

  constructor({ fileFolder, export: exported = false, release, environment, port, log }: WholeJournalNeeds) {
    this.#ring = new JournalRing({
      now: Date.now,
      onOpened: (entry, clientPort) => {
        if (!this.#processes) return;
        this.#ports.set(entry, clientPort);
        if (this.#isWanted) setImmediate(() => this.#ask(entry));
      },
      onEnded: (entry) => {
        this.#ports.delete(entry);
        this.#file?.append(entry);
        this.#exporter?.append(entry);
      },
    });
    const tables = processTables(process.platform, process.getuid?.());
    if (tables) this.#processes = new ClientProcesses({ port, tables, ownPid: process.pid, onFound: (entry) => this.#ring.touched(entry) });
    const onProblem = (problem: string | null): void => log(problem ?? 'the journal is kept again');
    if (fileFolder !== undefined) this.#file = new JournalFile({ folder: fileFolder, now: Date.now, onProblem });
    if (!exported) return;
    const startedAtMs = Date.now();
    const settings = otlpSettings(environment);
    if ('problem' in settings) log(settings.problem);
    else this.#exporter = new OtlpExporter({ settings, release, now: Date.now, counts: () => this.#ring.counts(), further: (nowMs) => requestMetrics(this.#requests.read(), startedAtMs, nowMs), onProblem });
  }

  open(kind: JournalEntry['kind'], clientPort?: () => number | undefined): JournalEntry {
    return this.#ring.open(kind, clientPort);
  }

  ended(entry: JournalEntry, end: JournalEnd): void {
    this.#ring.ended(entry, end);
  }

  refused(code: string): void {
    this.#ring.refused(code);
  }

  request(entry: RequestEntry): void {
    this.#requests.add(entry);
    this.#exporter?.appendSpan((ids) => requestSpan(entry, ids));
  }

  follow(onEntries: OnEntries): { dispose(): void } {
    this.#followers++;
    for (const entry of [...this.#ports.keys()]) this.#ask(entry);
    const following = this.#ring.follow(onEntries);
    let disposed = false;
    return {
      dispose: () => {
        if (!disposed) this.#followers--;
        disposed = true;
        following.dispose();
      },
    };
  }

  counts(): { served: number; refused: Readonly<Record<string, number>> } {
    return this.#ring.counts();
  }

  /** Names of processes are looked for while somebody sees them. */
  get #isWanted(): boolean {
    return this.#followers > 0 || this.#file !== undefined || this.#exporter !== undefined;
  }

  #ask(entry: JournalEntry): void {
    const clientPort = this.#ports.get(entry)?.();
    this.#ports.delete(entry);
    // A client that is gone by now has no process that could be found.
    if (clientPort !== undefined) this.#processes?.ask(entry, clientPort);
  }

  /** Answers of the shim's own paths, for a monitoring system: `/metrics`, and `/healthz` for who only asks whether it lives. */
  own(path: string): { type: string; body: string } | undefined {
    if (path === '/healthz') return { type: 'text/plain; charset=utf-8', body: 'ok\n' };
    if (path !== '/metrics') return undefined;
    const dropped = { ...(this.#file && { file: this.#file.dropped }), ...(this.#exporter && { export: this.#exporter.dropped }) };
    return { type: metricsType, body: renderMetrics(this.#ring.counts(), dropped, this.#requests.read()) };
  }

  /** Writes and sends what waits. */
  async close(): Promise<void> {
    this.#processes?.dispose();
    await Promise.all([this.#file?.flush(), this.#exporter?.stop()]);
  }
}
