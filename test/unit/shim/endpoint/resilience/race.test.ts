import assert from 'node:assert/strict';
import fc from 'fast-check';
import { raceCost, type RacingTarget } from '../../../../../src/shim/endpoint/resilience/race-cost.ts';
import { lostBySilence, raceStep, raceWinner, type Contender, type RaceStep } from '../../../../../src/shim/endpoint/resilience/race.ts';

describe('a race', () => {
  const running: Contender = { startedMs: 1_000 };
  const table: readonly (readonly [string, number | null, readonly Contender[], number, RaceStep])[] = [
    ['none is set', null, [running], 99_000, { step: 'nothing' }],
    ['both at once', 0, [running], 1_000, { step: 'start' }],
    ['not yet', 4_000, [running], 4_999, { step: 'wait', untilMs: 5_000 }],
    ['now', 4_000, [running], 5_000, { step: 'start' }],
    ['content has come', 4_000, [{ ...running, firstContentMs: 2_000 }], 5_000, { step: 'nothing' }],
    ['the first has failed', 4_000, [{ ...running, failedMs: 2_000 }], 5_000, { step: 'nothing' }],
    ['two run', 4_000, [running, { startedMs: 5_000 }], 20_000, { step: 'nothing' }],
    ['one of two has failed, the other is slow', 4_000, [{ ...running, failedMs: 6_000 }, { startedMs: 5_000 }], 9_000, { step: 'start' }],
    ['nobody runs', 4_000, [], 0, { step: 'nothing' }],
  ];
  for (const [name, afterMs, contenders, nowMs, expected] of table) {
    it(name, () => assert.deepEqual(raceStep(afterMs === null ? undefined : { afterMs }, contenders, nowMs), expected));
  }

  it('is won by the first content', () => {
    assert.equal(raceWinner([]), undefined);
    assert.equal(raceWinner([running, running]), undefined);
    assert.equal(raceWinner([{ ...running, firstContentMs: 3_000 }, { startedMs: 2_000, firstContentMs: 2_500 }]), 1);
    assert.equal(raceWinner([{ ...running, firstContentMs: 2_500 }, { startedMs: 2_000, firstContentMs: 2_500 }]), 0);
    assert.equal(raceWinner([{ ...running, failedMs: 1_500, firstContentMs: 1_500 }, { startedMs: 2_000, firstContentMs: 2_500 }]), 1);
  });

  const silence: readonly (readonly [string, Parameters<typeof lostBySilence>, boolean])[] = [
    ['hung', [{ startedMs: 0, hasAnswered: false }, { startedMs: 2_000, firstContentMs: 2_800 }, 2_800], true],
    ['has begun to answer', [{ startedMs: 0, hasAnswered: true }, { startedMs: 2_000, firstContentMs: 2_800 }, 2_800], false],
    ['was asked last', [{ startedMs: 2_000, hasAnswered: false }, { startedMs: 0, firstContentMs: 9_000 }, 9_000], false],
    ['was asked at the same time', [{ startedMs: 0, hasAnswered: false }, { startedMs: 0, firstContentMs: 9_000 }, 9_000], false],
    ['had no second', [{ startedMs: 0, hasAnswered: false }, { startedMs: 150, firstContentMs: 200 }, 200], false],
    ['had less than twice the time', [{ startedMs: 0, hasAnswered: false }, { startedMs: 2_000, firstContentMs: 6_001 }, 6_001], false],
    ['lost against nobody', [{ startedMs: 0, hasAnswered: false }, { startedMs: 2_000 }, 9_000], false],
  ];
  for (const [name, given, expected] of silence) it(`a loser that ${name} ${expected ? 'says' : 'does not say'} something of its target`, () => assert.equal(lostBySilence(...given), expected));

  it('never has more than two at once, whatever the times', () => {
    const contender = fc.record(
      { startedMs: fc.nat(100), firstContentMs: fc.nat(100), failedMs: fc.nat(100) },
      { requiredKeys: ['startedMs'] },
    ).map((one): Contender => one);
    fc.assert(
      fc.property(fc.array(contender, { maxLength: 5 }), fc.nat(100), fc.nat(200), (contenders, afterMs, nowMs) => {
        const open = contenders.filter(({ failedMs }) => failedMs === undefined);
        if (raceStep({ afterMs }, contenders, nowMs).step === 'start') {
          assert.equal(open.length, 1);
          assert.equal(raceWinner(contenders), undefined);
          assert.ok(nowMs - (open[0]?.startedMs ?? 0) >= afterMs);
        }
      }),
    );
  });
});

describe('what a race costs', () => {
  const usage = { inputTokens: 10_000, outputTokens: 1_000 };
  const price = { inputUsd: 3, outputUsd: 15 };
  const at = (cancelStopsBilling: 'yes' | 'no' | 'by-provider' | undefined, provider?: string): RacingTarget => ({
    gateway: { title: 'Acme', ...(cancelStopsBilling && { cancelStopsBilling }) },
    price,
    ...(provider !== undefined && { provider }),
  });
  const table: readonly (readonly [string, RacingTarget, number, RegExp])[] = [
    ['cancelling stops the bill', at('yes'), 0.03, /^Acme: cancelling a stream stops the bill/],
    ['it does not', at('no'), 0.045, /^Acme: cancelling a stream does not stop the bill/],
    ['nobody knows', at(undefined), 0.045, /not known whether/],
    ['the gateway chooses a provider', at('by-provider'), 0.045, /not known whether/],
    ['the provider stops', at('by-provider', 'Anthropic'), 0.03, /^Acme, Anthropic: cancelling a stream stops/],
    ['the provider goes on', at('by-provider', 'Groq'), 0.045, /^Acme, Groq: cancelling a stream does not stop/],
  ];
  for (const [name, target, maxUsd, words] of table) {
    it(name, () => {
      const cost = raceCost([target], usage, true);
      assert.ok(Math.abs((cost.maxUsd ?? NaN) - maxUsd) < 1e-12);
      assert.match(cost.words[0] ?? '', words);
      assert.match(cost.words.at(-1) ?? '', /costs up to 0\.0[35] USD more|costs up to 0\.04 USD more/);
    });
  }

  it('is the dearer of both, for either may lose', () => {
    assert.ok(Math.abs((raceCost([at('yes'), at('no')], usage, true).maxUsd ?? NaN) - 0.045) < 1e-12);
  });

  it('is a whole answer where nothing is streamed', () => {
    const cost = raceCost([at('yes')], usage, false);
    assert.ok(Math.abs((cost.maxUsd ?? NaN) - 0.045) < 1e-12);
    assert.match(cost.words[0] ?? '', /not streamed is billed in full/);
  });

  it('is not known without a price, and is not said to be nothing', () => {
    const cost = raceCost([at('yes'), { gateway: { title: 'Free' } }], usage, true);
    assert.equal(cost.maxUsd, undefined);
    assert.match(cost.words.at(-1) ?? '', /not known, because a price is not/);
  });
});
