import type { ControllerAddress } from '../../clash/controller/address.ts';
import type { CoreRule } from '../../clash/controller/answers/rules.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import { ControllerError, type ControllerFault, type FaultDetails } from '../../clash/controller/fault.ts';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import { inThread, programBeside } from '../../path/job-thread.ts';
import { standingHere, type StandingQuestion } from './rows-standing.ts';
import { longText } from './text-job.ts';

/** A question as a thread is told of it. The secret stays in this process. */
export interface StandingJob {
  readonly kind: 'standing';
  readonly question: StandingQuestion;
  readonly address: ControllerAddress;
  readonly secret?: string;
  readonly roots?: readonly string[];
}

/** What came of it. */
export type StandingAnswer = { readonly standing: RowsStanding } | { readonly fault: ControllerFault; readonly details: FaultDetails };

/**
 * Asks a core how rows stand: many rules are read in a thread of their own, and on this one where no thread can be
 * started.
 *
 * @param bundle the sentences of the editor's language.
 * @throws ControllerError and the signal's reason.
 */
export async function askStanding(question: StandingQuestion, client: ControllerClient, bundle: Readonly<Record<string, string>> | undefined, signal: AbortSignal): Promise<RowsStanding> {
  const rules = (question.written?.text.length ?? 0) < longText ? await fewRules(client, signal) : undefined;
  if (rules) return standingHere(question, client, signal, rules);
  const { address, secret, roots } = client.access;
  const job: StandingJob = { kind: 'standing', question, address, ...(secret && { secret: secret.reveal() }), ...(roots && { roots }) };
  const done = await inThread<StandingAnswer>(programBeside(import.meta.url, './text-thread.ts', 'clash-text.js'), { job, bundle }, signal);
  if (!done) return standingHere(question, client, signal);
  if ('fault' in done) throw new ControllerError(done.fault, address, done.details);
  return done.standing;
}

/** The core's rules, where they are not many. */
async function fewRules(client: ControllerClient, signal: AbortSignal): Promise<readonly CoreRule[] | undefined> {
  try {
    return await client.rules(signal, longText);
  } catch (error) {
    if (error instanceof ControllerError && error.fault === 'too-large') return undefined;
    throw error;
  }
}
