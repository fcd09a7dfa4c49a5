import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { pacEntryText } from '../../../../src/path/pac/entry.ts';
import { parsePacResult } from '../../../../src/path/pac/result.ts';

describe('PAC answers', () => {
  const cases: readonly [text: string, entries: string, skipped?: readonly string[]][] = [
    ['DIRECT', 'DIRECT'],
    ['PROXY 192.0.2.1:3128; DIRECT', 'PROXY 192.0.2.1:3128,DIRECT'],
    ['proxy Proxy.Example', 'PROXY proxy.example:80'],
    ['HTTPS p.example', 'HTTPS p.example:443'],
    ['SOCKS a; SOCKS4 b:1; SOCKS5 c', 'SOCKS a:1080,SOCKS b:1,SOCKS5 c:1080'],
    ['PROXY [2001:db8::7]:3128', 'PROXY [2001:db8::7]:3128'],
    ['PROXY 2001:db8::7:3128; PROXY ::1', 'PROXY [2001:db8::7]:3128', ['PROXY ::1']],
    ['PROXY a:1;\nPROXY b:2', 'PROXY a:1', ['PROXY b:2']],
    ['PROXY a :1', 'PROXY a:1'],
    ['DIRECT x; HTTP a:1; QUIC a:1; PROXY; PROXY a:; PROXY a:99999', '', ['DIRECT x', 'HTTP a:1', 'QUIC a:1', 'PROXY', 'PROXY a:', 'PROXY a:99999']],
    ['PROXY http://a:1; PROXY a:1/x; PROXY u:p@a:1; PROXY a:1:2', '', ['PROXY http://a:1', 'PROXY a:1/x', 'PROXY u:p@a:1', 'PROXY a:1:2']],
    ['', ''],
    [' ; ;', ''],
  ];
  for (const [text, entries, skipped = []] of cases) {
    it(JSON.stringify(text), () => {
      const result = parsePacResult(text);
      assert.equal(result.entries.map(pacEntryText).join(), entries);
      assert.deepEqual(result.skipped, skipped);
    });
  }

  it('what is understood, written again, is understood alike', () => {
    const part = fc.string({ unit: fc.constantFrom('PROXY ', 'SOCKS5 ', 'HTTPS ', 'DIRECT', ';', ' ', ':', '[', ']', '::1', '1', 'a', '.', '@', '/', '\n', '\u00fc', '%', '-') });
    fc.assert(
      fc.property(fc.oneof(part, fc.string({ unit: 'binary' })), (text) => {
        const { entries } = parsePacResult(text);
        assert.deepEqual(parsePacResult(entries.map(pacEntryText).join('; ')).entries, entries);
        for (const { kind, target } of entries) assert.equal(target === '', kind === 'direct');
      }),
    );
  });
});
