import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { EventClock } from '../../../bench/outage-day/events.ts';
import { outageFigure } from '../../../bench/outage-day/figure.ts';
import { makeDay, outage } from '../../../bench/outage-day/model.ts';
import { all, chainAndBreaker, price, simulate, strategies, usage } from '../../../bench/outage-day/simulate.ts';
import { modelWords, published, summaries, type Summary } from '../../../bench/outage-day/summary.ts';
import { spentInAll } from '../../../../src/shim/endpoint/spend/ledger.ts';
import { defaultPolicy } from '../../../../src/shim/endpoint/resilience/next-step.ts';

describe('a day with an outage', () => {
  it('goes better with a chain than with retries, and with those no worse than with nothing, whatever the day', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const [nothing, retry, chain, race] = summaries(seed, 8) as [Summary, Summary, Summary, Summary];
      assert.ok(chain.answeredDay > retry.answeredDay + 0.05 && race.answeredDay > retry.answeredDay + 0.05);
      assert.ok(retry.answeredDay > nothing.answeredDay);
      assert.equal(nothing.answeredOutage, 0);
      assert.ok(chain.answeredOutage > 0.95 && race.answeredOutage > 0.95);
      assert.ok(race.promptOutage > chain.promptOutage, 'racing is for attempts that hang');
      assert.ok((race.medianFirstContentMs ?? Infinity) < 5_000);
      // The breaker keeps most requests from the gateway that is down.
      assert.ok(chain.extraOutage < 0.5 && race.extraOutage < 0.5 && retry.extraOutage > 1.5);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const played = (seed: number): string => JSON.stringify(simulate(makeDay(seed), all, seed));
    assert.equal(played(7), played(7));
    assert.notEqual(played(7), played(8));
  });

  it('answers again after the outage, within the longest cooldown', () => {
    const { requests } = simulate(makeDay(9), { ...chainAndBreaker, targets: ['primary'] }, 9);
    const after = requests.filter(({ atMs }) => atMs > outage.toMs + 300_000);
    assert.ok(after.filter(({ end }) => end === 'answered').length > 0.98 * after.length);
  });

  for (const strategy of strategies) {
    it(`keeps every request with ${strategy.name} to its budget`, () => {
      for (const seed of [11, 12]) {
        const day = makeDay(seed);
        const { requests, ledger } = simulate(day, strategy, seed);
        assert.equal(requests.length, day.requests.length, 'a request was lost');
        for (const { attempts, settledMs, end } of requests) {
          assert.ok(attempts >= 1 && attempts <= defaultPolicy.maxAttempts && attempts <= strategy.policy.maxPerTarget * strategy.targets.length);
          assert.ok(settledMs >= 0 && settledMs <= 590_000);
          assert.notEqual(end, 'refused');
        }
        // Nothing is counted that was not sent, and no money is lost.
        const spent = spentInAll(ledger);
        const begun = requests.filter(({ end }) => end === 'answered' || end === 'broke-off').length;
        const lost = (spent.inputTokens - begun * usage.inputTokens) / usage.inputTokens;
        assert.equal(spent.requests, begun);
        assert.ok(strategy.race ? lost >= 0 && lost <= requests.length : lost === 0);
        const usd = (spent.inputTokens * price.inputUsd + spent.outputTokens * price.outputUsd) / 1e6;
        assert.ok(Math.abs(spent.costUsd - usd) < 1e-6);
      }
    });
  }

  it('spends no more than its cap and what was under way', () => {
    const cap = 2;
    const { requests, ledger } = simulate(makeDay(13), { ...all, caps: [{ alias: '*', usdPerDay: cap }] }, 13);
    const each = (usage.inputTokens * price.inputUsd + usage.outputTokens * price.outputUsd) / 1e6;
    const { costUsd } = spentInAll(ledger);
    assert.ok(costUsd >= cap && costUsd < cap + 10 * each, String(costUsd));
    assert.ok(requests.filter(({ end }) => end === 'refused').length > 100);
    // What comes after the first refusal is refused as well.
    const first = requests.findIndex(({ end }) => end === 'refused');
    assert.ok(requests.slice(first).every(({ end }) => end === 'refused'));
  });

  it('is drawn in the docs as it is played', () => {
    const figure = outageFigure(summaries(published.seed, published.days, strategies), modelWords(published.seed, published.days));
    assert.equal(fs.readFileSync('docs/pictures/outage-day.svg', 'utf8'), figure, 'node test/bench/outage-day.ts --svg docs/pictures/outage-day.svg');
  });
});

describe('a clock of events', () => {
  it('plays them in order of time, and of planning, and none that was called off', () => {
    const clock = new EventClock();
    const seen: string[] = [];
    const note = (name: string) => (): void => void seen.push(`${name} ${clock.nowMs}`);
    clock.at(5, note('c'));
    clock.at(1, note('a'));
    clock.at(1, note('b'));
    clock.at(2, note('off'))();
    clock.at(3, () => clock.at(0, note('late')));
    clock.run();
    assert.deepEqual(seen, ['a 1', 'b 1', 'late 3', 'c 5']);
  });
});
