import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tls from 'node:tls';
import { practiceHeader } from '../../../src/gateways/practice.ts';
import type { Lab, RequestEntry } from '../../../src/lab/lab.ts';
import { startLab } from '../../../src/lab/lab.ts';
import { bearer, chat, exchangeRaw, receive } from './clients.ts';

describe('a lab that is treated badly', () => {
  let lab: Lab;
  const entries: RequestEntry[] = [];
  before(async () => {
    lab = await startLab({ onRequest: (entry) => entries.push(entry) });
  });
  after(() => lab.close());
  afterEach(async () => {
    lab.setScenario('healthy');
    const response = await fetch(`${lab.baseUrl}/models`);
    assert.equal(response.status, 200, 'still alive');
    await response.text();
  });

  for (const [what, bytes, status] of [
    ['no HTTP at all', 'nonsense\r\n\r\n', 400],
    ['a SOCKS greeting', '\x05\x01\x00', 400],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n', 400],
    ['endless headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(200_000)}\r\n\r\n`, 431],
    ['CONNECT', 'CONNECT example.test:443 HTTP/1.1\r\nHost: example.test\r\n\r\n', 405],
    ['a target that is no path', 'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 200],
  ] as const) {
    it(`answers ${what} with ${status}`, async () => {
      const answer = await exchangeRaw(lab.port, bytes);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.ok(answer.toLowerCase().includes(`${practiceHeader}: 1\r\n`));
    });
  }

  it('bears clients that say nothing, half a handshake, or half a request', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from([0x16]), Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5])]) {
      const socket = net.connect(lab.port, '127.0.0.1');
      await once(socket, 'connect');
      if (bytes.length > 0) socket.write(bytes);
      await sleep(20);
      socket.resetAndDestroy();
    }
    const half = net.connect(lab.port, '127.0.0.1');
    half.write('POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"mod');
    await sleep(20);
    half.destroy();
  });

  it('ends its work when a client leaves mid-stream', async () => {
    lab.setScenario('hang-mid-stream');
    for (let index = 0; index < 5; index += 1) {
      const { error } = await receive(await chat(lab.baseUrl), (text) => text.includes('data:'));
      assert.equal(error, undefined);
    }
  });

  it('reports a request without an answer with status 0', async () => {
    lab.setScenario('hang-before-headers');
    entries.length = 0;
    await assert.rejects(fetch(`${lab.baseUrl}/key`, { headers: bearer, signal: AbortSignal.timeout(100) }));
    while (entries.length === 0) await sleep(5);
    assert.deepEqual(entries, [{ method: 'GET', path: '/api/v1/key', status: 0, authorization: 'practice-key' }]);
  });

  it('lets a switched certificate be seen: TLS answers end their connection', async () => {
    const request = get(`${lab.tlsBaseUrl}/models`, { ca: lab.caPem });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    assert.equal(response.headers.connection, 'close');
    assert.equal(response.headers[practiceHeader], '1');
    response.resume();
    await once(response, 'close');
  });
});

describe('starting and closing a lab', () => {
  it('ends open connections, plain and TLS, and frees the port', async () => {
    const lab = await startLab({ scenario: 'hang-mid-stream' });
    const stream = receive(await chat(lab.baseUrl));
    const idle = net.connect(lab.port, '127.0.0.1');
    const secure = tls.connect({ host: '127.0.0.1', port: lab.port, ca: lab.caPem });
    idle.on('error', () => {});
    secure.on('error', () => {});
    await Promise.all([once(idle, 'connect'), once(secure, 'secureConnect')]);
    const ended = Promise.all([once(idle, 'close'), once(secure, 'close')]);
    await Promise.all([lab.close(), lab.close()]);
    await ended;
    assert.ok((await stream).error);
    const again = await startLab({ port: lab.port });
    assert.equal(again.port, lab.port);
    await again.close();
  });

  it('says what is wrong when the port is taken', async () => {
    const lab = await startLab();
    await assert.rejects(startLab({ port: lab.port }), { code: 'EADDRINUSE' });
    await lab.close();
  });

  it('listens on loopback alone', async () => {
    const lab = await startLab();
    try {
      assert.match(lab.baseUrl, /^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
      assert.equal(lab.tlsBaseUrl, lab.baseUrl.replace('http:', 'https:'));
      const addresses = Object.values(os.networkInterfaces()).flat();
      const outside = addresses.find((one) => one && !one.internal && one.family === 'IPv4');
      if (outside) {
        const socket = net.connect(lab.port, outside.address);
        const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
        assert.equal(error.code, 'ECONNREFUSED');
      }
    } finally {
      await lab.close();
    }
  });

  it('writes its root where it is told, and takes it away again', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-test-'));
    const certificateDirectory = path.join(folder, 'new', 'place');
    const lab = await startLab({ certificateDirectory });
    assert.equal(path.dirname(lab.caFile), certificateDirectory);
    assert.equal(await fs.readFile(lab.caFile, 'utf8'), lab.caPem);
    await lab.close();
    assert.deepEqual(await fs.readdir(certificateDirectory), []);
    await fs.rm(folder, { recursive: true });
  });

  it('does not write through a link that someone left', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-test-'));
    const victim = path.join(folder, 'victim');
    await fs.writeFile(victim, 'untouched');
    const first = await startLab({ certificateDirectory: path.join(folder, 'certificates') });
    const { caFile, port } = first;
    await first.close();
    await fs.symlink(victim, caFile);
    const second = await startLab({ port, certificateDirectory: path.join(folder, 'certificates') });
    assert.equal(await fs.readFile(victim, 'utf8'), 'untouched');
    assert.equal(await fs.readFile(caFile, 'utf8'), second.caPem);
    await second.close();
    await fs.rm(folder, { recursive: true });
  });

  it('refuses a certificate folder that is a link or a file, and closes again', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-test-'));
    const link = path.join(folder, 'link');
    await fs.symlink(folder, link, 'dir');
    await assert.rejects(startLab({ certificateDirectory: link }), /not a folder of this user/);
    await fs.rm(folder, { recursive: true });
  });
});
