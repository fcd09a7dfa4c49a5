import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalHost, readRequestHead, type RequestHead } from '../../../../src/shim/http/request-head.ts';

const read = (text: string): ReturnType<typeof readRequestHead> => readRequestHead(Buffer.from(text, 'latin1'), 32_768);
const good = (text: string): RequestHead => {
  const head = read(text);
  assert.ok(head && !('code' in head), `${JSON.stringify(text)}: ${JSON.stringify(head)}`);
  return head;
};
const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n\r\n`;

describe('the head of a request', () => {
  const targets: readonly (readonly [line: string, target: RequestHead['target']])[] = [
    ['CONNECT api.example.com:443 HTTP/1.1', { form: 'authority', host: 'api.example.com', port: 443 }],
    ['CONNECT API.Example.COM:443 HTTP/1.1', { form: 'authority', host: 'api.example.com', port: 443 }],
    ['CONNECT api.example.com.:443 HTTP/1.1', { form: 'authority', host: 'api.example.com', port: 443 }],
    ['CONNECT [2001:DB8::1]:443 HTTP/1.1', { form: 'authority', host: '2001:db8::1', port: 443 }],
    ['CONNECT [::ffff:7f00:1]:443 HTTP/1.1', { form: 'authority', host: '::ffff:7f00:1', port: 443 }],
    ['CONNECT 2130706433:80 HTTP/1.1', { form: 'authority', host: '127.0.0.1', port: 80 }],
    ['CONNECT 0x7f.1:80 HTTP/1.1', { form: 'authority', host: '127.0.0.1', port: 80 }],
    ['CONNECT 0177.0.0.01:80 HTTP/1.1', { form: 'authority', host: '127.0.0.1', port: 80 }],
    ['CONNECT 127.1:80 HTTP/1.1', { form: 'authority', host: '127.0.0.1', port: 80 }],
    ['CONNECT a_b.example:443 HTTP/1.1', { form: 'authority', host: 'a_b.example', port: 443 }],
    ['GET http://example.com HTTP/1.1', { form: 'absolute', host: 'example.com', port: 80, path: '/' }],
    ['GET HTTP://example.com:8080/a?b=c HTTP/1.1', { form: 'absolute', host: 'example.com', port: 8080, path: '/a?b=c' }],
    ['GET http://example.com?x HTTP/1.1', { form: 'absolute', host: 'example.com', port: 80, path: '/?x' }],
    ['GET http://[::1]:9/ HTTP/1.1', { form: 'absolute', host: '::1', port: 9, path: '/' }],
    ['GET http://example.com/http://evil/@:1 HTTP/1.1', { form: 'absolute', host: 'example.com', port: 80, path: '/http://evil/@:1' }],
    ['GET /metrics HTTP/1.1', { form: 'origin', path: '/metrics' }],
    ['OPTIONS * HTTP/1.1', { form: 'origin', path: '*' }],
  ];
  for (const [line, target] of targets) it(`says where ${line} goes`, () => assert.deepEqual(good(lines(line, 'Host: x')).target, target));

  const refused: readonly (readonly [what: string, text: string, code: string])[] = [
    ['HTTP/0.9', 'GET /\r\n\r\n', 'BAD_START_LINE'],
    ['a bare LF behind the start line', 'GET / HTTP/1.1\nHost: x\r\n\r\n', 'BAD_LINE_ENDING'],
    ['an LF as the first byte', '\nGET / HTTP/1.1\r\nHost: x\r\n\r\n', 'NOT_HTTP'],
    ['a bare CR in the start line', 'GET / HTTP/1.1\rX: y\r\nHost: x\r\n\r\n', 'BAD_LINE_ENDING'],
    ['a NUL in the start line', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', 'BAD_CHARACTER'],
    ['two spaces', lines('GET  / HTTP/1.1', 'Host: x'), 'BAD_START_LINE'],
    ['a tab for a space', lines('GET\t/ HTTP/1.1', 'Host: x'), 'BAD_START_LINE'],
    ['a space behind the version', lines('GET / HTTP/1.1 ', 'Host: x'), 'BAD_START_LINE'],
    ['a space in the target', lines('GET http://a/b c HTTP/1.1', 'Host: a'), 'BAD_START_LINE'],
    ['a letter above ASCII in the target', lines('GET http://a/\xff HTTP/1.1', 'Host: a'), 'BAD_START_LINE'],
    ['a method too long', lines(`${'A'.repeat(33)} / HTTP/1.1`, 'Host: a'), 'BAD_START_LINE'],
    ['http in small letters', lines('GET / http/1.1', 'Host: a'), 'BAD_START_LINE'],
    ['HTTP/2', lines('PRI * HTTP/2.0', ''), 'BAD_VERSION'],
    ['HTTP/1.2', lines('GET / HTTP/1.2', 'Host: a'), 'BAD_VERSION'],
    ['a very long target', lines(`GET http://a/${'x'.repeat(9_000)} HTTP/1.1`, 'Host: a'), 'HEAD_TOO_LONG'],
    ['no host', lines('GET http://a/ HTTP/1.1'), 'BAD_HOST'],
    ['two hosts', lines('GET http://a/ HTTP/1.1', 'Host: a', 'host: a'), 'BAD_HOST'],
    ['CONNECT without a port', lines('CONNECT a HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['CONNECT to port 0', lines('CONNECT a:0 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['CONNECT to port 65536', lines('CONNECT a:65536 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['CONNECT with a path', lines('CONNECT a:443/ HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['CONNECT with a URL', lines('CONNECT http://a:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['CONNECT in small letters', lines('connect a:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['CONNECT with a body', lines('CONNECT a:443 HTTP/1.1', 'Host: a', 'Content-Length: 5'), 'BAD_FRAMING'],
    ['a user in the target', lines('GET http://u:p@a/ HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['a fragment', lines('GET http://a/#x HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['a backslash for a slash', lines('GET http://a\\b/ HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['percent-encoding in the host', lines('GET http://a%0d%0a/ HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['an empty host', lines('GET http:///x HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['a zone', lines('CONNECT [fe80::1%25eth0]:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['a path without its slash', lines('GET foo HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['an address of five numbers', lines('CONNECT 1.2.3.4.5:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['a name that ends in a number', lines('CONNECT a.0x7f:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['an empty label', lines('CONNECT localhost..:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['an empty label behind an address', lines('CONNECT 127.0.0.1..:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['an empty first label', lines('CONNECT .localhost:443 HTTP/1.1', 'Host: a'), 'BAD_TARGET'],
    ['https: in the open', lines('GET https://a/ HTTP/1.1', 'Host: a'), 'UNSUPPORTED_SCHEME'],
    ['ws:', lines('GET ws://a/ HTTP/1.1', 'Host: a'), 'UNSUPPORTED_SCHEME'],
    ['ftp:', lines('GET ftp://a/ HTTP/1.1', 'Host: a'), 'UNSUPPORTED_SCHEME'],
    ['TLS', '\x16\x03\x01\x02\x00', 'TLS_TO_PLAIN_PORT'],
    ['SOCKS5', '\x05\x01\x00', 'NOT_HTTP'],
    ['a first byte above ASCII', '\xff', 'NOT_HTTP'],
  ];
  for (const [what, text, code] of refused) {
    it(`is refused: ${what}`, () => {
      const head = read(text);
      assert.ok(head && 'code' in head, JSON.stringify(head));
      assert.equal(head.code, code);
    });
  }

  it('needs no Host in HTTP/1.0', () => {
    assert.equal(good(lines('GET http://a/ HTTP/1.0')).minor, 0);
  });

  it('takes no longer for a name of many labels that is none', () => {
    const begun = process.cpuUsage();
    for (const last of ['M', 'come_', '9', '0x7f', '']) read(lines(`CONNECT ${'come.'.repeat(45)}${last}:443 HTTP/1.1`, 'Host: a'));
    // A pattern that could read each label in four ways took longer than anybody waited.
    assert.ok(process.cpuUsage(begun).user < 500_000);
  });

  it('names a host that is one in a URL, whatever the bytes (property)', () => {
    const name = fc.oneof(
      fc.array(fc.constantFrom('a', 'Z', '0', '9', '.', '-', '_', 'x', '0x', 'xn--', '127', 'localhost'), { minLength: 1, maxLength: 8 }).map((all) => all.join('')),
      fc.ipV6().map((text) => `[${text}]`),
      fc.ipV4(),
    );
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        const head = read(lines(`CONNECT ${host}:${port} HTTP/1.1`, 'Host: a'));
        if (!head || 'code' in head) return;
        assert.ok(head.target.form === 'authority');
        // The dialects are asked with a URL: a host that has none would throw in the data path.
        const url = new URL(`https://${head.target.host.includes(':') ? `[${head.target.host}]` : head.target.host}:${port}/`);
        assert.equal(url.hostname.replace(/^\[|\]$/g, ''), head.target.host);
        assert.equal(canonicalHost(url.hostname), head.target.host, 'canonical is canonical again');
      }),
      { numRuns: 2_000 },
    );
  });
});
