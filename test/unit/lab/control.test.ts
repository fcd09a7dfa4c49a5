import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { Lab } from '../../../src/lab/lab.ts';
import { readScenario, scenarios, startLab, switchScenario } from '../../../src/lab/lab.ts';
import { bearer, chat, closedPort, exchangeRaw, handshake, knownModel, receive } from './clients.ts';

const names = scenarios.map((one) => one.name);

describe('control of a running lab', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab.close());

  /** fetch forbids a Host header of one's own. */
  const ask = async (method: string, headers: Record<string, string>, body?: string) => {
    const request = http.request({ host: '127.0.0.1', port: lab.port, path: '/__lab/scenario', method, headers });
    request.end(body);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return { status: response.statusCode, document: JSON.parse(await text(response)) as Record<string, unknown> };
  };

  it('tells and switches the scenario; requests that start afterwards see it', async () => {
    assert.deepEqual(await readScenario(lab.port), { scenario: 'healthy', scenarios: names });
    const before = receive(await chat(lab.baseUrl));
    assert.equal((await switchScenario(lab.port, 'no-credit')).scenario, 'no-credit');
    assert.equal(lab.scenario, 'no-credit');
    assert.equal((await chat(lab.baseUrl)).status, 402);
    assert.ok((await before).text.endsWith('data: [DONE]\n\n'), 'the running answer goes on as it began');
  });

  it('is reached in every scenario', async () => {
    for (const name of names) assert.equal((await switchScenario(lab.port, name)).scenario, name);
    lab.setScenario('hang-before-headers');
    assert.equal((await switchScenario(lab.port, 'healthy')).scenario, 'healthy');
  });

  it('switches certificates for the next handshake', async () => {
    const options = { host: '127.0.0.1', port: lab.port, ca: lab.caPem };
    assert.ok('certificate' in (await handshake(options)));
    lab.setScenario('tls-expired');
    assert.deepEqual(await handshake(options), { code: 'CERT_HAS_EXPIRED' });
    lab.setScenario('healthy');
    assert.ok('certificate' in (await handshake(options)));
  });

  it('is not fooled by sessions that clients resume', async () => {
    const agent = new https.Agent({ ca: lab.caPem });
    const ask = async (): Promise<boolean> => {
      const request = https.get(`https://localhost:${lab.port}/api/v1/models`, { agent });
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      const resumed = (response.socket as TLSSocket).isSessionReused();
      await text(response);
      return resumed;
    };
    assert.deepEqual([await ask(), await ask()], [false, true]);
    lab.setScenario('tls-expired');
    await assert.rejects(ask(), { code: 'CERT_HAS_EXPIRED' });
  });

  it('names the scenarios when one does not exist', async () => {
    const expected = /no scenario "nope".*healthy, slow-first-byte.*tls-wrong-host/;
    assert.throws(() => lab.setScenario('nope'), expected);
    await assert.rejects(switchScenario(lab.port, 'nope'), expected);
    await assert.rejects(startLab({ scenario: 'nope' }), expected);
    assert.equal(lab.scenario, 'healthy');
    for (const body of ['', '{', 'null', '[]', '{"scenario":7}', `{"scenario":"${'x'.repeat(20_000)}"}`]) {
      const { status, document } = await ask('POST', {}, body);
      assert.equal(status, 400);
      assert.deepEqual(document['scenarios'], names);
    }
  });

  it('refuses web pages and foreign host names', async () => {
    const body = JSON.stringify({ scenario: 'no-credit' });
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${lab.port}`]) {
      assert.equal((await ask('POST', { origin }, body)).status, 403);
    }
    for (const host of ['evil.example', `evil.example:${lab.port}`, '127.0.0.1.evil.example', '10.0.0.1']) {
      assert.equal((await ask('POST', { host }, body)).status, 403, host);
      assert.equal((await ask('GET', { host })).status, 403, host);
    }
    assert.match(await exchangeRaw(lab.port, 'GET /__lab/scenario HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 403 /);
    assert.equal(lab.scenario, 'healthy');
    for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.2:80', '[::1]:443', '[::1]']) {
      assert.equal((await ask('GET', { host })).status, 200, host);
    }
  });

  it('has no other paths and no other methods', async () => {
    assert.equal((await ask('DELETE', {})).status, 405);
    assert.equal((await fetch(new URL('/__lab/else', lab.baseUrl))).status, 404);
  });

  it('says so when nothing, or something else, answers on the port', async () => {
    await assert.rejects(switchScenario(await closedPort(), 'healthy'), /No practice gateway answered on port \d+/);
    const other = http.createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      await assert.rejects(readScenario(port), /not a practice gateway \(status 200\)/);
    } finally {
      other.close();
    }
  });

  it('keeps answering API requests with keys meanwhile', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        if (index % 5 === 0) await switchScenario(lab.port, index % 2 === 0 ? 'healthy' : 'no-credit');
        return (await fetch(`${lab.baseUrl}/models/${knownModel}/endpoints`, { headers: bearer })).status;
      }),
    );
    assert.deepEqual(new Set(answers), new Set([200]));
  });
});
