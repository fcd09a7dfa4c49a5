import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lintConfiguration } from '../../../../src/clash/lint/lint.ts';
import type { ClashProblem, LintRule } from '../../../../src/clash/lint/problem.ts';
import { applyEdits } from '../../../../src/clash/text-edit.ts';
import { ClashDesk } from '../../../../src/editor/clash/clash-desk.ts';
import type { Question, QuestionKind, Questions, TextChange } from '../../../../src/editor/clash/clash-protocol.ts';
import { startThread, WorkerLink } from '../../../../src/editor/clash/worker-link.ts';

const uri = 'file:///w/a.yaml';
const sample = `proxies:
  - { name: node-a, type: ss, server: a.example, port: 1 }
proxy-groups:
  - { name: PROXY, type: select, proxies: [node-a] }
sub-rules:
  udp:
    - MATCH,REJECT
rules:
  - RULE-SET,ai,PROXY
  - DOMAIN,openrouter.ai,bad
  - DOMAIN,x.example,bad
  - SUB-RULE,(NETWORK,UDP),udp
  - MATCH,PROXY
rule-providers:
  ai: { type: inline, behavior: domain, payload: [] }
`;
const gateways = [{ id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true }];

/** Finds the target `bad`, and puts DIRECT in its place. */
const noBad: LintRule = {
  id: 'no-bad',
  code: 'X1',
  severity: 'error',
  fixable: true,
  *check({ rules, text }): Iterable<ClashProblem> {
    for (const { rule, range } of rules) {
      if ('fault' in rule || rule.target !== 'bad') continue;
      const start = text.lastIndexOf('bad', range.end);
      yield { id: 'no-bad', severity: 'error', message: 'bad', start, end: start + 3, fixes: [{ title: 'DIRECT', edits: [{ start, end: start + 3, text: 'DIRECT' }] }], related: [{ ...range, message: 'here' }] };
    }
  },
};

function desk(seen: string[] = []): { tell(text: string): void; change(...changes: TextChange[]): void; ask<K extends QuestionKind>(question: Extract<Question, { kind: K }>, version?: number): Questions[K]['answer']; isStale(version: number): boolean } {
  let version = 1;
  const one = new ClashDesk({
    ruleSets: () => new Map(),
    lint: (configuration, around) => {
      seen.push(configuration.text);
      return lintConfiguration(configuration, around, [noBad]);
    },
  });
  one.take({ notice: { kind: 'gateways', gateways } });
  return {
    tell: (text) => void one.take({ notice: { kind: 'opened', uri, path: '/w/a.yaml', local: true, version, text } }),
    change: (...changes) => void one.take({ notice: { kind: 'changed', uri, version: ++version, changes } }),
    ask: (question, of = version) => {
      const answer = one.take({ id: 1, uri, version: of, question });
      assert.ok(answer && 'answer' in answer, JSON.stringify(answer));
      return answer.answer as never;
    },
    isStale: (of) => 'stale' in (one.take({ id: 1, uri, version: of, question: { kind: 'folds' } }) ?? {}),
  };
}

describe('the desk that reads Clash files', () => {
  it('judges a version, places in lines and characters, and the fixes', () => {
    const { tell, ask } = desk();
    tell(sample);
    const problems = ask({ kind: 'lint' });
    assert.deepEqual(problems.map(({ span, id }) => [id, span.start.line, span.start.character, span.end.character]), [['no-bad', 9, 25, 28], ['no-bad', 10, 21, 24]]);
    assert.deepEqual(problems[0]?.fixes, [{ title: 'DIRECT', edits: [{ span: problems[0]?.span, text: 'DIRECT' }] }]);
    assert.deepEqual(problems[0]?.related.map(({ message, span }) => [message, span.start.line]), [['here', 9]]);
    assert.equal(problems[0]?.fixableTogether, 2);
    assert.equal(ask({ kind: 'fixAll', id: 'no-bad' }).length, 2);
    assert.deepEqual(ask({ kind: 'fixAll', id: 'other' }), []);
  });

  it('answers of no version but the one it has', () => {
    const { tell, change, isStale, ask } = desk();
    assert.equal(isStale(1), true);
    tell(sample);
    change({ offset: sample.indexOf('bad'), length: 3, text: 'DIRECT' });
    assert.equal(isStale(1), true);
    assert.equal(ask({ kind: 'lint' }).length, 1);
  });

  it('has the text that the editor has after any changes', () => {
    const change = fc.record({ offset: fc.nat(), length: fc.nat({ max: 5 }), text: fc.constantFrom('', 'rules:\n', '\r\n', 'é', '- MATCH,bad') });
    fc.assert(fc.property(fc.array(fc.array(change, { maxLength: 3 })), (events) => {
      const seen: string[] = [];
      const one = desk(seen);
      let text = sample;
      one.tell(text);
      for (const changes of events) {
        const told: TextChange[] = [];
        for (const { offset, length, text: put } of changes) {
          const at = offset % (text.length + 1);
          const taken = Math.min(length, text.length - at);
          told.push({ offset: at, length: taken, text: put });
          text = applyEdits(text, [{ start: at, end: at + taken, text: put }]);
        }
        one.change(...told);
      }
      one.ask({ kind: 'lint' });
      // What is no Clash file any more is not judged.
      if (seen.length > 0) assert.equal(seen.at(-1), text);
    }));
  });

  it('tells what is where', () => {
    const { tell, ask } = desk();
    tell(sample);
    assert.deepEqual(ask({ kind: 'standing' }), { form: 'configuration', generatedBy: undefined, rules: { start: { line: 7, character: 0 }, end: { line: 7, character: 6 } } });
    const to = (words: string, more: number): unknown => ask({ kind: 'definition', offset: sample.indexOf(words) + more })?.to.map(({ start }) => [start.line, start.character]);
    assert.deepEqual(to('ai,PROXY', 4), [[3, 12]]);
    assert.deepEqual(to('RULE-SET,ai', 10), [[14, 2]]);
    assert.deepEqual(to(',udp', 2), [[5, 2]]);
    assert.deepEqual(to('[node-a]', 3), [[1, 12]]);
    const used = ask({ kind: 'references', offset: sample.indexOf('name: PROXY') + 8, withDefinition: true });
    assert.deepEqual(used.map(({ start }) => start.line), [3, 8, 12]);
    assert.equal(ask({ kind: 'ruleAt', rule: 4 })?.start.line, 12);
    assert.deepEqual(ask({ kind: 'hover', offset: sample.indexOf('proxies: [') }), undefined);
  });

  it('tells where the calls of a gateway go', () => {
    const { tell, ask } = desk();
    tell(sample);
    const lenses = ask({ kind: 'lenses' });
    assert.equal(lenses.length, 1);
    assert.match(lenses[0]?.words ?? '', /^openrouter\.ai -> rule 2 -> bad/);
    assert.equal(lenses[0]?.goesTo?.start.line, 9);
    const hover = ask({ kind: 'hover', offset: sample.indexOf('DOMAIN,openrouter.ai') + 2 });
    assert.equal(hover?.title, 'Rule 2');
    assert.ok(hover.lines.includes('Catches openrouter.ai (OpenRouter)'), hover.lines.join('\n'));
  });

  it('completes a text that is no YAML yet, with the names it knew', () => {
    const { tell, ask, change } = desk();
    tell(sample);
    ask({ kind: 'lint' });
    const put = '  - MATCH,\n  - [{\n';
    const offset = sample.indexOf('  - MATCH,PROXY');
    change({ offset, length: 0, text: put });
    const labels = ask({ kind: 'completion', offset: offset + '  - MATCH,'.length })?.items.map(({ label }) => label);
    assert.equal(labels?.[0], 'PROXY');
    assert.ok(labels.includes('node-a'));
  });

  it('says of other YAML that it is none', () => {
    const { tell, ask } = desk();
    tell('apiVersion: v1\n');
    assert.equal(ask({ kind: 'standing' }).form, undefined);
    assert.deepEqual([ask({ kind: 'lint' }), ask({ kind: 'folds' }), ask({ kind: 'lenses' }), ask({ kind: 'hover', offset: 2 })], [[], [], [], undefined]);
  });

  it('works in a thread of its own, with the catalogue', async () => {
    const lost: unknown[] = [];
    const program = new URL('../../../../src/editor/clash/clash-worker.ts', import.meta.url);
    const link = new WorkerLink(() => startThread(program, { bundle: undefined }), (error) => lost.push(error));
    try {
      link.tell({ kind: 'gateways', gateways });
      link.tell({ kind: 'opened', uri, path: '/w/a.yaml', local: false, version: 1, text: sample });
      // The thread alone keeps no process alive; a test waits for it.
      const wait = setInterval(() => undefined, 1_000);
      const problems = await link.ask<'lint'>(uri, 1, { kind: 'lint' });
      clearInterval(wait);
      assert.ok(problems?.some(({ severity, message }) => severity === 'error' && message.includes('bad')), JSON.stringify(problems));
      assert.deepEqual(lost, []);
    } finally {
      link.end();
    }
  });
});
