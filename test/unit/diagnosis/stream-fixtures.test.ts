/** What real boxes showed, recorded by the peers tier, judged again: the same verdicts on every system. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { IdleEvidence, StreamEvidence } from '../../../src/diagnosis/evidence.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { probes } from '../../../src/diagnosis/probes/index.ts';
import { idleOutcome, ladderKind } from '../../../src/diagnosis/rules/idle.ts';
import { classifyRun } from '../../../src/diagnosis/rules/stream-class.ts';
import { fixtureFolder, type StreamFixture } from '../../peers/rigs/stream-fixture.ts';
import { factsOf, resultOf } from './samples.ts';

const fixtures = fs.readdirSync(fixtureFolder).filter((file) => file.endsWith('.json')).map((file) =>
  JSON.parse(fs.readFileSync(`${fixtureFolder}${file}`, 'utf8')) as StreamFixture);

describe('what real boxes showed', () => {
  it('was recorded of all of them', () => {
    assert.ok(fixtures.length >= 50);
    for (const box of ['nginx', 'haproxy', 'squid', 'tinyproxy', 'privoxy', 'mitmproxy', 'relay', 'untouched']) {
      assert.ok(fixtures.some(({ name }) => name.includes(box)), box);
    }
  });

  for (const { name, probe, facts, evidence, expect } of fixtures) {
    it(`${name}: ${expect.class ?? expect.ladder?.how ?? expect.status}`, () => {
      const judge = probes.find(({ id }) => id === probe);
      assert.ok(judge);
      const all = factsOf({ ...facts, context: 'terminal' });
      const judged = judge.judge(evidence as never, all);
      const { findings } = diagnose(all, [resultOf(probe, judge.leg, judged, evidence)]);
      assert.equal(judged.status, expect.status);
      assert.deepEqual(findings.map(({ id, severity }) => `${id} (${severity})`).toSorted(), expect.findings.toSorted());
      if (expect.leg) assert.equal(findings[0]?.leg, expect.leg);
      if (expect.class) {
        const { class: kind, delivery } = classifyRun(evidence as StreamEvidence);
        assert.deepEqual([kind, delivery], [expect.class, expect.delivery]);
      }
      if (expect.ladder) {
        const idle = evidence as IdleEvidence;
        assert.deepEqual({ kind: ladderKind(idle, true), how: idleOutcome(idle)?.end?.how ?? 'survived' }, expect.ladder);
      }
    });
  }
});
