import assert from 'node:assert/strict';
import * as net from 'node:net';
import { reachOther, wayTo } from '../../../src/diagnosis/way-to.ts';
import type { StatusFeed } from '../../../src/gateways/feeds/feed.ts';
import { startLab } from '../../../src/lab/lab.ts';
import { closedPort } from '../lab/clients.ts';
import { startRawServer } from '../path/raw-server.ts';
import { knownGateway, subjectOf } from './subjects.ts';

const forever = new AbortController().signal;

describe('the way to any URL', () => {
  const environment = { https_proxy: 'http://192.0.2.1:3128', http_proxy: 'http://192.0.2.2:3128', no_proxy: 'status.test,.inside.test' };
  const cases: readonly [url: string, environment: Record<string, string>, proxy: string | undefined][] = [
    ['https://status.example', {}, undefined],
    ['https://status.example', environment, '192.0.2.1'],
    ['http://status.example', environment, '192.0.2.2'],
    ['https://status.test/api', environment, undefined],
    ['https://a.inside.test', environment, undefined],
    // The way is the URL's own, not that of the gateway.
    ['https://status.example', { ...environment, no_proxy: 'gateway.test' }, '192.0.2.1'],
  ];
  for (const [url, variables, proxy] of cases) {
    it(`to ${url} with no_proxy=${variables['no_proxy'] ?? '(none)'} is ${proxy === undefined ? 'direct' : `by ${proxy}`}`, async () => {
      const path = await wayTo(new URL(url), subjectOf('https://gateway.test/v1', { environment: variables }), forever);
      assert.ok(path);
      assert.equal(path.proxyUrl?.hostname, proxy);
      assert.equal(path.mode === 'direct', proxy === undefined);
    });
  }
});

describe('reaching a host that is not the gateway\'s', () => {
  const withPages = (baseUrl: string, statusFeeds: readonly StatusFeed[]) => ({ ...knownGateway('openrouter', baseUrl), statusFeeds });

  const nothingToAsk: readonly [name: string, feeds: readonly StatusFeed[]][] = [
    ['no status page', []],
    ['a third party\'s page alone', [{ pageUrl: 'https://third.test', thirdParty: true }]],
    ['a page on its own host alone', [{ pageUrl: 'https://gateway.test/status' }]],
  ];
  for (const [name, feeds] of nothingToAsk) {
    it(`can't be told with ${name}, and nothing is asked`, async () => {
      const proxy = await startRawServer(() => undefined);
      const subject = subjectOf('https://gateway.test/v1', {
        gateway: withPages('https://gateway.test/v1', feeds),
        environment: { https_proxy: `http://127.0.0.1:${proxy.port}` },
      });
      assert.equal(await reachOther(subject, forever), null);
      assert.equal(proxy.total, 0);
      await proxy.close();
    });
  }

  const page = [{ pageUrl: 'https://gateway.test/status' }, { pageUrl: 'https://status.test' }];
  const through = (port: number) => subjectOf('https://gateway.test/v1', {
    gateway: withPages('https://gateway.test/v1', page),
    environment: { https_proxy: `http://127.0.0.1:${port}` },
  });

  it('fails where the proxy refuses, and sends nothing but the wish for a tunnel', async () => {
    let heard = '';
    const proxy = await startRawServer((socket) => socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
    }));
    assert.equal(await reachOther(through(proxy.port), forever), false);
    assert.match(heard, /^CONNECT status\.test:443 HTTP\/1\.1\r\n/);
    assert.doesNotMatch(heard, /authorization/i);
    await proxy.close();
  });

  it('fails where nothing listens', async () => assert.equal(await reachOther(through(await closedPort()), forever), false));

  it('fails where what is behind the tunnel does not speak TLS, and leaves no connection', async () => {
    const proxy = await startRawServer((socket) => socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    }));
    assert.equal(await reachOther(through(proxy.port), forever), false);
    for (let turn = 0; turn < 50 && proxy.open > 0; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(proxy.open, 0);
    await proxy.close();
  });

  it('fails where the certificate is of nobody known', async () => {
    const lab = await startLab();
    const { port } = new URL(lab.tlsBaseUrl);
    const proxy = await startRawServer((socket) => socket.once('data', () => {
      const onward = net.connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
    }));
    assert.equal(await reachOther(through(proxy.port), forever), false);
    await proxy.close();
    await lab.close();
  });

  it('ends with the abort', async () => {
    const proxy = await startRawServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')));
    const abort = new AbortController();
    const running = reachOther(through(proxy.port), abort.signal);
    setTimeout(() => abort.abort(new Error('enough')), 200);
    await assert.rejects(running, /enough/);
    await proxy.close();
  });
});
