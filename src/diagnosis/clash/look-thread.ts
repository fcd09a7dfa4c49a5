/** The thread that looks at a core with many rows: an entry of its own, started for one look. */
import { ControllerError, faultDetails } from '../../clash/controller/fault.ts';
import { answerJob } from '../../path/job-thread.ts';
import { lookOf, type LookAnswer, type LookJob } from './look-job.ts';
import { seeHere } from './see-core.ts';

void answerJob(async (job: LookJob): Promise<LookAnswer> => {
  const { found, request } = lookOf(job);
  try {
    return { core: await seeHere(found, request, new AbortController().signal) };
  } catch (error) {
    if (!(error instanceof ControllerError)) throw error;
    return { fault: error.fault, details: faultDetails(error) };
  }
});
