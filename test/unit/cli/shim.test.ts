import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import { createInterface } from 'node:readline';
import { finished, runCli, startCli } from './run-cli.ts';

interface Ready {
  schemaVersion: number;
  address: string;
  host: string;
  port: number;
  pid: number;
}

/** A running `gatehouse shim --json` and the lines it prints. */
async function startShimCli(args: readonly string[], environment: Record<string, string> = {}) {
  const child = startCli(['shim', '--json', ...args], environment);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    assert.notEqual(done, true, 'it ended');
    return JSON.parse(value as string) as Record<string, unknown>;
  };
  return { child, ready: (await next()) as unknown as Ready, next };
}

async function interrupted(child: ChildProcess): Promise<number | null> {
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** Gets a plain URL as a program with this proxy does. */
function get(proxy: URL, url: string): Promise<{ status: number; body: string }> {
  const { username, password, hostname, port } = proxy;
  const credentials = username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const request = http.get({ host: hostname, port, path: url, agent: false, headers: { host: new URL(url).host, ...credentials } }, (response) => {
      let body = '';
      response.on('data', (bytes: Buffer) => (body += bytes.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject);
  });
}

describe('gatehouse shim', function () {
  this.timeout(60_000);
  let origin: http.Server;
  let url = '';
  before(async () => {
    origin = http.createServer((_request, response) => void response.end('from the origin'));
    await once(origin.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(origin.address() as net.AddressInfo).port}/`;
  });
  after(() => origin.close());

  const faults: readonly { args: readonly string[]; environment?: Record<string, string>; says: RegExp }[] = [
    { args: ['here'], says: /"here" is not expected/ },
    { args: ['--port', '70000'], says: /"70000" is no port/ },
    { args: ['--rule', 'example.com'], says: /A rule is HOST=UPSTREAM/ },
    { args: ['--rule', '=direct'], says: /A rule is HOST=UPSTREAM/ },
    { args: ['--rule', 'example.com='], says: /A rule is HOST=UPSTREAM/ },
    { args: ['--rule', 'exa mple.com=direct'], says: /Rule 1 names no host/ },
    { args: ['--rule', 'example.com=direct', '--upstream', 'socks4://127.0.0.1:1'], says: /upstream of rule 2 is SOCKS4/ },
    { args: ['--allow', '10.0.0.0/99'], says: /no host that can be allowed/ },
    { args: ['--upstream', 'direct', '--pac', 'http://127.0.0.1/p.pac'], says: /exclude each other/ },
    { args: ['--pac', 'file:///p.pac'], says: /no address of a proxy script/ },
    { args: ['--token', 'a'.repeat(16), '--no-auth'], says: /exclude each other/ },
    { args: ['--token', 'short'], says: /16 to 200 letters.*--token/ },
    { args: [], environment: { GATEHOUSE_SHIM_TOKEN: 'with:colon-and-length' }, says: /16 to 200 letters.*GATEHOUSE_SHIM_TOKEN/ },
    { args: ['--upsteam', 'direct'], says: /Did you mean --upstream/ },
  ];
  for (const { args, environment, says } of faults) {
    it(`refuses ${JSON.stringify(args)}${environment ? ' with a bad token in the environment' : ''}`, async () => {
      const { code, stdout, stderr } = await runCli(['shim', ...args], environment ? { environment } : {});
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, says);
      for (const secret of ['short', 'with:colon']) assert.ok(!stderr.includes(secret), 'a token is shown');
    });
  }

  it('says which port is taken', async () => {
    const taken = net.createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as net.AddressInfo;
    const { code, stdout, stderr } = await runCli(['shim', '--port', String(port)]);
    taken.close();
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, new RegExp(`Port ${port} is taken`));
  });

  it('lets in who has the token, tells of each connection, and ends on Ctrl+C', async () => {
    const { child, ready, next } = await startShimCli(['--allow', '127.0.0.1', '--journal']);
    const address = new URL(ready.address);
    assert.deepEqual({ ...ready, address: '' }, { schemaVersion: 1, address: '', host: '127.0.0.1', port: Number(address.port), pid: child.pid });
    assert.match(ready.address, /^http:\/\/gatehouse:[\w-]{32}@127\.0\.0\.1:\d+$/);
    assert.deepEqual(await get(address, url), { status: 200, body: 'from the origin' });
    const entry = await next();
    assert.equal(entry['schemaVersion'], 1);
    assert.deepEqual([entry['kind'], entry['caller'], entry['host'], (entry['route'] as { outcome: string }).outcome], ['request', 'gatehouse', '127.0.0.1', 'direct']);
    assert.deepEqual(Object.keys(entry).filter((name) => /header|path|token/i.test(name)), []);
    const wrong = new URL(address);
    wrong.password = 'another-token-of-length';
    assert.equal((await get(wrong, url)).status, 407);
    assert.deepEqual(await next(), { schemaVersion: 1, refused: 'WRONG_TOKEN', count: 1 });
    wrong.username = '';
    wrong.password = '';
    assert.equal((await get(wrong, url)).status, 407);
    assert.deepEqual(await next(), { schemaVersion: 1, refused: 'NO_TOKEN', count: 1 });
    assert.equal(await interrupted(child), 130);
  });

  it('takes the token of the environment, rules before the rest, and the variables where no rule says anything', async () => {
    const upstream = http.createServer((request, response) => void response.end(`upstream got ${request.url}`));
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    const proxy = `http://127.0.0.1:${(upstream.address() as net.AddressInfo).port}`;
    const { child, ready } = await startShimCli(['--rule', '127.0.0.1=direct', '--rule', 'refused.test=refuse'], {
      GATEHOUSE_SHIM_TOKEN: 'a-token-from-the-environment',
      http_proxy: proxy,
    });
    const address = new URL(ready.address);
    assert.equal(address.password, 'a-token-from-the-environment');
    assert.equal((await get(address, url)).body, 'from the origin');
    assert.equal((await get(address, 'http://refused.test/')).status, 403);
    assert.equal((await get(address, 'http://elsewhere.test/x')).body, 'upstream got http://elsewhere.test/x');
    assert.equal(await interrupted(child), 130);
    upstream.close();
  });

  it('asks a script only for what no rule names', async () => {
    const pac = `data:,${encodeURIComponent('function FindProxyForURL(u, host) { return host === "127.0.0.1" ? "DIRECT" : "PROXY 127.0.0.1:9"; }')}`;
    const { child, ready, next } = await startShimCli(['--pac', pac, '--rule', 'ruled.test=refuse', '--journal']);
    const address = new URL(ready.address);
    assert.equal((await get(address, 'http://ruled.test/')).status, 403);
    assert.deepEqual(((await next())['route'] as { decidedBy: string }).decidedBy, 'rule 1');
    assert.equal((await get(address, 'http://scripted.test/')).status, 502);
    const { route } = await next();
    assert.deepEqual({ ...(route as object), reason: '', decidedBy: '' }, { outcome: 'proxy', via: 'http://127.0.0.1:9', decidedBy: '', reason: '' });
    assert.equal(await interrupted(child), 130);
  });

  it('asks for no token with --no-auth, and says what that means', async () => {
    const child = startCli(['shim', '--no-auth', '--allow', '127.0.0.1']);
    let said = '';
    child.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString()));
    while (!said.includes('Ctrl+C')) await once(child.stdout as NodeJS.ReadableStream, 'data');
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
    assert.match(said, /Every program and every user of this machine may use it/);
    assert.equal((await get(new URL(address), url)).status, 200);
    child.kill('SIGTERM');
    assert.equal((await finished(child)).code, 143);
  });

  it('lets an answer that is under way end after Ctrl+C', async () => {
    let release = (): void => undefined;
    const slow = http.createServer((_request, response) => {
      response.write('first ');
      release = () => void response.end('last');
    });
    await once(slow.listen(0, '127.0.0.1'), 'listening');
    const { child, ready } = await startShimCli(['--allow', '127.0.0.1']);
    const answer = get(new URL(ready.address), `http://127.0.0.1:${(slow.address() as net.AddressInfo).port}/`);
    await once(slow, 'request');
    const closed = once(child, 'close');
    child.kill('SIGINT');
    await once(child.stderr as NodeJS.ReadableStream, 'data');
    release();
    assert.deepEqual(await answer, { status: 200, body: 'first last' });
    assert.deepEqual(await closed, [130, null]);
    slow.close();
  });
});
