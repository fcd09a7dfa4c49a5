import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readConfiguration } from '../../../../../src/clash/configuration/read.ts';
import { deleteKey, setKey, type NewValue } from '../../../../../src/clash/lint/edits/map-key.ts';
import { applyEdits } from '../../../../../src/clash/text-edit.ts';
import { scalarText } from '../../../../../src/clash/lint/edits/scalar.ts';
import { words } from './texts.ts';

const keys = ['type', 'url', 'interval', 'lazy', 'icon', 'filter'] as const;
type Value = string | number | boolean | null | string[];

interface MadeMap {
  text: string;
  values: Record<string, Value>;
}

/** A group in any of the styles that maps are written in: block with the name behind the dash, flow, flow on lines, JSON. */
function groupText(): fc.Arbitrary<MadeMap> {
  const style = fc.record({
    map: fc.constantFrom('block', 'flow', 'lines', 'json' as const),
    quote: fc.constantFrom('plain', 'single', 'double' as const),
    comment: fc.constantFrom('', ' # why\tso'),
    feed: fc.constantFrom('\n', '\r\n'),
    first: fc.boolean(),
    end: fc.boolean(),
  });
  const value = fc.oneof(words(), fc.integer({ min: 0, max: 9_999 }), fc.boolean(), fc.constant(null), fc.array(words(), { minLength: 1, maxLength: 3 }));
  const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), value), { selector: ([key]) => key, maxLength: 5 });
  return fc.tuple(style, entries).map(([{ map, quote, comment, feed, first, end }, made]) => {
    const all: [string, Value][] = [['name', 'G'], ...made];
    const word = (one: Value, place: 'block' | 'flow'): string => {
      if (map === 'json') return JSON.stringify(one);
      if (Array.isArray(one)) return `[${one.map((item) => scalarText(item, 'flow', quote)).join(', ')}]`;
      return typeof one === 'string' ? scalarText(one, place, quote) : one === null ? 'null' : String(one);
    };
    let text = `proxy-groups:\n${first ? '' : '  - { name: other, type: select, proxies: [DIRECT] }\n'}`;
    if (map === 'block') {
      all.forEach(([key, one], index) => {
        const dash = index === 0 ? '  - ' : '    ';
        // A list of its own lines, and a key without a value.
        if (Array.isArray(one) && index % 2 === 0) text += `${dash}${key}:${comment}\n${one.map((item) => `      - ${scalarText(item, 'block', quote)}\n`).join('')}`;
        else text += `${dash}${key}:${one === null ? '' : ` ${word(one, 'block')}`}${comment}\n`;
      });
      if (end) text = text.slice(0, -1);
    } else if (map === 'json') text += `  - {${all.map(([key, one]) => `"${key}":${word(one, 'flow')}`).join(',')}}\n`;
    else if (map === 'flow') text += `  - { ${all.map(([key, one]) => `${key}: ${word(one, 'flow')}`).join(', ')} }\n`;
    else text += `  - {\n${all.map(([key, one]) => `      ${key}: ${word(one, 'flow')}`).join(',\n')}\n    }\n`;
    return { text: text.replaceAll('\n', feed), values: Object.fromEntries(all) };
  });
}

function groupIn(text: string): Record<string, unknown> | undefined {
  return (parse(text) as { 'proxy-groups': Record<string, unknown>[] })['proxy-groups'].find(({ name }) => name === 'G');
}

describe('edits of map keys', () => {
  const newValue: fc.Arbitrary<NewValue> = fc.oneof(words(), fc.integer({ min: 0, max: 9_999 }), fc.boolean());

  it('set a key that is there or not, and nothing else', () => {
    fc.assert(
      fc.property(groupText(), fc.constantFrom(...keys), newValue, (made, key, value) => {
        const group = readConfiguration(made.text, { form: 'configuration' }).groups.find(({ name }) => name.value === 'G');
        assert.ok(group);
        const edit = setKey(made.text, group.map, key, value);
        // A list on lines of its own is no place for one value.
        if (!edit) return assert.ok(Array.isArray(made.values[key]));
        assert.deepEqual(groupIn(applyEdits(made.text, [edit])), { ...made.values, [key]: value });
        if (!(key in made.values)) assert.equal(edit.start, edit.end);
        const isLine = made.text.includes('\r\n') ? !/(?<!\r)\n/.test(edit.text) : !edit.text.includes('\r');
        assert.ok(isLine, 'another line break');
        return undefined;
      }),
    );
  });

  it('take a key out, and nothing else', () => {
    fc.assert(
      fc.property(groupText(), (made) => {
        const group = readConfiguration(made.text, { form: 'configuration' }).groups.find(({ name }) => name.value === 'G');
        assert.ok(group);
        for (const key of Object.keys(made.values)) {
          const edit = deleteKey(made.text, group.map, key);
          if (Object.keys(made.values).length === 1) {
            assert.equal(edit, undefined);
            continue;
          }
          assert.ok(edit);
          const left = Object.fromEntries(Object.entries(made.values).filter(([other]) => other !== key));
          const groups = (parse(applyEdits(made.text, [edit])) as { 'proxy-groups': Record<string, unknown>[] })['proxy-groups'];
          assert.deepEqual(groups.at(-1), left);
        }
      }),
    );
  });

  it('put a key beside a merged one, which stays what it is for others', () => {
    const text = 'x: &x { interval: 10 }\nproxy-groups:\n  - { <<: *x, name: A, type: fallback }\n  - { <<: *x, name: B, type: fallback }\n';
    const group = readConfiguration(text, { form: 'configuration' }).groups[0];
    assert.ok(group);
    const edit = setKey(text, group.map, 'interval', 300);
    assert.ok(edit);
    const groups = (parse(applyEdits(text, [edit]), { merge: true }) as { 'proxy-groups': Record<string, unknown>[] })['proxy-groups'];
    assert.deepEqual(groups.map(({ interval }) => interval), [300, 10]);
  });
});
