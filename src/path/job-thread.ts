/** A piece of work that would hold the thread for too long, done in one of its own. */
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** What a thread says of its job. */
type Said<Answer> = { answer: Answer } | { failed: string };

/**
 * Does a job in a thread of its own, which ends with it. What is handed over either way is copied.
 *
 * @returns undefined where no thread could be started, or it ended without a word, as where memory is short: then the job
 *   is for the caller to do.
 * @throws the signal's reason; an Error with the job's own message where that failed.
 */
export async function inThread<Answer>(program: URL | undefined, job: unknown, signal: AbortSignal): Promise<Answer | undefined> {
  signal.throwIfAborted();
  if (!program) return undefined;
  let worker: Worker;
  try {
    // Of this process's own options and environment nothing is wanted there.
    worker = new Worker(program, { workerData: job, execArgv: [], env: {}, stdout: true, stderr: true });
  } catch {
    return undefined;
  }
  let stop = (): void => undefined;
  try {
    const said = await new Promise<Said<Answer> | undefined>((resolve) => {
      stop = () => resolve(undefined);
      signal.addEventListener('abort', stop, { once: true });
      worker.once('message', (message: Said<Answer>) => resolve(message));
      worker.once('error', () => resolve(undefined));
      worker.once('exit', () => resolve(undefined));
    });
    signal.throwIfAborted();
    if (said && 'failed' in said) throw new Error(said.failed);
    return said?.answer;
  } finally {
    signal.removeEventListener('abort', stop);
    void worker.terminate();
  }
}

/** Does the job of the thread that this runs in. Errors are told in their words. */
export async function answerJob<Job, Answer>(work: (job: Job) => Promise<Answer>): Promise<void> {
  const say = (said: Said<Answer>): void => parentPort?.postMessage(said);
  try {
    say({ answer: await work(workerData as Job) });
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * A thread's program: the source beside the source that asks for it, or the built file in the folder of all built files.
 * Undefined where it is not there.
 *
 * @param here `import.meta.url` of who asks.
 */
export function programBeside(here: string, source: string, built: string): URL | undefined {
  const candidates = here.endsWith('.ts') ? [source] : [`./${built}`, `../${built}`];
  return candidates.map((name) => new URL(name, here)).find((url) => fs.existsSync(fileURLToPath(url)));
}
