import fc from 'fast-check';
import { faultKinds, legOfFault, retryableFault, type Fault, type FaultKind } from '../../../../src/gateways/fault.ts';

/** A fault as its kind is by default. */
export function aFault(kind: FaultKind, changes: Partial<Fault> = {}): Fault {
  return { kind, leg: legOfFault(kind), retryable: retryableFault(kind), said: '', ...changes };
}

/** Any fault, some with a wait or a word on trying again. */
export const anyFault = fc
  .record({
    kind: fc.constantFrom(...faultKinds),
    wait: fc.option(fc.integer({ min: 0, max: 200_000 })),
    retryable: fc.option(fc.boolean()),
    status: fc.option(fc.constantFrom(400, 401, 402, 403, 404, 407, 408, 409, 429, 500, 502, 503, 504, 524, 529)),
    provider: fc.boolean(),
  })
  .map(({ kind, wait, retryable, status, provider }) =>
    aFault(kind, {
      ...(wait !== null && { retryAfterMs: wait }),
      ...(retryable !== null && { retryable }),
      ...(status !== null && { status }),
      ...(provider && kind === 'rate-limited' && { leg: 'provider' as const }),
    }),
  );
