import { inThread, programBeside } from '../../path/job-thread.ts';
import { doTextJob, type TextAnswers, type TextJob } from './prepared-text.ts';

/** A text from this length on is worked on aside: some thousand rows take longer than a turn may. In UTF-16 units. */
export const longText = 256 * 1_024;

/**
 * Works on the text of a file: a long one in a thread of its own, and on this one where no thread can be started.
 *
 * @param bundle the sentences of the editor's language.
 */
export async function workOnText<K extends TextJob['kind']>(job: TextJob & { kind: K }, bundle: Readonly<Record<string, string>> | undefined, signal: AbortSignal = new AbortController().signal): Promise<TextAnswers[K]> {
  if (lengthOf(job) < longText) return doTextJob(job) as TextAnswers[K];
  return (await inThread<TextAnswers[K]>(programBeside(import.meta.url, './text-thread.ts', 'clash-text.js'), { job, bundle }, signal)) ?? (doTextJob(job) as TextAnswers[K]);
}

function lengthOf(job: TextJob): number {
  return job.kind === 'rows' ? (job.before ?? '').length : job.text.length;
}
