/** Looking at the Clash core of this machine: finding it, asking it, evaluating its rows. Changes nothing. */
import type { CoreRule } from '../../clash/controller/answers/rules.ts';
import { ControllerError } from '../../clash/controller/fault.ts';
import { inThread, programBeside } from '../../path/job-thread.ts';
import type { ClashCoreSeen, ClashEvidence } from './evidence.ts';
import { findCore, largeBytes, type FoundCore, type LookRequest } from './find-core.ts';
import { lookJobOf, type LookAnswer } from './look-job.ts';
import { orUndefined, seeHere } from './see-core.ts';

export { findCore };
export type { FoundCore, LookRequest };

/** Looks once: finds the core and sees what it does with the hosts. @throws only the signal's reason, and ControllerError where the core goes away meanwhile. */
export async function lookAtCore(request: LookRequest, signal: AbortSignal): Promise<ClashEvidence> {
  const { tried, found } = await findCore(request, signal);
  return { tried, core: found ? await seeCore(found, request, signal) : null };
}

/**
 * What a core that was found does with the hosts at the moment. Many rows are read and evaluated in a thread of their own,
 * as this one may serve others: an editor's extensions.
 *
 * @throws only the signal's reason, and ControllerError where the core goes away meanwhile.
 */
export async function seeCore(found: FoundCore, request: LookRequest, signal: AbortSignal): Promise<ClashCoreSeen> {
  const rules = found.file && !found.file.configuration ? ('many' as const) : await rulesOf(found, signal);
  if (rules !== 'many') return seeHere(found, request, signal, { rules });
  const done = await inThread<LookAnswer>(programBeside(import.meta.url, './look-thread.ts', 'clash-look.js'), lookJobOf(found, request), signal);
  if (!done) return seeHere(found, request, signal);
  if ('fault' in done) throw new ControllerError(done.fault, found.client.address, done.details);
  return done.core;
}

/** The rows that a core lists, where they are few. */
async function rulesOf({ client }: FoundCore, signal: AbortSignal): Promise<readonly CoreRule[] | undefined | 'many'> {
  try {
    return await client.rules(signal, largeBytes);
  } catch (error) {
    if (error instanceof ControllerError && error.fault === 'too-large') return 'many';
    return orUndefined(signal)(error);
  }
}
