import { readTrustStores } from './trust-stores.ts';

let known: { readAtMs: number; roots: Promise<readonly string[]> } | undefined;

/** An administrator's new root is seen within this time, in ms. */
const keepMs = 10 * 60_000;

/**
 * Every root that this machine's own programs accept: the public ones, those of NODE_EXTRA_CA_CERTS and the operating
 * system's. One list while it is fresh, so that what TLS makes of it is made once (`secure-context.ts`).
 */
export function machineRoots(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<readonly string[]> {
  const nowMs = performance.now();
  if (known && nowMs - known.readAtMs < keepMs) return known.roots;
  const roots = readTrustStores(environment, platform).then(({ bundled, extra, system }) => [
    ...new Set([...bundled, ...(extra ?? []), ...(system ?? [])]),
  ]);
  known = { readAtMs: nowMs, roots };
  roots.catch(() => (known = undefined));
  return roots;
}
