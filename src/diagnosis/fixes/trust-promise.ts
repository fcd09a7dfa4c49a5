import type { TlsEvidence } from '../evidence.ts';
import type { TrustPromise } from '../finding.ts';

/** Whether runtimes accept the certificate as a fix promised; undefined where the evidence does not say. */
export function promiseKept({ path, context, runtimes }: TrustPromise, evidence: TlsEvidence | undefined): boolean | undefined {
  const trust = evidence?.paths.find((one) => one.path === path)?.trust;
  const rows = trust?.find((one) => one.context === context || one.alsoIn?.includes(context))?.rows;
  if (!rows) return undefined;
  return runtimes.every((id) => rows.find(({ runtime }) => runtime === id)?.accepts === 'yes');
}
