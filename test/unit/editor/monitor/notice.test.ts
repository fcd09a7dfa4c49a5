import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { noticeOf, nothingTold, type NoticeMemory } from '../../../../src/editor/monitor/notice.ts';
import { historyLine, historyWords } from '../../../../src/editor/monitor/history-line.ts';
import type { HealthState } from '../../../../src/gateways/health/signal.ts';

const minute = 60_000;
const states: readonly HealthState[] = ['healthy', 'degraded', 'down', 'local-problem', 'account-problem', 'unknown', 'paused'];

/** Asks every ten seconds while each state lasts, and notes what is told at which minute. */
function told(...course: readonly (readonly [state: HealthState, minutes: number])[]): string[] {
  let memory: NoticeMemory = nothingTold;
  let nowMs = 0;
  const said: string[] = [];
  for (const [state, minutes] of course) {
    for (const endMs = nowMs + minutes * minute; nowMs < endMs; nowMs += 10_000) {
      const { memory: next, tell } = noticeOf(memory, { state }, nowMs);
      memory = next;
      if (tell) said.push(`${tell} at ${Math.floor(nowMs / minute)}`);
    }
  }
  return said;
}

describe('notices of a gateway', () => {
  it('say nothing while all is well, unknown, paused or merely slower', () => {
    assert.deepEqual(told(['unknown', 5], ['healthy', 600], ['degraded', 30], ['paused', 10], ['healthy', 5]), []);
  });

  it('tell trouble once and its end once', () => {
    assert.deepEqual(told(['healthy', 10], ['down', 300], ['healthy', 10]), ['trouble at 10', 'recovered at 310']);
  });

  it('tell trouble that is there from the beginning', () => {
    assert.deepEqual(told(['account-problem', 5]), ['trouble at 0']);
  });

  it('do not take another kind of trouble, or not knowing, for its end', () => {
    assert.deepEqual(told(['down', 5], ['local-problem', 5], ['unknown', 60], ['degraded', 5], ['down', 5]), ['trouble at 0']);
  });

  it('do not tell what has passed before it was told', () => {
    assert.deepEqual(told(['healthy', 10], ['down', 0.3], ['healthy', 10]), []);
  });

  it('tell flapping at most once in a quarter of an hour', () => {
    const course = Array.from({ length: 30 }, () => [['down', 1], ['healthy', 1]] as const).flat();
    const said = told(...course).filter((one) => one.startsWith('trouble'));
    assert.ok(said.length >= 2 && said.length <= 4, said.join());
  });

  it('alternate, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...states), fc.integer({ min: 1, max: 40 }))), (course) => {
        const said = told(...course).map((one) => one.split(' ')[0]);
        said.forEach((one, index) => assert.equal(one, index % 2 === 0 ? 'trouble' : 'recovered'));
      }),
    );
  });
});

describe('the history as a line', () => {
  it('has a glyph a state', () => {
    assert.equal(historyLine(['none', 'healthy', 'degraded', 'down', 'healthy']), '·█▅▁█');
  });

  it('never rounds trouble away', () => {
    assert.match(historyWords(0.99999, 24), /99\.9 %/);
    assert.match(historyWords(1, 24), /100 %/);
    assert.match(historyWords(null, 24), /Nothing is known/);
  });
});
