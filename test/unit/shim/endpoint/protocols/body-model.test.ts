import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTopLevel, withModel } from '../../../../../src/shim/endpoint/protocols/body-model.ts';

/** JSON as programs write it: with any white space, escapes that need not be, members that stand there twice. */
interface Written {
  text: string;
  /** Where values of `model` stand on the top level. */
  models: { start: number; end: number }[];
}

const blank = fc.constantFrom('', '', '', ' ', '\n\t', '\r\n  ');
const escaped = (name: string): string => [...name].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const key = fc.oneof(
  fc.constantFrom('model', 'model', 'stream', 'messages', 'Model', 'model ', '', 'models', '__proto__', 'constructor').map((name) => JSON.stringify(name)),
  fc.constantFrom(`"${escaped('model')}"`, '"mode\\u006c"', '"\\u006dodel"', '"m\\\\odel"', '"mod\\"el"'),
  fc.string({ maxLength: 5, unit: 'binary' }).map((name) => JSON.stringify(name)),
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.stringify(one)),
  fc.constantFrom('"a/b"', '"}\\\\"', '"\\"model\\":\\"x\\""', '{"model":"inner"}', '[{"model":"inner"},"]"]', '-0.5e+10', 'true', 'null', `"${'\\"x'.repeat(40)}"`, `"${'long '.repeat(30)}\\\\"`, '{}', '[]'),
);
const body = fc.tuple(blank, fc.array(fc.tuple(blank, key, blank, blank, value, blank), { maxLength: 6 }), blank, blank).map(([before, members, inside, behind]): Written => {
  const models: Written['models'] = [];
  let text = `${before}{`;
  for (const [index, [first, name, second, third, one, fourth]] of members.entries()) {
    text += `${index === 0 ? '' : ','}${first}${name}${second}:${third}`;
    if (JSON.parse(name) === 'model') models.push({ start: text.length, end: text.length + one.length });
    text += `${one}${fourth}`;
  }
  return { text: `${text}${members.length === 0 ? inside : ''}}${behind}`, models };
});
const model = fc.oneof(fc.constantFrom('openai/gpt-5-mini', 'a"b\\', '狐狸', ''), fc.string({ maxLength: 12, unit: 'binary' }));

describe('the model in the body of a request', () => {
  it('is put in place of the other, and every other byte stays (property)', () => {
    fc.assert(
      fc.property(body, model, ({ text, models }, name) => {
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const changed = withModel(Buffer.from(text), name).toString('utf8');
        assert.deepEqual(JSON.parse(changed), { ...parsed, model: name });
        if (models.length === 0) return;
        let expected = '';
        let at = 0;
        for (const { start, end } of models) {
          expected += text.slice(at, start) + JSON.stringify(name);
          at = end;
        }
        assert.equal(changed, expected + text.slice(at));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is read as JSON.parse reads it, with what stands beside it (property)', () => {
    fc.assert(
      fc.property(body, ({ text }) => {
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const names = ['model', 'stream', 'messages'];
        assert.deepEqual({ ...readTopLevel(Buffer.from(text), names) }, Object.fromEntries(names.flatMap((name) => (Object.hasOwn(parsed, name) ? [[name, parsed[name]]] : []))));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is read of nothing that a parser takes for no object (property)', () => {
    const damaged = fc.tuple(body, fc.nat(200), fc.nat(3), fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', 'x', '\0')).map(([{ text }, at, drop, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + drop));
    fc.assert(
      fc.property(damaged, (text) => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          // It may be read all the same: what stands inside of values is for the gateway to judge.
          readTopLevel(Buffer.from(text), ['model']);
          return;
        }
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        assert.equal(readTopLevel(Buffer.from(text), ['model']) !== undefined, isObject);
        if (!isObject) assert.throws(() => withModel(Buffer.from(text), 'm'), SyntaxError);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is found and changed at little cost in a long prompt', () => {
    const prompt = JSON.stringify({ messages: Array.from({ length: 64 }, (_, index) => ({ role: 'user', content: `${index} const a = "b"; // \\ {[`.repeat(160) })), model: 'a/b', stream: true });
    const bytes = Buffer.from(prompt);
    assert.ok(bytes.length > 256 * 1024, `${bytes.length}`);
    const times: number[] = [];
    for (let round = 0; round < 60; round++) {
      const begun = performance.now();
      assert.deepEqual(readTopLevel(bytes, ['model', 'stream', 'max_tokens']), { model: 'a/b', stream: true });
      withModel(bytes, 'c/d');
      times.push(performance.now() - begun);
    }
    const best = times.sort((a, b) => a - b)[5] ?? 0;
    assert.ok(best < 4, `${best.toFixed(2)} ms`);
  });
});
