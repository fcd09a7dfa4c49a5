import type { MeasuredRoutes } from '../path/measured/measured-route.ts';

/** What the installed clients were seen to do; without the user's consent to start them there is nothing. */
export interface MeasuredRoutesEvidence {
  measured: MeasuredRoutes | null;
}
