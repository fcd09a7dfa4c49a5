import assert from 'node:assert/strict';
import { lintRules } from '../../../../src/clash/lint/catalogue.ts';
import { lintConfiguration } from '../../../../src/clash/lint/lint.ts';
import type { ClashProblem } from '../../../../src/clash/lint/problem.ts';
import { applyEdits } from '../../../../src/clash/text-edit.ts';
import { examples, type Example } from './examples.ts';
import { read } from './surroundings.ts';

function problemsOf(id: string, example: Example): ClashProblem[] {
  return lintConfiguration(...read(example)).filter((problem) => problem.id === id);
}

describe('clash lint catalogue', () => {
  it('has an example that is wrong and one that is right for every rule, and for nothing else', () => {
    assert.deepEqual(Object.keys(examples).sort(), lintRules.map(({ id }) => id).sort());
    for (const [id, { wrong, right }] of Object.entries(examples)) assert.ok(wrong.length > 0 && right.length > 0, id);
  });

  it('gives each rule an id of its own and a code', () => {
    assert.equal(new Set(lintRules.map(({ id }) => id)).size, lintRules.length);
    for (const { id, code } of lintRules) {
      assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      assert.match(code, /^[RGDSO]\d{1,2}$/);
    }
  });

  for (const { id, severity, fixable } of lintRules) {
    describe(id, () => {
      const { wrong, right } = examples[id] ?? { wrong: [], right: [] };

      for (const [index, example] of wrong.entries()) {
        it(`speaks of example ${index + 1}, within its text`, () => {
          const found = problemsOf(id, example);
          assert.ok(found.length > 0);
          for (const problem of found) {
            assert.equal(problem.severity, severity);
            assert.ok(problem.start >= 0 && problem.start <= problem.end && problem.end <= example.text.length);
            // What is wrong, what it does to calls, what to do.
            assert.ok(problem.message.length > 60, problem.message);
          }
        });

        it(`mends example ${index + 1}, and changes nothing else`, () => {
          const [first] = problemsOf(id, example);
          const [fix] = first?.fixes ?? [];
          if (example.fixed === undefined) {
            assert.equal(fix, undefined);
            return;
          }
          assert.ok(fix, 'no fix');
          const fixed = applyEdits(example.text, fix.edits);
          assert.equal(fixed, example.fixed);
          assert.ok(problemsOf(id, { ...example, text: fixed }).length < problemsOf(id, example).length);
        });

        it(`ends example ${index + 1} by every other fix too`, () => {
          const before = problemsOf(id, example);
          for (const fix of before[0]?.fixes.slice(1) ?? []) {
            const fixed = applyEdits(example.text, fix.edits);
            assert.ok(problemsOf(id, { ...example, text: fixed }).length < before.length, `${fix.title}: ${fixed}`);
          }
        });
      }

      for (const [index, example] of right.entries()) {
        it(`is silent in example ${index + 1}`, () => assert.deepEqual(problemsOf(id, example), []));
      }

      it(fixable ? 'has a fix somewhere' : 'has no fix', () => {
        assert.equal(wrong.some((example) => problemsOf(id, example).some(({ fixes }) => fixes.length > 0)), fixable);
      });
    });
  }

  it('finds no error in what a core loads', () => {
    for (const [id, { right }] of Object.entries(examples)) {
      for (const example of right) {
        const errors = lintConfiguration(...read(example)).filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors, [], id);
      }
    }
  });
});
