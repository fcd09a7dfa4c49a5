import assert from 'node:assert/strict';
import { findGateway } from '../../../src/gateways/catalogue/index.ts';
import { classifyEnding, classifyWholeAnswer } from '../../../src/gateways/classify-ending.ts';
import { classifyStreamEvent } from '../../../src/gateways/classify.ts';
import type { Fault } from '../../../src/gateways/fault.ts';
import { availabilityCodes, errorTypes, openrouterRows } from '../../docs/faults/openrouter-rows.ts';
import { otherAnswerRows } from '../../docs/faults/other-answer-rows.ts';
import { answerOf } from '../../docs/faults/row.ts';
import { endingRows, eventRows } from '../../docs/faults/stream-rows.ts';
import { assertFault } from './assert-fault.ts';

describe('the table of faults', () => {
  for (const row of [...openrouterRows, ...otherAnswerRows]) {
    it(`${row.group}: ${row.status}, ${row.name}`, () => {
      const gateway = row.gateway === undefined ? undefined : findGateway(row.gateway);
      assertFault(classifyWholeAnswer(answerOf(row), gateway), row.expected);
    });
  }

  for (const row of eventRows) {
    it(`${row.group}: ${row.name}`, () => assertFault(classifyStreamEvent(row.event), row.expected));
  }

  for (const row of endingRows) {
    it(`${row.group}: ${row.name}`, () => assertFault(classifyEnding(row.ending), row.expected));
  }

  it('has all typed errors of OpenRouter', () => {
    assert.equal(new Set(errorTypes).size, 27);
    assert.equal(new Set(availabilityCodes).size, 11);
  });

  it('is of use for both the shapes a typed error has in a stream', () => {
    const found: (Fault | null)[] = [{ error: { metadata: { error_type: 'timeout' } } }, { error_type: 'timeout' }].map((one) => classifyStreamEvent(one));
    assert.deepEqual(found.map((one) => one?.kind), ['provider-timeout', 'provider-timeout']);
  });
});
