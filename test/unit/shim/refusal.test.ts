import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HeadProblem, HeaderLine } from '../../../src/shim/http/head-lines.ts';
import { readResponseHead } from '../../../src/shim/http/response-head.ts';
import { headRefusal, ownRefusal, refusalBytes, wayRefusal, type OwnRefusal, type Refusal } from '../../../src/shim/refusal.ts';

const own: readonly OwnRefusal[] = ['NO_TOKEN', 'WRONG_TOKEN', 'ORIGIN', 'WRONG_HOST', 'NO_SUCH_PATH', 'TOO_MANY_CONNECTIONS', 'HEAD_TOO_SLOW', 'FORBIDDEN_TARGET', 'LOOP', 'RULE', 'STOPPING', 'FIRST_BYTE_TOO_SLOW', 'BAD_RESPONSE'];
const problems: readonly HeadProblem['code'][] = ['HEAD_TOO_LONG', 'BAD_LINE_ENDING', 'BAD_CHARACTER', 'BAD_START_LINE', 'BAD_HEADER', 'BAD_TARGET', 'BAD_HOST', 'BAD_FRAMING', 'BAD_VERSION', 'NOT_HTTP', 'TLS_TO_PLAIN_PORT', 'UNSUPPORTED_SCHEME'];

/** Reads an answer as a client does, strictly. */
function read(bytes: Buffer): { status: number; headers: readonly HeaderLine[]; body: string } {
  const head = readResponseHead(bytes, 65_536, 'GET');
  assert.ok(head && !('code' in head), bytes.toString());
  const body = bytes.subarray(head.bytes);
  assert.deepEqual(head.framing, { kind: 'length', bytes: body.length });
  return { status: head.status, headers: head.headers, body: body.toString('utf8') };
}

describe('an answer in place of the host', () => {
  for (const refusal of [...own.map(ownRefusal), ...problems.map((code) => headRefusal({ status: 400, code }))]) {
    it(`says what happened and what to do: ${refusal.code}`, () => {
      const bytes = refusalBytes(refusal, []);
      const { status, headers, body } = read(bytes);
      assert.equal(status, refusal.status);
      assert.doesNotMatch(bytes.toString('latin1').split('\r\n')[0] as string, / Error /, 'the status has a phrase');
      assert.match(bytes.toString('latin1').split('\r\n')[0] as string, new RegExp(`\\(.*${refusal.code}\\)$`));
      const { error } = JSON.parse(body) as { error: Record<string, string> };
      assert.equal(error['code'], refusal.code);
      assert.ok(error['message'] && error['nextStep']);
      assert.ok(headers.some(([name, value]) => name === 'Connection' && value === 'close'));
      assert.ok(!headers.some(([name]) => /^access-control/i.test(name)), 'no page may read it');
      assert.equal(headers.some(([name]) => name === 'Proxy-Authenticate'), status === 407);
    });
  }

  it('tells the client\'s broken framing from the host\'s', () => {
    assert.equal(headRefusal({ status: 400, code: 'BAD_FRAMING' }).leg, undefined);
    assert.equal(ownRefusal('BAD_RESPONSE').leg, 'http');
  });

  const failures: readonly (readonly [code: string, leg: 'dns' | 'tcp' | 'proxy' | 'http', step: string, status: number])[] = [
    ['ENOTFOUND', 'dns', 'dns', 502],
    ['ECONNREFUSED', 'tcp', 'tcp', 502],
    ['ECONNREFUSED', 'proxy', 'proxy-tcp', 502],
    ['ETIMEDOUT', 'tcp', 'tcp', 504],
    ['DEADLINE', 'proxy', 'proxy-connect', 504],
    ['PROXY_407', 'proxy', 'proxy-connect', 502],
    ['PROXY_CLOSED', 'proxy', 'proxy-connect', 502],
    ['UND_ERR_SOCKET', 'http', 'http', 502],
  ];
  for (const [code, leg, step, status] of failures) {
    it(`is ${status} where ${step} ended with ${code}, and names the leg`, () => {
      const refusal = wayRefusal({ leg, step, code, message: 'm', chain: [code] });
      assert.equal(refusal.status, status);
      assert.equal(refusal.leg, leg);
      assert.ok(refusalBytes(refusal, []).toString('latin1').startsWith(`HTTP/1.1 ${status} `));
    });
  }

  it('is the shim\'s own fault where it has no descriptors left', () => {
    for (const code of ['EMFILE', 'ENFILE']) assert.equal(wayRefusal({ leg: 'tcp', step: 'tcp', code, message: '', chain: [] }).status, 503);
  });

  it('is one response whatever stands in it, as JSON and as HTML (property)', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('a\r\n\r\nHTTP/1.1 200 OK', '</title><script>alert(1)</script>', '"><img src=x onerror=1>', '\u2028', '\ud800'));
    fc.assert(
      fc.property(text, text, text, fc.constantFrom<HeaderLine[]>([], [['Accept', 'text/html,*/*']]), (code, title, nextStep, headers) => {
        const refusal: Refusal = { status: 502, code, leg: 'tcp', title, nextStep };
        const { body } = read(refusalBytes(refusal, headers));
        if (headers.length > 0) assert.doesNotMatch(body, /<(?:script|img)/i);
        else JSON.parse(body);
      }),
    );
  });
});
