import assert from 'node:assert/strict';
import { describeFault, type Fault } from '../../../src/gateways/fault.ts';
import type { ExpectedFault } from '../../docs/faults/row.ts';

/** Holds a fault and its sentences to a row of the table. */
export function assertFault(found: Fault | null, expected: ExpectedFault | null): void {
  if (expected === null) return assert.equal(found, null);
  assert.ok(found, 'no fault was found');
  const { kind, leg, retryable, waitMs, says = [] } = expected;
  const seen = { kind: found.kind, leg: found.leg, retryable: found.retryable, waitMs: found.retryAfterMs };
  assert.deepEqual(seen, { kind, leg, retryable, waitMs }, `said: ${found.said}, code: ${found.code ?? ''}`);
  const { title, cause, nextStep } = describeFault(found);
  for (const part of says) assert.ok(`${title} ${cause} ${nextStep}`.includes(part), `"${part}" in: ${title} ${cause} ${nextStep}`);
}
