import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { attemptBars, spanWords } from '../../../../../src/shim/endpoint/journal/attempt-bars.ts';
import type { AttemptEntry, RequestEntry } from '../../../../../src/shim/endpoint/journal/request-entry.ts';
import { aFallback, aLive, anAttempt, aRequest, startMs } from './requests.ts';

type Spans = readonly (readonly [kind: string, startMs: number, durationMs: number])[];

function spansOf(entry: RequestEntry, nowMs = startMs): Spans[] {
  return attemptBars(entry, nowMs).bars.map(({ spans }) => spans.map(({ kind, startMs: atMs, durationMs }) => [kind, atMs, durationMs] as const));
}

describe('the attempts of a request as bars', () => {
  const cases: readonly [what: string, entry: RequestEntry, spans: readonly Spans[]][] = [
    ['one that was answered', aRequest(), [[['connect', 0, 40], ['head', 40, 260], ['thought', 300, 400], ['content', 700, 1_400]]]],
    [
      'a fallback begins with its pause, behind what failed',
      aFallback(),
      [
        [['connect', 0, 40], ['head', 40, 50], ['thought', 90, 5]],
        [['wait', 100, 200], ['connect', 300, 10], ['head', 310, 190], ['thought', 500, 300], ['content', 800, 1_200]],
      ],
    ],
    ['one that never connected', aRequest({ attempts: [{ target: 'a/b', why: 'first', startedMs: 5, waitedMs: 0, endedMs: 4_005, end: 'failed', fault: { kind: 'connect-timeout', leg: 'tcp' } }] }), [[['wait', 5, 0], ['connect', 5, 4_000]].filter(([, , ms]) => ms !== 0) as unknown as Spans]],
    ['a kept connection has no time of connecting', aRequest({ attempts: [anAttempt({ reused: true, connectedMs: 0 })] }), [[['head', 0, 300], ['thought', 300, 400], ['content', 700, 1_400]]]],
    [
      'two that race overlap',
      aRequest({ attempts: [anAttempt({ end: 'lost-race', endedMs: 900 }), anAttempt({ why: 'race', startedMs: 500, connectedMs: 520, headersMs: 600, firstContentMs: 900 })] }),
      [
        [['connect', 0, 40], ['head', 40, 260], ['thought', 300, 400], ['content', 700, 200]],
        [['connect', 500, 20], ['head', 520, 80], ['thought', 600, 300], ['content', 900, 1_200]],
      ],
    ],
  ];
  for (const [what, entry, spans] of cases) it(what, () => assert.deepEqual(spansOf(entry), spans));

  it('go on to now while one runs', () => {
    const { totalMs, bars } = attemptBars(aLive(), startMs + 5_000);
    assert.equal(totalMs, 5_000);
    assert.deepEqual(bars[0]?.spans.at(-1), { kind: 'thought', startMs: 300, durationMs: 4_700 });
  });

  it('never leave the axis, never overlap and leave no gap, whatever an entry holds', () => {
    const ms = fc.double({ min: 0, max: 100_000, noNaN: true });
    const mark = fc.option(ms, { nil: undefined });
    const attempt = fc.record({ startedMs: ms, waitedMs: ms, connectedMs: mark, headersMs: mark, firstContentMs: mark, endedMs: mark });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 6 }), mark, ms, (attempts, endedMs, sinceMs) => {
        const entry = { ...aRequest(), attempts: attempts.map((one) => ({ target: 'a/b', why: 'first', ...one }) as AttemptEntry), endedMs } as RequestEntry;
        const { totalMs, bars } = attemptBars(entry, startMs + sinceMs);
        for (const { spans, startMs: fromMs, endMs } of bars) {
          let atMs = fromMs;
          for (const span of spans) {
            assert.ok(Math.abs(span.startMs - atMs) < 0.001 && span.durationMs > 0);
            atMs = span.startMs + span.durationMs;
          }
          assert.ok(fromMs >= 0 && atMs <= endMs + 0.001 && endMs <= totalMs + 0.001);
        }
      }),
    );
  });

  it('have a word for each step', () => {
    const words = (['wait', 'connect', 'head', 'thought', 'content'] as const).map(spanWords);
    assert.equal(new Set(words).size, 5);
  });
});
