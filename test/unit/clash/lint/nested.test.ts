import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import { scalarText } from '../../../../src/clash/lint/edits/scalar.ts';
import { nestedUnder } from '../../../../src/clash/lint/nested.ts';
import { words } from './edits/texts.ts';

describe('places below a key of the top', () => {
  it('are those of the text, in block and flow style, wherever the key stands', () => {
    const list = fc.array(words(), { minLength: 1, maxLength: 4 });
    const style = fc.record({ flow: fc.boolean(), step: fc.constantFrom('  ', '    '), before: fc.constantFrom('', '# 一\n', 'mode: rule\n'), feed: fc.constantFrom('\n', '\r\n'), quote: fc.constantFrom('plain', 'single', 'double' as const), whole: fc.boolean() });
    fc.assert(
      fc.property(style, list, words(), ({ flow, step, before, feed, quote, whole }, items, word) => {
        const place = flow || whole ? 'flow' : 'block';
        const written = items.map((item) => scalarText(item, place, quote));
        const single = scalarText(word, place, quote);
        const inner = flow ? `{ enable: true, one: ${single}, filter: [${written.join(', ')}] }` : '';
        const dns = flow ? `dns: ${inner}\n` : `dns:\n${step}enable: true\n${step}one: ${single} # x\n${step}filter:\n${written.map((item) => `${step}- ${item}\n`).join('')}`;
        const text = (whole && flow ? `{ mode: rule, dns: ${inner} }\n` : `${before}${dns}ipv6: false\n`).replaceAll('\n', feed);
        const configuration = readConfiguration(text, { form: 'configuration' });
        const nested = nestedUnder(configuration, 'dns');
        const entry = nested.map?.entries.get('one');
        assert.ok(entry);
        assert.equal(text.slice(entry.keyRange.start, entry.keyRange.end), 'one');
        assert.equal(entry.value, word);
        const found = nested.list('filter')?.items ?? [];
        const asText = found.map(({ range }) => text.slice(range.start, range.end));
        // A word that is written over lines, as an escape may be, is still one place.
        assert.deepEqual(found.map(({ value }) => value), items);
        assert.equal(asText.length, items.length);
        if (feed === '\n') assert.deepEqual(asText, written);
      }),
    );
  });

  it('are not there behind an alias or a merge key, and the values are', () => {
    const text = 'x: &x { enable: true, listen: 5353 }\ndns: *x\ntun:\n  <<: *x\n  stack: system\n';
    const configuration = readConfiguration(text, { form: 'configuration' });
    assert.equal(nestedUnder(configuration, 'dns').map, undefined);
    assert.deepEqual(configuration.top?.entries.get('dns')?.value, { enable: true, listen: 5353 });
    const tun = nestedUnder(configuration, 'tun').map;
    assert.deepEqual([...(tun?.entries.keys() ?? [])], ['stack']);
  });

  it('of a key that is no map are none', () => {
    for (const text of ['dns: 1\n', 'dns:\n', 'dns: [a]\n', 'mode: rule\n', '']) assert.equal(nestedUnder(readConfiguration(text, { form: 'configuration' }), 'dns').map, undefined, text);
  });
});
