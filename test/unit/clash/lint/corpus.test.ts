import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { ClashForm } from '../../../../src/clash/configuration/model.ts';
import { lintConfiguration } from '../../../../src/clash/lint/lint.ts';
import type { ClashProblem } from '../../../../src/clash/lint/problem.ts';
import { applyEdits } from '../../../../src/clash/text-edit.ts';
import { corpus, longText, type CorpusText } from './corpus.ts';
import { surroundings } from './surroundings.ts';

function lintText({ text, path }: Pick<CorpusText, 'text' | 'path'>, form?: ClashForm): ClashProblem[] {
  return lintConfiguration(readConfiguration(text, { ...(path === undefined ? {} : { path }), ...(form === undefined ? {} : { form }) }), { ...surroundings, path });
}

/** Every problem lies within the text, in order, and every fix can be applied. */
function isSound(text: string, problems: readonly ClashProblem[]): void {
  let last = 0;
  for (const { start, end, message, fixes } of problems) {
    assert.ok(start >= last && end >= start && end <= text.length);
    last = start;
    assert.doesNotMatch(message, /undefined|\{\d\}|\[object/);
    for (const fix of fixes) applyEdits(text, fix.edits);
  }
}

describe('clash lint of texts as they are met', () => {
  it('has at least 200 of them', () => assert.ok(corpus.length >= 200));

  for (const one of corpus) {
    it(`takes ${one.name}`, function () {
      this.timeout(30_000);
      const problems = lintText(one);
      isSound(one.text, problems);
      const errors = problems.filter(({ severity }) => severity === 'error');
      assert.equal(errors.length > 0, one.refused === true, errors.map(({ id, message, start }) => `${id} at ${start}: ${message}`).join('\n'));
    });
  }

  it('brings nothing new about by a fix in any of them', function () {
    this.timeout(60_000);
    const count = (problems: readonly ClashProblem[], which: (problem: ClashProblem) => boolean): number => problems.filter(which).length;
    for (const one of corpus) {
      if (one.text.length > 100_000) continue;
      const before = lintText(one);
      const tried = new Set<string>();
      for (const problem of before) {
        for (const fix of problem.fixes) {
          const fixed = applyEdits(one.text, fix.edits);
          if (tried.has(`${problem.id} ${fixed}`)) continue;
          tried.add(`${problem.id} ${fixed}`);
          const after = lintText({ ...one, text: fixed });
          const said = `${one.name}: ${fix.title}`;
          assert.ok(count(after, ({ id }) => id === problem.id) <= count(before, ({ id }) => id === problem.id), said);
          // No fix brings an error about, nor a text that can't be read.
          assert.ok(count(after, ({ severity }) => severity === 'error') <= count(before, ({ severity }) => severity === 'error'), said);
          assert.deepEqual(after.filter(({ id }) => id === 'unreadable-text'), before.filter(({ id }) => id === 'unreadable-text'), said);
        }
      }
    }
  });

  it('takes damaged texts without an end of its own', () => {
    const pieces = ['- ', ': ', '{', '}', '[', ']', '"', "'", '#', '\n', '\t', '&a ', '*a', '<<: *a', '🚀', 'MATCH,', 'DIRECT', ',', '# gatehouse-ignore R1\n', '|', '>', '%', '\u0000', '---\n'];
    const short = corpus.filter(({ text }) => text.length < 5_000);
    const damage = fc.record({ at: fc.nat(), cut: fc.nat({ max: 8 }), put: fc.constantFrom('', ...pieces) });
    const forms: readonly (ClashForm | undefined)[] = [undefined, 'configuration', 'verge-merge', 'verge-rules', 'verge-groups', 'party-override', 'stash-override', 'rule-set', 'proxy-set'];
    fc.assert(
      fc.property(fc.constantFrom(...short), fc.array(damage, { minLength: 1, maxLength: 4 }), fc.constantFrom(...forms), ({ text }, damages, form) => {
        let damaged = text;
        for (const { at, cut, put } of damages) {
          const place = at % (damaged.length + 1);
          damaged = damaged.slice(0, place) + put + damaged.slice(place + cut);
        }
        isSound(damaged, lintText({ text: damaged }, form));
      }),
      { numRuns: 400 },
    );
  }).timeout(60_000);

  it('looks at a hundred thousand rows in a moment', function () {
    this.timeout(30_000);
    const text = longText(100_000);
    lintText({ text });
    const before = process.cpuUsage();
    lintText({ text: `${text}# one more\n` });
    const { user, system } = process.cpuUsage(before);
    // The processor's time, so that others on the machine do not count; in all, reading included.
    assert.ok((user + system) / 1_000 < 1_000, `${(user + system) / 1_000} ms`);
  });
});
