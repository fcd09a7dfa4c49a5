/** The thread that works on long files and lists of rules: an entry of its own, started for one job. */
import * as l10n from '@vscode/l10n';
import { controllerClient } from '../../clash/controller/client.ts';
import { ControllerError, faultDetails } from '../../clash/controller/fault.ts';
import { answerJob } from '../../path/job-thread.ts';
import { Secret } from '../../path/secret.ts';
import { doTextJob, type TextAnswers, type TextJob } from './prepared-text.ts';
import { standingHere } from './rows-standing.ts';
import type { StandingAnswer, StandingJob } from './standing-job.ts';

/** A job with the sentences of the editor's language. */
export interface ThreadedJob<Job> {
  readonly job: Job;
  readonly bundle: Readonly<Record<string, string>> | undefined;
}

void answerJob(async ({ job, bundle }: ThreadedJob<TextJob | StandingJob>): Promise<TextAnswers[TextJob['kind']] | StandingAnswer> => {
  if (bundle) l10n.config({ contents: { ...bundle } });
  return job.kind === 'standing' ? askCore(job) : doTextJob(job);
});

async function askCore({ question, address, secret, roots }: StandingJob): Promise<StandingAnswer> {
  const client = controllerClient(address, secret === undefined ? undefined : new Secret(secret), roots);
  try {
    return { standing: await standingHere(question, client, new AbortController().signal) };
  } catch (error) {
    if (!(error instanceof ControllerError)) throw error;
    return { fault: error.fault, details: faultDetails(error) };
  }
}
