import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readGeositeList } from '../../../../src/clash/rules/geosite-file.ts';
import { GeositeLists } from '../../../../src/clash/rules/geosite.ts';
import { geositeFile, geositeLine } from './geosite-writer.ts';
import { geositeAnswers, geositeSample } from './geosite-cases.ts';

describe('named lists of domains in the core\'s file', () => {
  const file = geositeFile(geositeSample);

  it('are read one by one, by their name in any case', () => {
    assert.deepEqual(readGeositeList(file, 'Mixed'), geositeSample['MIXED']?.map(geositeLine));
    assert.deepEqual(readGeositeList(file, 'empty'), []);
    assert.equal(readGeositeList(file, 'none'), undefined);
  });

  // test/peers/clash-geosite.test.ts asks a core the same.
  for (const [code, host, expected] of geositeAnswers) {
    it(`${code} ${expected ? 'holds' : 'does not hold'} ${host}`, () => assert.equal(new GeositeLists(file).holds(code, host), expected));
  }

  it('are not known where the core would not load them, or read them in another way', () => {
    const lists = new GeositeLists(geositeFile({ CN: ['x.cn'], BAD: ['domain:a..b'], LOOK: ['regexp:^(?=a)'], WORD: ['regexp:\\bads\\b', 'ads.example'] }));
    assert.equal(lists.holds('none', 'a.example'), undefined);
    assert.equal(lists.holds('', 'a.example'), undefined);
    assert.equal(lists.holds('!', 'a.example'), undefined);
    assert.equal(lists.holds('bad', 'a.example'), undefined);
    assert.equal(lists.holds('look', 'a.example'), undefined);
    assert.equal(lists.holds('!look', 'a.example'), undefined);
    assert.equal(lists.holds('word', 'a.example'), undefined);
    assert.equal(lists.holds('word', 'ads.example'), true);
    // The core takes such a file for a broken one.
    assert.equal(new GeositeLists(geositeFile({ US: ['a.example'] })).holds('us', 'a.example'), undefined);
  });

  it('are asked in small letters where the configuration names the other matcher', () => {
    const bytes = geositeFile({ CN: ['keyword:ads'], CAPITALS: ['full:A.example'] });
    assert.equal(new GeositeLists(bytes).holds('cn', 'ADS.example'), false);
    assert.equal(new GeositeLists(bytes, 'mph').holds('cn', 'ADS.example'), true);
    assert.equal(new GeositeLists(bytes, 'hybrid').holds('capitals', 'a.example'), undefined);
  });

  it('come out as they were written', () => {
    const line = fc.record({ kind: fc.constantFrom('keyword:', 'regexp:', 'domain:', 'full:'), value: fc.stringMatching(/^[a-z0-9.\-é]{1,200}$/), attributes: fc.array(fc.stringMatching(/^[a-z!]{1,9}$/), { maxLength: 3 }) });
    const lists = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9-]{0,20}$/), fc.array(line.map(({ kind, value, attributes }) => [`${kind}${value}`, ...attributes].join(' @')), { maxLength: 20 }), { maxKeys: 8 });
    fc.assert(fc.property(lists, (written) => {
      const bytes = geositeFile(written);
      for (const [name, lines] of Object.entries(written)) assert.deepEqual(readGeositeList(bytes, name), lines.map(geositeLine));
    }));
  });

  it('are given up where the file is damaged, never half read', () => {
    fc.assert(fc.property(fc.nat({ max: file.length - 1 }), (length) => {
      const whole = readGeositeList(file, 'mixed');
      const cut = readGeositeList(file.subarray(0, length), 'mixed');
      if (cut) assert.deepEqual(cut, whole);
    }));
    fc.assert(fc.property(fc.array(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }), { maxLength: 5 }), fc.uint8Array({ maxLength: 40 }), (changes, tail) => {
      const damaged = Buffer.concat([file, tail]);
      for (const { at, byte } of changes) damaged[at % damaged.length] = byte;
      for (const code of ['mixed', '!cn', 'attributes@ads']) new GeositeLists(damaged).holds(code, 'a.example');
    }));
  });
});
