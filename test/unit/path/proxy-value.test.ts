import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseProxyValue, redactProxyUrl } from '../../../src/path/proxy-value.ts';

describe('proxy values', () => {
  const good: readonly [value: string, description: string][] = [
    ['http://127.0.0.1:3128', 'http 127.0.0.1 3128'],
    ['127.0.0.1:3128', 'http 127.0.0.1 3128 schemeless'],
    ['proxy.example', 'http proxy.example 80 defaulted schemeless'],
    ['http:3128', 'http http 3128 schemeless'],
    ['HTTPS://Proxy.Example', 'https proxy.example 443 defaulted'],
    ['https://proxy.example:443/', 'https proxy.example 443'],
    ['socks5h://[2001:DB8::7]', 'socks5h 2001:db8::7 1080 defaulted'],
    ['socks4a://u@h:1', 'socks4a h 1 credentials username-only'],
    ['http://u:p@h:1', 'http h 1 credentials'],
    ['http://u:@h:1', 'http h 1 credentials username-only'],
    ['http://bücher.example:1', 'http xn--bcher-kva.example 1'],
    ['http://h:', 'http h 80 defaulted'],
    ['http://u:p%40w@h:1', 'http h 1 credentials'],
    ['http://0x7f.1:1', 'http 127.0.0.1 1'],
  ];
  for (const [value, description] of good) {
    it(`${value} is ${description}`, () => {
      const parsed = parseProxyValue(value);
      assert.ok(parsed.ok);
      const words = [parsed.scheme, parsed.host, String(parsed.port)];
      if (parsed.portDefaulted) words.push('defaulted');
      if (parsed.schemeless) words.push('schemeless');
      if (parsed.hasCredentials) words.push('credentials');
      if (parsed.usernameOnly) words.push('username-only');
      assert.equal(words.join(' '), description);
    });
  }

  const bad: readonly [value: string, kind: string, redacted: string][] = [
    ['', 'empty', ''],
    [' \t', 'empty', ''],
    ['"http://u:hunter22@h:1"', 'quotes', 'http://h:1'],
    ['\u201chttp://h:1\u201d', 'quotes', 'http://h:1'],
    [' http://h:1', 'whitespace', 'http://h:1'],
    ['http://h:1 http://i:1', 'whitespace', 'http://h:[hidden]'],
    ['http://h\u0000:1', 'whitespace', 'http://[hidden]:1'],
    ['htp://u:hunter22@h:1', 'unknown-scheme', '[hidden]://h:1'],
    ['ftp://h:1', 'unknown-scheme', 'ftp://h:1'],
    ['socks://h:1', 'unknown-scheme', 'socks://h:1'],
    ['http:/h:1', 'scheme-slashes', 'http:/h:1'],
    ['http:h:1', 'scheme-slashes', 'http:h:1'],
    ['http://u:hun/ter22@h:1', 'credentials-encoding', 'http://h:1'],
    ['http://u:hun@ter22@h:1', 'credentials-encoding', 'http://h:1'],
    ['http://u:hun%ter22@h:1', 'credentials-encoding', 'http://h:1'],
    ['::1', 'brackets', ':[hidden]'],
    ['http://[::1:3128', 'brackets', 'http://[hidden]:[hidden]'],
    ['http://', 'missing-host', 'http://'],
    ['http://:3128', 'missing-host', 'http://:3128'],
    ['http://u:hunter22@', 'missing-host', 'http://'],
    ['http://a^b:1', 'bad-host', 'http://[hidden]:1'],
    ['http://999.1.1.1:1', 'bad-host', 'http://999.1.1.1:1'],
    ['http://user:hunter22', 'bad-port', 'http://user:[hidden]'],
    ['http://h:0', 'bad-port', 'http://h:0'],
    ['http://h:65536', 'bad-port', 'http://h:65536'],
    ['https://api.openai.com/v1', 'base-url', 'https://api.openai.com'],
    ['https://openrouter.ai/api/v1/chat/completions', 'base-url', 'https://openrouter.ai'],
    ['http://h:1/proxy.pac', 'pac-file', 'http://h:1'],
    ['http://h:1/?token=hunter22', 'path', 'http://h:1'],
  ];
  for (const [value, kind, redacted] of bad) {
    it(`${JSON.stringify(value)} is wrong: ${kind}`, () => {
      const parsed = parseProxyValue(value);
      assert.ok(!parsed.ok);
      assert.equal(parsed.kind, kind);
      assert.equal(parsed.redacted, redacted);
      assert.match(parsed.problem, /\S{3}.*\.$/s);
      assert.ok(!parsed.problem.includes('hunter22'));
    });
  }

  it('a token pasted in place of a proxy is hidden', () => {
    assert.equal(redactProxyUrl('sk-or-v1-0123456789abcdef0123456789abcdef'), '[hidden]');
  });

  it('a URL object is shown without user information', () => {
    assert.equal(redactProxyUrl(new URL('http://token@127.0.0.1:3128/')), 'http://127.0.0.1:3128');
    assert.equal(redactProxyUrl(new URL('socks5://u:p@[::1]:1080')), 'socks5://[::1]:1080');
  });

  it('nothing of a credential is ever shown, well-formed or not', () => {
    // Starts and ends with letters that occur nowhere else in the values, so finding it means leaking it.
    const secret = fc.tuple(fc.string({ minLength: 2, maxLength: 24 }), fc.constantFrom('Q', 'QZ', '%51')).map(([middle, tail]) => `Zq${middle}${tail}`);
    const wrap = fc.constantFrom<(s: string, u: string) => string>(
      (s, u) => `http://${u}:${s}@192.0.2.1:3128`,
      (s) => `http://${s}@192.0.2.1:3128`,
      (s, u) => `${u}:${s}@192.0.2.1:3128`,
      (s, u) => `socks5://${u}:${s}@`,
      (s, u) => `"http://${u}:${s}@192.0.2.1"`,
      (s, u) => ` HTTP://${u}:${s}@192.0.2.1:x/y`,
      (s, u) => `xyz://${u}:${s}@[::1]:3128`,
      (s, u) => `http:/${u}:${s}@192.0.2.1:99999`,
      (s, u) => `http://${u}:${s}@[::1`,
    );
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 8 }), wrap, (password, user, write) => {
        const value = write(password, user);
        const parsed = parseProxyValue(value);
        const texts = [redactProxyUrl(value), ...(parsed.ok ? [redactProxyUrl(parsed.url)] : [parsed.problem, parsed.redacted])];
        for (const text of texts) {
          assert.ok(!text.includes(password), `${JSON.stringify(value)} shows ${JSON.stringify(text)}`);
          assert.ok(!text.includes('Zq'), `${JSON.stringify(value)} shows ${JSON.stringify(text)}`);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('parsing never throws, and what it accepts is a URL of the same host and port', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.string({ unit: fc.constantFrom(...'htps:/@[].%#?1a ') })), (value) => {
        const parsed = parseProxyValue(value);
        redactProxyUrl(value);
        if (!parsed.ok) return;
        assert.equal(parsed.url.hostname.replace(/^\[|\]$/g, ''), parsed.host);
        if (parsed.url.port !== '') assert.equal(Number(parsed.url.port), parsed.port);
        assert.equal(parsed.url.protocol, `${parsed.scheme}:`);
      }),
      { numRuns: 2_000 },
    );
  });
});
