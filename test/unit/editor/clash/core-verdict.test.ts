import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayDownload, readCoreVerdict } from '../../../../src/editor/clash/core-verdict.ts';

/** As a core of 2026 printed it. */
const refused = `time="2026-11-29T20:11:51.165538443Z" level=info msg="Start initial configuration in progress"
time="2026-11-29T20:11:51.165680815Z" level=error msg="rules[12] [DOMAIN,a.b,\\"NOPE\\"] error: proxy [NOPE] not found"
configuration test failed
`;

describe('what a core says of a file', () => {
  it('is its own words, with the rule that they name', () => {
    assert.deepEqual(readCoreVerdict(refused, 1), { accepted: false, words: 'rules[12] [DOMAIN,a.b,"NOPE"] error: proxy [NOPE] not found', rule: 12 });
  });

  it('is the last error, or the last line, or nothing', () => {
    assert.deepEqual(readCoreVerdict('x level=error msg="one"\nx level=fatal msg=two\n', 1), { accepted: false, words: 'two', rule: undefined });
    assert.deepEqual(readCoreVerdict('no such option\n', 2), { accepted: false, words: 'no such option', rule: undefined });
    assert.deepEqual(readCoreVerdict('', null), { accepted: false, words: undefined, rule: undefined });
    assert.deepEqual(readCoreVerdict('level=error msg="a warning that passed"', 0), { accepted: true, words: undefined, rule: undefined });
  });

  it('can be anything', () => {
    fc.assert(fc.property(fc.string(), (output) => assert.equal(readCoreVerdict(`level=error msg="${output}`, 1).accepted, false)));
  });

  it('may need lists that it fetches first', () => {
    for (const text of ['- GEOIP,CN,DIRECT', '- GEOSITE, cn,DIRECT', "fake-ip-filter: ['geosite:cn']", 'dns:\n  fallback: [1.1.1.1]']) assert.equal(mayDownload(text), true, text);
    for (const text of ['- GEOIP,LAN,DIRECT', '- DOMAIN,geosite.org,DIRECT', 'fallback: x', '']) assert.equal(mayDownload(text), false, text);
  });
});
