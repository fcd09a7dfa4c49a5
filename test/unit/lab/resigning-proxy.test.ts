import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tls from 'node:tls';
import type { Lab, ResigningProxy, ResigningProxyOptions } from '../../../src/lab/lab.ts';
import { startLab, startResigningProxy } from '../../../src/lab/lab.ts';
import { bearer, closedPort, connectThrough, handshake } from './clients.ts';

const zscaler = { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' };

describe('the re-signing proxy', () => {
  let lab: Lab;
  let proxy: ResigningProxy;
  before(async () => {
    lab = await startLab();
  });
  afterEach(async () => {
    lab.setScenario('healthy');
    await proxy.close();
  });
  after(() => lab.close());

  const start = async (options: ResigningProxyOptions = {}): Promise<void> => {
    proxy = await startResigningProxy({ issuer: zscaler, upstreamCa: lab.caPem, ...options });
  };
  const tunnel = async (authority: string): Promise<Socket> => {
    const { socket, status } = await connectThrough(proxy.port, authority);
    assert.equal(status, 200);
    return socket;
  };
  const labAuthority = (): string => `127.0.0.1:${lab.port}`;

  it('shows a leaf for the asked name by its own root, and untrusted clients refuse it', async () => {
    await start();
    const refused = await handshake({ socket: await tunnel(labAuthority()), servername: 'localhost', ca: lab.caPem });
    assert.deepEqual(refused, { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    const seen = await handshake({ socket: await tunnel(labAuthority()), servername: 'localhost', ca: proxy.caPem });
    assert.ok('certificate' in seen, 'the handshake failed');
    assert.equal(seen.certificate.issuer.CN, 'Zscaler Root CA');
    assert.equal(seen.certificate.issuer.O, 'Zscaler Inc.');
    assert.equal(seen.certificate.subjectaltname, 'DNS:localhost');
    assert.deepEqual(proxy.log.map((one) => one.serverName), ['localhost', 'localhost']);
  });

  it('sends its root along when told to', async () => {
    await start({ sendRoot: true });
    const refused = await handshake({ socket: await tunnel(labAuthority()), servername: 'localhost', ca: lab.caPem });
    assert.deepEqual(refused, { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  });

  it('goes by what was asked to CONNECT to when the client names nothing', async () => {
    await start();
    const seen = await handshake({ socket: await tunnel(labAuthority()), host: '127.0.0.1', ca: proxy.caPem });
    assert.ok('certificate' in seen, 'the handshake failed');
    assert.equal(seen.certificate.subjectaltname, 'IP Address:127.0.0.1');
    assert.equal(proxy.log[0]?.serverName, undefined);
  });

  /** A request inside TLS inside the tunnel. */
  const ask = async (headers: Record<string, string>) => {
    const socket = tls.connect({ socket: await tunnel(labAuthority()), servername: 'localhost', ca: proxy.caPem });
    const request = http.request({ createConnection: () => socket, path: '/api/v1/key', headers });
    request.end();
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  };

  it('reads what passes: bytes both ways, and whether a key was among them', async () => {
    await start();
    const without = await ask({ 'x-note': 'authorization: none' });
    assert.equal(without.status, 401);
    const withKey = await ask(bearer);
    assert.equal(withKey.status, 200);
    const [first, second] = proxy.log;
    assert.equal(first?.sawAuthorization, false);
    assert.equal(second?.sawAuthorization, true);
    assert.equal(second?.handshake, 'done');
    assert.ok((second?.bytesFromClient ?? 0) > 50);
    assert.ok((second?.bytesFromServer ?? 0) > withKey.body.length);
    assert.ok(!JSON.stringify(proxy.log).includes(bearer.authorization));
  });

  it('sees an Authorization header that comes in pieces', async () => {
    await start();
    const socket = tls.connect({ socket: await tunnel(labAuthority()), servername: 'localhost', ca: proxy.caPem });
    await once(socket, 'secureConnect');
    socket.resume();
    for (const piece of ['GET / HTTP/1.1\r\nHost: x\r', '\nAuthor', 'ization', ': Bearer x\r\n\r\n']) {
      socket.write(piece);
      await sleep(10);
    }
    while (!proxy.log[0]?.sawAuthorization) await sleep(5);
    socket.destroy();
  });

  it('records a client that refuses its certificate: no byte of plain text was seen', async () => {
    await start();
    await handshake({ socket: await tunnel(labAuthority()), servername: 'localhost' });
    while (proxy.log[0]?.handshake === 'waiting') await sleep(5);
    const entry = proxy.log[0];
    assert.equal(entry?.bytesFromClient, 0);
    assert.equal(entry?.sawAuthorization, false);
  });

  it('verifies the real server unless told not to', async () => {
    lab.setScenario('tls-expired');
    await start();
    const refused = await ask({});
    assert.equal(refused.status, 502);
    assert.equal(proxy.log[0]?.upstreamError, 'CERT_HAS_EXPIRED');
    await proxy.close();
    await start({ verifyUpstream: false });
    assert.equal((await ask({})).status, 401);
  });

  it('answers 502 inside TLS when the real server is not there', async () => {
    const port = await closedPort();
    await start({ connectTo: () => ({ host: '127.0.0.1', port }) });
    assert.equal((await ask({})).status, 502);
    assert.equal(proxy.log[0]?.upstreamError, 'ECONNREFUSED');
  });

  it('carries a tunnel without TLS untouched', async () => {
    await start();
    const socket = await tunnel(labAuthority());
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1\.1 200 OK/);
    assert.equal(proxy.log[0]?.handshake, 'plain');
    assert.equal(proxy.log[0]?.serverName, undefined);
  });

  it('refuses what is not CONNECT to an authority', async () => {
    await start();
    assert.equal((await connectThrough(proxy.port, 'nonsense')).status, 400);
    assert.equal((await fetch(`${proxy.url}/`)).status, 405);
  });
});
