import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { eventually, nameAsTheSystemDoes, nameTo, runShim, type RunningShim } from '../running-shim.ts';
import { RawServer } from '../raw-connection.ts';
import { callersWith } from '../../../../src/shim/one-token.ts';

const token = 'Tok3n-that-n0body-may-see';
const upstreamPassword = 'Upstr3am-pa55word';
const basic = (text: string): string => Buffer.from(text).toString('base64');
const given = `Proxy-Authorization: Basic ${basic(`task:${token}`)}\r\n`;
const secrets = [token, upstreamPassword, basic(`task:${token}`), basic(`bob:${upstreamPassword}`), basic(token), encodeURIComponent(upstreamPassword)];

const callers = callersWith(token);

describe('a token', () => {
  it('is accepted whole and in no other form, whoever says it', () => {
    assert.ok(callers.accepts('task', token) && callers.accepts('', token));
    for (const other of ['', token.slice(1), token.slice(0, -1), `${token} `, ` ${token}`, `${token}\0`, token.toLowerCase(), token.repeat(2), 'x'.repeat(token.length), 'x'.repeat(100_000), '\ud800']) {
      assert.equal(callers.accepts('task', other), false, JSON.stringify(other.slice(0, 40)));
    }
  });

  it('is compared by digests of one length, in a time that says nothing about it', () => {
    const source = fs.readFileSync(new URL('../../../../src/shim/one-token.ts', import.meta.url), 'utf8');
    assert.match(source, /timingSafeEqual\(tokenDigest\(given\), known\)/);
  });
});

describe('tokens and credentials', () => {
  let run: RunningShim;
  let servers: RawServer[] = [];
  const heard: string[] = [];
  const printed: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  const writeError = process.stderr.write.bind(process.stderr);

  afterEach(async () => {
    nameAsTheSystemDoes();
    await run.end();
    await Promise.all(servers.map((one) => one.close()));
    servers = [];
  });

  async function ask(upstream: string, text: string): Promise<void> {
    run = await runShim({ callers, limits: { openMs: 500, firstByteMs: 500, headMs: 500 }, routing: { rules: [{ host: '*', upstream }] } });
    const client = await run.client();
    await client.say(text).over();
    heard.push(client.heard);
    client.destroy();
    await run.quiet();
  }

  async function proxyThat(answer: string): Promise<string> {
    const server = await RawServer.start((host) => void host.hears('\r\n\r\n').then(() => host.say(answer).socket.end(), () => undefined));
    servers.push(server);
    return `http://bob:${upstreamPassword}@127.0.0.1:${server.port}`;
  }

  /** Every way an answer of the shim's own comes about, with a token given and a proxy with a password. */
  const cases: readonly (readonly [what: string, upstream: () => Promise<string> | string, text: string])[] = [
    ['a proxy that refuses and says why', () => proxyThat(`HTTP/1.1 407 No bob:${upstreamPassword}\r\nX: ${basic(`bob:${upstreamPassword}`)}\r\n\r\n${upstreamPassword}`), `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a proxy that refuses a plain request', () => proxyThat(`HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="${upstreamPassword}"\r\nContent-Length: ${upstreamPassword.length}\r\n\r\n${upstreamPassword}`), `GET http://a.test/ HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a proxy that is none', () => proxyThat(`${upstreamPassword}\r\n`), `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a proxy that does not listen', () => `http://bob:${upstreamPassword}@127.0.0.1:1`, `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a proxy that has no address', () => `http://bob:${upstreamPassword}@nowhere.test:1`, `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a SOCKS proxy that does not listen', () => `socks5h://bob:${upstreamPassword}@127.0.0.1:1`, `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a wrong token', () => 'direct', `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic ${basic(`task:${token}x`)}\r\n\r\n`],
    ['two tokens', () => 'direct', `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n${given}${given}\r\n`],
    ['a token in the path', () => 'direct', `GET /${token} HTTP/1.1\r\nHost: 127.0.0.1\r\n${given}\r\n`],
    ['a token in the host', () => 'direct', `CONNECT ${token.toLowerCase()}:443 HTTP/1.1\r\nHost: ${token}\r\n\r\n`],
    ['a token as the user', () => 'direct', `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic ${basic(`${token}:wrong`)}\r\n\r\n`],
    ['a token in a target that can\'t be read', () => 'direct', `GET http://task:${token}@a.test/ HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a head that can\'t be read', () => 'direct', `GET http://a.test/ HTTP/1.1\r\nHost: x\r\n${given}Bad : ${token}\r\n\r\n`],
    ['a head that does not end', () => 'direct', `GET http://a.test/ HTTP/1.1\r\n${given}X: ${token}`],
    ['a guarded target', () => 'direct', `CONNECT 10.0.0.1:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
    ['a rule that refuses', () => 'refuse', `CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`],
  ];
  for (const [what, upstream, text] of cases) {
    it(`are in no answer, no entry and nothing printed: ${what}`, async () => {
      nameTo({});
      const address = await upstream();
      process.stdout.write = ((piece: string) => (printed.push(String(piece)), true)) as typeof process.stdout.write;
      process.stderr.write = ((piece: string) => (printed.push(String(piece)), true)) as typeof process.stderr.write;
      try {
        await ask(address, text);
      } finally {
        process.stdout.write = write;
        process.stderr.write = writeError;
      }
      assert.match(heard.at(-1) ?? '', /^HTTP\/1\.1 [45]\d\d /);
      const produced = `${heard.join('\n')}${JSON.stringify(run.journal.entries)}${JSON.stringify(run.journal.counts)}${printed.join('\n')}`;
      for (const secret of secrets) assert.ok(!produced.includes(secret), `${secret} in ${produced.slice(produced.indexOf(secret) - 100, produced.indexOf(secret) + 100)}`);
      assert.ok(run.journal.entries.some(({ end }) => end?.how === 'refused') || Object.keys(run.journal.counts).length === 1, 'counted');
    });
  }

  it('of the client go no further than the shim, and those of the proxy to the proxy alone', async () => {
    run = await runShim({ callers });
    const host = await run.server((one) => void one.hears('\r\n\r\n').then(() => one.say('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')));
    const client = await run.client();
    await client.say(`GET http://127.0.0.1:${host.port}/ HTTP/1.1\r\nHost: x\r\n${given}Authorization: Bearer of-the-host\r\n\r\n`).hears('ok');
    assert.match(host.connections[0]?.heard ?? '', /Authorization: Bearer of-the-host/);
    for (const secret of secrets) assert.ok(!host.connections[0]?.heard.includes(secret));
    const proxy = await run.server((one) => void one.hears('\r\n\r\n').then(() => one.say('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')));
    run.shim.route({ rules: [{ host: '*', upstream: `http://bob:${upstreamPassword}@127.0.0.1:${proxy.port}` }], client: 'curl', environment: {}, allow: [] });
    const other = await run.client();
    await other.say(`GET http://a.example/ HTTP/1.1\r\nHost: x\r\n${given}\r\n`).hears('ok');
    const tunnel = await run.client();
    tunnel.say(`CONNECT a.example:443 HTTP/1.1\r\nHost: x\r\n${given}\r\n`);
    await (await proxy.connection(1)).hears('\r\n\r\n');
    for (const { heard: asked } of proxy.connections) {
      assert.ok(asked.includes(`Proxy-Authorization: Basic ${basic(`bob:${upstreamPassword}`)}\r\n`));
      assert.ok(!asked.includes(basic(`task:${token}`)) && !asked.includes(token));
    }
    await eventually(() => run.journal.entries.length === 3, 'the entries');
    for (const secret of secrets) assert.ok(!JSON.stringify(run.journal.entries).includes(secret));
  });
});
