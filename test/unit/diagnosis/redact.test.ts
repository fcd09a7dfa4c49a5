import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { redactJson, redactJsonInSteps, redactText } from '../../../src/diagnosis/redact.ts';

const mask = '[redacted]';

const exact: readonly [name: string, text: string, expected: string][] = [
  ['a header line', 'GET / HTTP/1.1\r\nAuthorization: Bearer abc\r\nHost: openrouter.ai\r\n', `GET / HTTP/1.1\r\nAuthorization: ${mask}\r\nHost: openrouter.ai\r\n`],
  ['a header line of curl -v', '> proxy-authorization: Basic dTpw\n< HTTP/1.1 200', `> proxy-authorization: ${mask}\n< HTTP/1.1 200`],
  ['cookies to the end of the line', 'Set-Cookie: a="b"; Path=/; c=d\nx', `Set-Cookie: ${mask}\nx`],
  ['headers in quotes of a shell', `curl -H 'x-api-key: s3' -H "Cookie: a=\\"b\\"" https://x/v1`, `curl -H 'x-api-key: ${mask}' -H "Cookie: ${mask}" https://x/v1`],
  ['curl users', 'curl -u bob:pw -x http://h:1 https://x/', `curl -u ${mask} -x http://h:1 https://x/`],
  ['a flag with a space', 'tool --api-key abc --proxy-user u:p --model m', `tool --api-key ${mask} --proxy-user ${mask} --model m`],
  ['a flag with an equals sign', 'tool --api-key=abc --model=m', `tool --api-key=${mask} --model=m`],
  ['JSON text', '{"authorization":"Bearer x","model":"m"}', `{"authorization":"${mask}","model":"m"}`],
  ['escaped JSON text', '{"body":"{\\"apiKey\\":\\"x\\",\\"n\\":1}"}', `{"body":"{\\"apiKey\\":\\"${mask}\\",\\"n\\":1}"}`],
  ['a list of cookies', '{"set-cookie":["a=1","b]=2"],"n":1}', `{"set-cookie":${mask},"n":1}`],
  ['a dump of an object', "{ apiKey: 'abc', headers: { 'x-api-key': 'def' }, n: 1 }", `{ apiKey: '${mask}', headers: { 'x-api-key': '${mask}' }, n: 1 }`],
  ['raw headers of Node', "[ 'Authorization', 'Bearer x', 'Host', 'h' ]", `[ 'Authorization', '${mask}', 'Host', 'h' ]`],
  ['raw headers of httpx', "[(b'authorization', b'Bearer x'), (b'host', b'h')]", `[(b'authorization', b'${mask}'), (b'host', b'h')]`],
  ['environment lines', 'OPENROUTER_API_KEY=abc\nHF_TOKEN=def\nLANG=C', `OPENROUTER_API_KEY=${mask}\nHF_TOKEN=${mask}\nLANG=C`],
  ['npm configuration', '//npm.example/:_authToken=abc\n_password=def', `//npm.example/:_authToken=${mask}\n_password=${mask}`],
  ['a query', 'https://x/v1?key=a&api_key=b&access_token=c&sig=d&model=m', `https://x/v1?key=${mask}&api_key=${mask}&access_token=${mask}&sig=${mask}&model=m`],
  ['a query inside a query', 'https://x/?next=https%3A%2F%2Fy%2F%3Fapi_key%3Dabc%26n%3D1', `https://x/?next=https%3A%2F%2Fy%2F%3Fapi_key%3D${mask}%26n%3D1`],
  ['credentials in a URL', 'http://user:p%40ss@proxy.example:8080/', `http://${mask}@proxy.example:8080/`],
  ['a user name alone in a URL', 'https://token@github.com/a/b', `https://${mask}@github.com/a/b`],
  ['a password with a slash and a hash in a proxy URL', 'HTTPS_PROXY=http://user:p/a#s?s@proxy:8080', `HTTPS_PROXY=http://${mask}@proxy:8080`],
  ['a password with an at sign', 'http://user:p@ss@proxy:8080', `http://${mask}@proxy:8080`],
  ['credentials without a scheme', 'proxy = bob:hunter2@proxy.example:3128', `proxy = ${mask}@proxy.example:3128`],
  ['credentials in an encoded URL', 'u=http%3A%2F%2Fuser%3Apw%40proxy%3A1', `u=http%3A%2F%2F${mask}%40proxy%3A1`],
  ['a JSON web token', 'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end', `token ${mask} end`],
  ['a key with its vendor kept', 'used sk-or-v1-0123456789abcdef0123', `used sk-or-v1-${mask}`],
  ['a key shown in part', 'label sk-or-v1-0e6...1c96, Incorrect API key provided: sk-proj-****abcd.', `label sk-or-v1-${mask}, Incorrect API key provided: sk-proj-${mask}.`],
  ['a private key', 'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nb', `a\n${mask}\nb`],
  ['a private key that was cut off', 'a -----BEGIN PRIVATE KEY-----\\nMIIEabc', `a ${mask}`],
  ['Linux homes', 'at /home/alice/p/x.ts:1', 'at ~/p/x.ts:1'],
  ['macOS homes', 'file:///Users/alice/p', 'file://~/p'],
  ['Windows homes', 'C:\\Users\\Alice Smith\\p and c:/users/bob/q', '~\\p and ~/q'],
  ['escaped Windows homes', '"C:\\\\Users\\\\bob\\\\p"', '"~\\\\p"'],
  ['encoded homes', 'file:///c%3A/Users/bob/p %2Fhome%2Fbob%2Fp', 'file://~/p ~%2Fp'],
  ['WSL homes', '/mnt/c/Users/bob/p', '~/p'],
];

/** Texts of a diagnosis that carry nothing secret. */
const untouched: readonly string[] = [
  'connect ECONNREFUSED 127.0.0.1:7890',
  'getaddrinfo ENOTFOUND api.openrouter.ai',
  'Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate\'s altnames: Host: a.example. is not in the cert\'s altnames: DNS:b.example',
  'fingerprint256 AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89',
  'sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  '198.18.0.7, 2606:4700::6812:273, fdfe:dcba:9876::1',
  'x-generation-id: gen-1739458867-kUKFjpDGCEBBvK6V46PX\ncf-ray: 9ac3602f1d468958-SIN\nrequest_id: req_011CTRV6Ga6divzCWXFmYQLX',
  'usage: prompt_tokens: 12, completion_tokens: 40, max_tokens=4096',
  'Basic Constraints of CA cert not marked critical; basic authentication; Bearer token required',
  "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
  'HTTPS_PROXY is http://127.0.0.1:7890 and NO_PROXY is localhost,127.0.0.1,::1,[::1]',
  'https://registry.example/@scope/pkg and git@github.com:owner/repo.git and mail@example.org',
  'GET /api/v1/models 200 in 312 ms, GET https://x.example/home/page, GET /users/me',
  'Set the key with OPENROUTER_API_KEY in the environment.',
  'task-force-management-system, disk-based, sk-learn',
  '{"model":"openai/gpt-4o","stream":true,"monkey":"banana"}',
  'key: Enter, primary key: id',
];

describe('redactText', () => {
  for (const [name, text, expected] of exact) {
    it(`masks ${name}`, () => {
      assert.equal(redactText(text), expected);
      assert.equal(redactText(expected), expected);
    });
  }

  for (const text of untouched) {
    it(`leaves ${JSON.stringify(text.slice(0, 60))}`, () => assert.equal(redactText(text), text));
  }

  it('masks values it is told, plain, encoded and escaped', () => {
    const secrets = ['p"w d'];
    assert.equal(redactText('a p"w d b p%22w%20d c p\\"w d d', { secrets }), `a ${mask} b ${mask} c ${mask} d`);
    assert.equal(redactText('abc abcd', { secrets: ['abc', '', '  '] }), 'abc abcd');
  });

  it('is not confused by a secret that is part of the mask', () => {
    const text = redactText('redacted and redact', { secrets: ['redact'] });
    assert.equal(text, `${mask}ed and ${mask}`);
    assert.equal(redactText(text, { secrets: ['redact'] }), text);
  });

  it('takes given home folders out, whole names only', () => {
    const homeDirectories = ['/srv/people/al', 'D:\\Profiles\\Bob', '/root'];
    assert.equal(
      redactText('/srv/people/al/x /srv/people/alice/x d:/profiles/bob/x /root/.npmrc https://h/root/x', { homeDirectories }),
      '~/x /srv/people/alice/x ~/x ~/.npmrc https://h/root/x',
    );
    assert.equal(redactText('/ a', { homeDirectories: ['/', ''] }), '/ a');
  });

  it('is linear in time on hostile texts of 1 MB', () => {
    const units = [
      '://', 'a://b:c/', 'eyJ', 'eyJa.', 'password:"', 'key=', 'api_key=', 'token: ', 'a,key=', '-----BEGIN PRIVATE KEY-----',
      'sk-', 'a:b@', 'https://a@', 'a:b@c:1 ', '/home/', 'C:\\Users\\', 'C:\\Users\\ ', '"', '\\"', 'Authorization: [',
      "set-cookie:['", 'a', '%3A%2F%2F', ' -u ', ' --a-key ', 'Bearer ', 'Basic ', '\\', '...', 'sk-or-v1-aaaa...', '/mnt/c/', '%2F',
    ];
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      const startedAt = performance.now();
      redactText(text, { homeDirectories: ['/home/someone', 'C:\\Users\\someone'], secrets: ['a-secret-value'] });
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs < 5_000, `${JSON.stringify(unit)} took ${Math.round(tookMs)} ms`);
    }
  }).timeout(120_000);
});

/** Letters that no context below has as its own, so that a leak is never an accident. */
const secretChars = fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789');
const secret = fc
  .string({ unit: secretChars, minLength: 20, maxLength: 48 })
  .filter((text) => /\d/.test(text) && /[A-Z]/.test(text));
const filler = fc.stringMatching(/^[a-z ,.:;()\n-]{0,30}$/);

/** Notations in which a secret can stand. */
const contexts: readonly ((secret: string) => string)[] = [
  (s) => `sk-or-v1-${s}`,
  (s) => `sk-ant-api03-${s}`,
  (s) => `sk-${s}`,
  (s) => `gsk_${s}`,
  (s) => `AIza${s}${s}`,
  (s) => `xai-${s}`,
  (s) => `ghp_${s}`,
  (s) => `github_pat_${s}`,
  (s) => `hf_${s}`,
  (s) => `Bearer ${s}`,
  (s) => `Authorization: Basic ${s}=`,
  (s) => `authorization: ${s} tail ${s}`,
  (s) => `"x-api-key":"${s}"`,
  (s) => `'x-api-key': '${s}'`,
  (s) => `\\"api_key\\":\\"${s}\\"`,
  (s) => `Cookie: a=1; session=${s}; b="${s}"`,
  (s) => `"set-cookie":["a=${s}; Path=/","b=${s}"]`,
  (s) => `http://user:${s}@proxy.example:8080`,
  (s) => `http://${s}@proxy.example:8080/path`,
  (s) => `socks5://user:${s}/x@proxy.example:1080`,
  (s) => `user:${s}@proxy.example:8080`,
  (s) => `https://h.example/v1?key=${s}&n=1`,
  (s) => `https://h.example/v1?n=1&access_token=${s}#f`,
  (s) => `https://h.example/v1?signature=${s}`,
  (s) => `https%3A%2F%2Fh.example%2F%3Fapi_key%3D${s}`,
  (s) => `export OPENAI_API_KEY=${s}`,
  (s) => `GITHUB_TOKEN='${s}'`,
  (s) => `password: ${s}`,
  (s) => `token=${s}`,
  (s) => `apikey=${s}`,
  (s) => `client_secret = "${s}"`,
  (s) => `curl -u user:${s} https://h.example`,
  (s) => `tool --token ${s} --verbose`,
  (s) => `eyJ${s}.${s}.${s}`,
  (s) => `-----BEGIN EC PRIVATE KEY-----\n${s}\n${s}\n-----END EC PRIVATE KEY-----`,
  (s) => `/home/${s}/project`,
  (s) => `C:\\Users\\${s}\\project`,
  (s) => `file:///c%3A/Users/${s}/project`,
];

describe('redactText, by property', () => {
  for (const context of contexts) {
    it(`lets no secret through in ${JSON.stringify(context('S'))}`, () => {
      fc.assert(
        fc.property(filler, secret, filler, (before, value, after) => {
          const redacted = redactText(`${before} ${context(value)} ${after}`);
          assert.ok(!redacted.includes(value), redacted);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('lets no secret through in several notations at once, nested or not', () => {
    const some = fc.array(fc.constantFrom(...contexts), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(some, secret, fc.boolean(), (chosen, value, nested) => {
        const text = chosen.map((context) => context(value)).join('\n');
        const redacted = redactText(nested ? JSON.stringify({ log: text }) : text);
        assert.ok(!redacted.includes(value), redacted);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets no told secret through, whatever stands around it', () => {
    const any = fc.string({ unit: 'binary', maxLength: 30 });
    const told = fc.string({ minLength: 4, maxLength: 30 }).filter((text) => text.trim().length >= 4 && !mask.includes(text));
    fc.assert(
      fc.property(any, told, any, (before, value, after) => {
        const redacted = redactText(`${before}${value}${after}`, { secrets: [value] });
        assert.ok(!redacted.split(mask).some((part) => part.includes(value)), redacted);
      }),
    );
  });

  it('changes nothing the second time', () => {
    const words = fc.constantFrom(
      'key=', 'api_key', ':', '"', "'", '\\', '=', '&', '?', 'http://', '@', 'a', '/', '[', ']', mask, 'Authorization: ',
      'Bearer ', 'x'.repeat(20), '1'.repeat(20), '\n', ' ', ',', ';', '/home/bob', 'C:\\Users\\', 'sk-', 'cookie', '%3D', '%2F', '~',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), (parts) => {
        const once = redactText(parts.join(''));
        assert.equal(redactText(once), once);
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = redactText(text);
        assert.equal(redactText(once), once);
      }),
    );
  });

  it('leaves plain words, host names, addresses and error codes as they are', () => {
    const plain = fc.oneof(
      fc.stringMatching(/^[a-z]{1,12}$/).filter((word) => !/(pass|pwd|secret|token|key|auth|cookie|sig)/.test(word)),
      fc.domain(),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('ECONNRESET', 'UND_ERR_SOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID', '407', '200', 'HTTP/1.1'),
    );
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 10 }), (words) => {
        const text = words.join(' ');
        assert.equal(redactText(text), text);
      }),
    );
  });
});

describe('redactJson', () => {
  it('pauses after every value where it is gone through in steps, and comes to the same', () => {
    const value = { headers: { Authorization: 'Bearer x' }, list: Array.from({ length: 50 }, (_, index) => `/home/alice/${index}`) };
    const steps = redactJsonInSteps(value);
    let pauses = 0;
    for (;;) {
      const { done, value: made } = steps.next();
      if (done) {
        assert.deepEqual(made, redactJson(value));
        break;
      }
      pauses++;
    }
    assert.equal(pauses, 54);
  });

  it('masks what stands under the name of a secret, whatever its depth', () => {
    const value = {
      headers: { Authorization: 'Bearer x', 'content-type': 'text/html', 'Set-Cookie': ['a=1', 'b=2'] },
      rawHeaders: ['Cookie', 'a=1', 'Host', 'h'],
      har: [{ name: 'x-api-key', value: 'abc' }, { name: 'host', value: 'h' }],
      apiKey: 'abc',
      password: 12_345,
      hasApiKey: true,
      token: null,
      credentials: { password: { nested: ['x'] } },
      usage: { total_tokens: 12 },
    };
    assert.deepEqual(redactJson(value), {
      headers: { Authorization: mask, 'content-type': 'text/html', 'Set-Cookie': [mask, mask] },
      rawHeaders: ['Cookie', mask, 'Host', 'h'],
      har: [{ name: 'x-api-key', value: mask }, { name: 'host', value: 'h' }],
      apiKey: mask,
      password: mask,
      hasApiKey: true,
      token: null,
      credentials: { password: { nested: [mask] } },
      usage: { total_tokens: 12 },
    });
    assert.equal(value.apiKey, 'abc');
  });

  it('redacts names too, and loses none of them', () => {
    const redacted = redactJson({ '/home/alice/a': 1, '/home/bob/a': 2 });
    assert.deepEqual(Object.values(redacted).sort(), [1, 2]);
    assert.ok(!JSON.stringify(redacted).includes('alice'));
  });

  it('keeps an own property named __proto__ a property', () => {
    const value = JSON.parse('{"__proto__":{"apiKey":"abc"},"a":1}') as object;
    assert.equal(JSON.stringify(redactJson(value)), `{"__proto__":{"apiKey":"${mask}"},"a":1}`);
  });

  it('takes dates and URLs by their JSON form', () => {
    assert.deepEqual(redactJson<unknown>({ at: new Date(0), url: new URL('http://u:p@h/') }), {
      at: '1970-01-01T00:00:00.000Z',
      url: `http://${mask}@h/`,
    });
  });

  it('survives any depth, and cycles', () => {
    let deep: unknown = 'Bearer abcdefgh';
    for (let level = 0; level < 50_000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
    let walked: unknown = redactJson(deep);
    while (typeof walked === 'object' && walked !== null) walked = Object.values(walked)[0];
    assert.equal(walked, `Bearer ${mask}`);
    const cycle: { self?: unknown; apiKey: string } = { apiKey: 'abc' };
    cycle.self = cycle;
    const copy = redactJson(cycle);
    assert.equal(copy.apiKey, mask);
    assert.equal(copy.self, copy);
  });

  it('keeps the shape of any JSON, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = redactJson(value);
        assert.deepEqual(redactJson(once), once);
        assert.equal(Array.isArray(once), Array.isArray(value));
        if (typeof value === 'object' && value !== null) {
          assert.equal(Object.keys(once as object).length, Object.keys(value).length);
        }
      }),
    );
  });

  it('lets no secret through under the usual names', () => {
    const name = fc.constantFrom(
      'apiKey', 'api_key', 'x-api-key', 'Authorization', 'proxy-authorization', 'Cookie', 'set-cookie', 'accessToken',
      'access_token', 'refreshToken', 'password', 'clientSecret', 'OPENROUTER_API_KEY', 'HF_TOKEN', 'privateKey', 'token',
    );
    fc.assert(
      fc.property(name, secret, (key, value) => {
        const redacted = JSON.stringify(redactJson({ a: [{ [key]: value }, { [key]: [value] }, { [key]: { b: value } }] }));
        assert.ok(!redacted.includes(value), redacted);
      }),
    );
  });

  it('throws for nothing', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => void redactJson(value)));
  });
});
