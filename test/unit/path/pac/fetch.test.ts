import * as assert from 'node:assert/strict';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { askPac, shownPacUrl } from '../../../../src/path/pac/ask.ts';
import { fetchPac } from '../../../../src/path/pac/fetch.ts';
import { make } from '../pki.ts';

const limitMs = 60_000;
const clocks = { dnsMs: limitMs, tcpMs: limitMs, proxyMs: limitMs, tlsMs: limitMs, headersMs: limitMs };
const options = {
  clocks, limitMs, signal: new AbortController().signal, environment: {}, platform: process.platform,
  resolve: async (name: string) => ({ name, literal: true, addresses: [{ address: '127.0.0.1', family: 4 as const }], durationMs: 0 }),
};
const script = 'function FindProxyForURL(url, host) { return "PROXY u:secret@p:1; PROXY 192.0.2.1:3128; DIRECT"; }';

describe('PAC fetching', () => {
  let base = '';
  let server: Server;
  const seen: http.IncomingMessage[] = [];

  before(async () => {
    server = http.createServer((request, response) => {
      seen.push(request);
      switch (request.url) {
        case '/p.pac?key=secret':
          return void response.end(script);
        case '/moved':
          return void response.writeHead(302, { location: '/p.pac?key=secret' }).end();
        case '/to-file':
          return void response.writeHead(302, { location: 'file:///etc/passwd' }).end();
        case '/round':
          return void response.writeHead(302, { location: '/round' }).end();
        case '/big':
          return void response.end('x'.repeat(1_048_577));
        case '/latin':
          return void response.end(Buffer.from('// \u00fc', 'latin1'));
        case '/slow':
          return;
        default:
          return void response.writeHead(404).end('nothing');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    (server as http.Server).closeAllConnections();
    server.close();
  });

  it('takes http and data, follows redirects, and sends no credentials', async () => {
    const place = `${base.replace('//', '//user:hunter2@')}/p.pac?key=secret#part`;
    assert.deepEqual(await fetchPac(place, options), { script, bytes: script.length });
    assert.deepEqual(Object.keys(seen.at(-1)?.headers ?? {}).sort(), ['accept', 'connection', 'host', 'user-agent']);
    assert.deepEqual(await fetchPac(`${base}/moved`, options), { script, bytes: script.length });
    assert.deepEqual(await fetchPac(`data:,${encodeURIComponent(script)}`, options), { script, bytes: script.length });
    assert.deepEqual(await fetchPac(`data:x/y;base64,${Buffer.from(script).toString('base64')}`, options), { script, bytes: script.length });
    assert.deepEqual(await fetchPac(`${base}/latin`, options), { script: '// \u00fc', bytes: 4 });
  });

  const refused: readonly [place: string, problem: RegExp][] = [
    ['/missing', /HTTP 404/],
    ['/to-file', /is a file/],
    ['/round', /again and again/],
    ['/big', /longer than 1 MB/],
    ['file:///etc/proxy.pac', /is a file/],
    ['ftp://127.0.0.1/p.pac', /ftp: is no address/],
    ['C:\\proxy.pac', /is no address|no URL/],
    ['nonsense', /no URL/],
    ['data:nothing', /no URL/],
  ];
  for (const [place, expected] of refused) {
    it(`does not take ${place}`, async () => {
      const fetched = await fetchPac(place.startsWith('/') ? base + place : place, options);
      assert.match('problem' in fetched ? fetched.problem : 'taken', expected);
    });
  }

  it('a server that says nothing, and cancelling', async () => {
    const fetched = await fetchPac(`${base}/slow`, { ...options, limitMs: 100 });
    assert.match('problem' in fetched ? fetched.problem : 'taken', /did not send it/);
    const cancel = new AbortController();
    const running = fetchPac(`${base}/slow`, { ...options, signal: cancel.signal });
    cancel.abort(new Error('cancelled'));
    await assert.rejects(running, /cancelled/);
  });

  it('https is verified, whatever the environment says', async () => {
    const root = await make({ commonName: 'Somebody', authority: true });
    const leaf = await make({ commonName: 'pac.test', dns: ['pac.test'], issuer: root });
    const secure = https.createServer({ key: leaf.key, cert: leaf.certificate }, (_, response) => response.end(script));
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    try {
      const place = `https://pac.test:${(secure.address() as AddressInfo).port}/p.pac`;
      const fetched = await fetchPac(place, { ...options, environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
      assert.match('problem' in fetched ? fetched.problem : 'taken', /UNABLE_TO|SELF_SIGNED/);
    } finally {
      secure.closeAllConnections();
      secure.close();
    }
  });

  it('what is kept of an answer shows no secret', async () => {
    const pacUrl = `${base.replace('//', '//user:hunter2@')}/p.pac?key=secret`;
    const said = await askPac({ ...options, pacUrl, url: new URL('https://me:hunter2@api.example.com/v1?k=secret'), fetchMs: limitMs, runMs: limitMs });
    assert.deepEqual(said.order, ['PROXY 192.0.2.1:3128', 'DIRECT']);
    assert.deepEqual(said.skipped, ['PROXY \u2026@p:1']);
    assert.equal(said.source, base);
    assert.doesNotMatch(JSON.stringify(said), /secret|hunter2/);
    assert.equal(shownPacUrl('data:,secret'), 'data:\u2026');
  }).timeout(120_000);
});
