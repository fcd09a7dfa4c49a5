import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventShapes } from '../../../../../src/shim/endpoint/protocols/event-shapes.ts';

const event = (value: unknown, name?: string): Buffer => Buffer.from(`${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`);
const chunk = (content: unknown, more: object = {}): object => ({ id: 'gen-1', created: 17, choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }], ...more });

/** Shapes that were shown these events, all of them plain content. */
function shown(...events: readonly Buffer[]): EventShapes {
  const shapes = new EventShapes();
  for (const bytes of events) shapes.learn(bytes, 0, bytes.length);
  return shapes;
}

describe('shapes of events', () => {
  const twice = [event(chunk('a')), event(chunk('bc'))] as const;

  for (const [name, bytes, fits] of [
    ['another text', event(chunk('quite another "text"\n\\ \u2028 狐狸')), true],
    ['the same text', event(chunk('a')), true],
    ['an empty text', event(chunk('')), false],
    ['no text', event(chunk(null)), false],
    ['a number for a text', event(chunk(1)), false],
    ['a finish reason', event({ id: 'gen-1', created: 17, choices: [{ index: 0, delta: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }] }), false],
    ['usage', event(chunk('x', { usage: { cost: 1 } })), false],
    ['an error', event(chunk('x', { error: { code: 502 } })), false],
    ['an error hidden in what looks like text', Buffer.from('data: {"id":"gen-1","created":17,"choices":[{"index":0,"delta":{"role":"assistant","content":"x"},"finish_reason":"error","a":""},"finish_reason":null}]}\n\n'), false],
    ['another role', event({ id: 'gen-1', created: 17, choices: [{ index: 0, delta: { role: 'tool', content: 'x' }, finish_reason: null }] }), false],
    ['another id', event({ ...chunk('x'), id: 'gen-2' }), false],
    ['a line end inside the text', Buffer.from(String(event(chunk('x'))).replace('"x"', '"x\n"')), false],
    ['an escape that is none', Buffer.from(String(event(chunk('x'))).replace('"x"', '"\\x"')), false],
    ['half a \\u', Buffer.from(String(event(chunk('x'))).replace('"x"', '"\\u12"')), false],
    ['a second line of data', Buffer.from(String(event(chunk('x'))).replace('\n\n', '\ndata: y\n\n')), false],
    ['an event without its end', event(chunk('x')).subarray(0, -1), false],
    ['a name', event(chunk('x'), 'error'), false],
    ['[DONE]', Buffer.from('data: [DONE]\n\n'), false],
  ] as const) {
    it(`of a text ${fits ? 'fit' : 'do not fit'} ${name}`, () => assert.equal(shown(...twice).fit(bytes, 0), fits ? bytes.length : -1));
  }

  it('fit nothing new after one event', () => {
    assert.equal(shown(twice[0]).fit(twice[1], 0), -1);
    assert.equal(shown(twice[0]).fit(twice[0], 0), twice[0].length);
  });

  it('find an event among others', () => {
    const bytes = Buffer.concat([event(chunk('one')), event(chunk('two')), event('x')]);
    const shapes = shown(...twice);
    const end = shapes.fit(bytes, 0);
    assert.equal(bytes.toString('utf8', 0, end), String(event(chunk('one'))));
    assert.equal(bytes.toString('utf8', end, shapes.fit(bytes, end)), String(event(chunk('two'))));
    assert.equal(shapes.fit(bytes, shapes.fit(bytes, end)), -1);
  });

  it('learn numbers and texts that change beside the content, and tell the count', () => {
    const delta = (count: unknown, text: string, noise: string): Buffer => event({ type: 'response.output_text.delta', sequence_number: count, delta: text, obfuscation: noise }, 'response.output_text.delta');
    const shapes = shown(delta(9, 'a', 'xy'), delta(10, 'b', 'xyz'));
    assert.equal(shapes.count, undefined);
    const next = delta(123_456, 'c', 'x');
    assert.equal(shapes.fit(next, 0), next.length);
    assert.equal(shapes.count, 123_456);
    for (const wrong of [-1, 1.5, 1e30, null, '7']) assert.equal(shapes.fit(delta(wrong, 'c', 'x'), 0), -1, String(wrong));
    assert.equal(shapes.fit(Buffer.from(String(next).replace('123456', '0123456')), 0), -1);
    assert.equal(shapes.count, 123_456);
  });

  it('of another type are other shapes', () => {
    const of = (type: string, text: string): Buffer => event({ type, delta: text });
    const shapes = shown(of('a.delta', 'x'), of('b.delta', 'y'));
    assert.equal(shapes.fit(of('c.delta', 'x'), 0), -1);
    assert.equal(shapes.fit(of('a.delta', 'y'), 0), -1);
    shapes.learn(of('a.delta', 'y'), 0, of('a.delta', 'y').length);
    assert.ok(shapes.fit(of('a.delta', 'zzz'), 0) > 0);
    assert.equal(shapes.fit(of('b.delta', 'zzz'), 0), -1);
  });

  it('fit only what is parsed as the same with other texts (property)', () => {
    const text = fc.oneof(fc.string({ maxLength: 8, unit: 'binary' }), fc.constantFrom('', '"', '\\', '","error":{"', '\n\ndata: ', 'stop', '}'));
    const leaf = fc.oneof(text, fc.nat(99), fc.constant(null), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const body = fc.record({ id: text, type: fc.constantFrom('a', 'b'), n: leaf, choices: fc.array(fc.record({ delta: fc.record({ content: leaf, tool: leaf }, { requiredKeys: [] }), finish_reason: fc.constantFrom(null, 'stop') }), { maxLength: 2 }) }, { requiredKeys: ['id', 'choices'] });
    /** With every text that is not empty made the same, and every whole number. */
    const form = (value: unknown, key = ''): unknown => {
      if (key === 'type' || key === 'finish_reason') return value;
      if (typeof value === 'string') return value === '' ? '' : 'text';
      if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? 'number' : value;
      if (Array.isArray(value)) return value.map((one) => form(one, key));
      if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, form(one, name)]));
      return value;
    };
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 6 }), fc.array(body, { maxLength: 6 }), (first, then) => {
        const shapes = shown(...first.map((value) => event(value)));
        const forms = new Set(first.map((value) => JSON.stringify(form(value))));
        for (const value of [...then, ...first]) {
          const bytes = event(value);
          if (shapes.fit(bytes, 0) > 0) assert.ok(forms.has(JSON.stringify(form(value))), JSON.stringify(value));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
