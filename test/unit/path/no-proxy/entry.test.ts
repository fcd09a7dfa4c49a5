import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { meansUrl, readEntries, type EntryMeaning } from '../../../../src/path/no-proxy/entry.ts';

const domain = (name: string, form: 'name' | 'dot' | 'star' = 'name', port?: number): EntryMeaning => ({
  kind: 'domain', name, form, ...(port !== undefined && { port }),
});

const cases: readonly [list: string, meaning: EntryMeaning, clean: string][] = [
  ['*', { kind: 'everything' }, '*'],
  ['example.com', domain('example.com'), 'example.com'],
  ['EXAMPLE.com.', domain('example.com'), 'example.com'],
  ['.example.com', domain('example.com', 'dot'), '.example.com'],
  ['*.example.com', domain('example.com', 'star'), '*.example.com'],
  ['example.com:8443', domain('example.com', 'name', 8443), 'example.com:8443'],
  ['https://example.com/v1', { kind: 'other' }, 'https://example.com/v1'],
  ['https://example.com/', domain('example.com'), 'example.com'],
  ['"example.com"', domain('example.com'), 'example.com'],
  ['localhost', domain('localhost'), 'localhost'],
  ['127.0.0.1', { kind: 'address', address: '127.0.0.1' }, '127.0.0.1'],
  ['127.0.0.1:8080', { kind: 'address', address: '127.0.0.1', port: 8080 }, '127.0.0.1:8080'],
  ['::1', { kind: 'address', address: '::1' }, '::1'],
  ['[::1]', { kind: 'address', address: '::1' }, '[::1]'],
  ['[2001:DB8::7]:443', { kind: 'address', address: '2001:db8::7', port: 443 }, '[2001:db8::7]:443'],
  ['10.1.2.3/8', { kind: 'range', range: '10.0.0.0/8' }, '10.0.0.0/8'],
  ['10.1.2.3/32', { kind: 'address', address: '10.1.2.3' }, '10.1.2.3'],
  ['10.*', { kind: 'range', range: '10.0.0.0/8' }, '10.*'],
  ['192.168.', { kind: 'range', range: '192.168.0.0/16' }, '192.168.0.0/16'],
  ['2001:db8::/32', { kind: 'range', range: '2001:db8::/32' }, '2001:db8::/32'],
  ['10/8', { kind: 'other' }, '10/8'],
  ['<local>', { kind: 'other' }, '<local>'],
  ['foo*bar.example', { kind: 'other' }, 'foo*bar.example'],
  ['http://user:secret@proxy:3128', { kind: 'other' }, 'http://user:secret@proxy:3128'],
  ['example.com:99999', { kind: 'other' }, 'example.com:99999'],
];

describe('what an entry of an exclusion list means', () => {
  for (const [text, meaning, clean] of cases) {
    it(text, () => assert.deepEqual(readEntries(text), [{ text, meaning, clean, spaced: false }]));
  }

  it('splits where people do, and tells what only white space parts', () => {
    const read = readEntries(' a.example , b.example c.example;d.example,,');
    assert.deepEqual(read.map(({ text, spaced }) => [text, spaced]), [
      ['a.example', false], ['b.example', true], ['c.example', true], ['d.example', false],
    ]);
  });

  const meant: readonly [entry: string, url: string, means: 'yes' | 'maybe' | 'no'][] = [
    ['example.com', 'https://example.com/', 'yes'],
    ['example.com', 'https://api.example.com/', 'yes'],
    ['example.com', 'https://notexample.com/', 'no'],
    ['.example.com', 'https://example.com/', 'maybe'],
    ['*.example.com', 'https://a.b.example.com/', 'yes'],
    ['example.com:443', 'https://example.com/', 'yes'],
    ['example.com:443', 'https://example.com:8443/', 'no'],
    ['ter.ai', 'https://openrouter.ai/', 'no'],
    ['*', 'https://openrouter.ai/', 'yes'],
    ['10.0.0.0/8', 'http://10.200.1.1/', 'yes'],
    ['10.0.0.0/8', 'http://11.0.0.1/', 'no'],
    ['10.0.0.0/8', 'http://ten.example/', 'no'],
    ['[::1]', 'http://[::1]:8080/', 'yes'],
    ['localhost', 'http://app.localhost/', 'maybe'],
    ['<local>', 'http://intranet/', 'maybe'],
    ['<local>', 'http://intranet.example/', 'no'],
    ['foo*bar.example', 'http://foo-bar.example/', 'maybe'],
  ];
  for (const [entry, url, means] of meant) {
    it(`${entry} ${means}: ${url}`, () => {
      const [read] = readEntries(entry);
      assert.ok(read);
      assert.equal(meansUrl(read, new URL(url)), means);
    });
  }

  it('reads any text, and a clean entry means what the written one does', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(...cases.map(([one]) => one)), fc.stringMatching(/^[*.a-z0-9:/[\]]{1,20}$/));
    fc.assert(
      fc.property(text, (list) => {
        for (const { clean, meaning } of readEntries(list)) {
          const [again] = readEntries(clean);
          if (meaning.kind !== 'other') assert.deepEqual(again?.meaning, meaning, `${list} → ${clean}`);
        }
      }),
    );
  });
});
