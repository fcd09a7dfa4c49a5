import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import * as zlib from 'node:zlib';
import type { StatusFeed } from '../../../../src/gateways/feeds/feed.ts';
import { maxFeedBytes } from '../../../../src/gateways/feeds/feed-document.ts';
import { nothingKnown, type FeedKnown } from '../../../../src/gateways/feeds/feed-status.ts';
import { createFeedGet, pathOfClient, type FeedGet } from '../../../../src/gateways/feeds/get.ts';
import { pollFeed } from '../../../../src/gateways/feeds/poll.ts';
import { createAuthority, startConnectProxy } from '../../../../src/lab/lab.ts';
import { patient, pathBy, resolveTo } from '../../path/raw-server.ts';
import { fixture, nowMs } from './feed-fixtures.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const never = new AbortController().signal;
const host = 'status.example.com';

describe('polling a status page over the network', () => {
  let server: https.Server;
  let page: string;
  let get: FeedGet;
  let root: string;
  let handler: Handler;
  const asked: string[] = [];

  before(async () => {
    const authority = await createAuthority();
    root = authority.pem;
    const { certificate: cert, key } = await authority.issue({ dns: [host, 'other.example.com'] });
    server = https.createServer({ cert, key }, (request, response) => {
      asked.push(`${request.headers.host?.split(':')[0]}${request.url}`);
      assert.equal(request.headers.cookie, undefined);
      assert.equal(request.headers.authorization, undefined);
      handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    page = `https://${host}:${(server.address() as AddressInfo).port}`;
    get = getter(resolveTo({ [host]: '127.0.0.1', 'other.example.com': '127.0.0.1' }), [root]);
  });
  after(() => server.close());
  beforeEach(() => asked.splice(0));

  const getter = (resolve: ReturnType<typeof resolveTo>, system: readonly string[], path = pathBy('direct')): FeedGet =>
    createFeedGet({ pathTo: () => Promise.resolve(path), resolve, clocks: patient, readStores: () => Promise.resolve({ bundled: [], extra: null, system }) });
  const poll = (known: FeedKnown = nothingKnown, feed: Partial<StatusFeed> = {}, more: { timeoutMs?: number; signal?: AbortSignal; fetch?: FeedGet; nowMs?: number } = {}) =>
    pollFeed({ pageUrl: page, ...feed }, known, { fetch: get, nowMs, signal: never, ...more });
  const answer = (body: string | Buffer, headers: Record<string, string> = {}, status = 200): Handler => (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
  /** Only one path has the data; the others are web pages, as with most vendors. */
  const only = (path: string, body: string, headers: Record<string, string> = {}): Handler => (request, response) => {
    if (request.url === path) answer(body, headers)(request, response);
    else answer('<!DOCTYPE html><title>Not here</title>', { 'content-type': 'text/html' }, 404)(request, response);
  };

  it('tries the addresses of all formats, remembers which worked, and asks no other then', async () => {
    handler = only('/summary.json', fixture('instatus/outage.json'));
    const first = await poll();
    assert.deepEqual([first.status.state, first.status.reading?.format, first.known.failures], ['outage', 'instatus', 0]);
    assert.equal(first.known.url, `${page}/summary.json`);
    asked.splice(0);
    assert.equal((await poll(first.known)).status.state, 'outage');
    assert.deepEqual(asked, [`${host}/summary.json`]);
  });

  it('asks six addresses at most, and goes on with the others the next time', async () => {
    handler = only('/feed.rss', fixture('rss/incident-io-outage.rss'));
    const first = await poll();
    assert.equal(asked.length, 6);
    assert.deepEqual([first.status.state, first.known.failures], ['unknown', 1]);
    assert.match(first.status.problem ?? '', /HTTP 404/);
    const second = await poll(first.known);
    assert.equal(second.status.state, 'outage');
    assert.equal(new Set(asked).size, asked.length, 'an address was asked twice');
  });

  it('finds the page again when it has moved to another vendor', async () => {
    handler = only('/config.json', fixture('datadog/operational.json'));
    const known = { ...nothingKnown, url: `${page}/incidents.rss` };
    const { status } = await poll(known, { dataUrl: `${page}/incidents.rss` });
    assert.deepEqual([status.state, status.reading?.format], ['operational', 'datadog']);
  });

  it('asks whether it has changed, and takes 304 for the same reading, confirmed now', async () => {
    handler = (request, response) => {
      if (request.headers['if-none-match'] === 'W/"abc"') answer('', {}, 304)(request, response);
      else answer(fixture('statuspage/degraded.json'), { etag: 'W/"abc"' })(request, response);
    };
    const feed = { dataUrl: `${page}/api/v2/summary.json` };
    const first = await poll(nothingKnown, feed);
    const second = await poll(first.known, feed, { nowMs: nowMs + 600_000 });
    assert.deepEqual([second.status.state, second.status.readAtMs, second.known.etag], ['degraded', nowMs + 600_000, 'W/"abc"']);
    // Without a reading of its own, 304 says nothing.
    handler = answer('', {}, 304);
    assert.equal((await poll({ ...first.known, reading: null }, feed)).status.state, 'unknown');
  });

  it('takes no 304 for a reading that a cache made doubtful', async () => {
    const feed = { dataUrl: `${page}/api/v2/summary.json` };
    handler = answer(fixture('statuspage/operational.json'), { etag: '"x"', age: '90000' });
    const first = await poll(nothingKnown, feed);
    assert.deepEqual([first.status.state, first.known.etag], ['unknown', null]);
    handler = answer(fixture('statuspage/operational.json'), { etag: '"x"' });
    assert.equal((await poll(first.known, feed)).status.state, 'operational');
  });

  it('gets the second document where a format needs one, and is unknown without it', async () => {
    const uptime = '/api/status-page/mistral-ai/uptime';
    const feed = { dataUrl: `${page}${uptime}` };
    handler = (request, response) => {
      const path = request.url ?? '';
      answer(path === uptime ? fixture('checkly/outage.json') : path.endsWith('/unresolved-incidents') ? fixture('checkly/outage.companion.json') : '', { etag: '"x"' })(request, response);
    };
    const { status, known } = await poll(nothingKnown, feed);
    assert.deepEqual([status.state, known.etag], ['outage', null]);
    handler = only(uptime, fixture('checkly/operational.json'));
    const without = await poll(nothingKnown, feed);
    assert.equal(without.status.state, 'unknown');
    assert.match(without.status.problem ?? '', /open incidents could not be read/);
  });

  it('asks incident.io for its incidents only when something is wrong', async () => {
    const documents: Record<string, string> = { '/api/v2/summary.json': 'incident-io/operational.json', '/api/v2/incidents.json': 'incident-io/companion.json' };
    handler = (request, response) => answer(fixture(documents[request.url ?? ''] ?? 'incident-io/unresolved-404.html'))(request, response);
    const feed = { dataUrl: `${page}/api/v2/summary.json` };
    assert.equal((await poll(nothingKnown, feed)).status.state, 'operational');
    assert.equal(asked.length, 1);
    documents['/api/v2/summary.json'] = 'incident-io/degraded.json';
    const { status } = await poll(nothingKnown, feed);
    assert.deepEqual([status.state, status.reading?.incidents.length, asked.length], ['degraded', 2, 3]);
  });

  it('follows redirects to other hosts, and reads what is there', async () => {
    const { port } = new URL(page);
    handler = (request, response) =>
      request.url === '/old' ? answer('', { location: `https://other.example.com:${port}/new` }, 301)(request, response) : answer(fixture('statuspage/outage.json'))(request, response);
    const { status } = await poll(nothingKnown, { dataUrl: `${page}/old` });
    assert.deepEqual([status.state, asked], ['outage', [`${host}/old`, 'other.example.com/new']]);
  });

  const bad: readonly [what: string, handler: Handler, problem: RegExp, requests: number][] = [
    ['a redirect in a circle', (request, response) => answer('', { location: request.url === '/a' ? '/b' : '/a' }, 302)(request, response), /in a circle/, 2],
    ['redirects without end', (request, response) => answer('', { location: `/${(request.url ?? '').length}${request.url ?? ''}` }, 302)(request, response), /more than 3 times/, 4],
    ['a redirect to plain HTTP', answer('', { location: 'http://status.example.com/' }, 302), /not https/, 1],
    ['a redirect into this machine', answer('', { location: 'https://127.0.0.1/' }, 302), /no public name/, 1],
    ['more than is read', answer(`${fixture('statuspage/operational.json')}${' '.repeat(maxFeedBytes)}`), /more than 2 MB/, 1],
    ['a gzip bomb', answer(zlib.gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), { 'content-encoding': 'gzip' }), /more than 2 MB/, 1],
    ['a 403 web page', answer('<html><body>All Systems Operational</body></html>', { 'content-type': 'text/html' }, 403), /HTTP 403/, 1],
    ['an answer that is cut off', (_request, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write('{"page":');
      setTimeout(() => response.destroy(), 20);
    }, /could not be reached/, 1],
  ];
  for (const [what, how, problem, requests] of bad) {
    it(`is unknown, in words, after ${what}`, async () => {
      handler = how;
      // A feed with a page that makes no guesses leaves the given address alone.
      const { status, known } = await poll(nothingKnown, { pageUrl: 'http://unguessed.example', dataUrl: `${page}/a` });
      assert.deepEqual([status.state, known.failures, known.lastPollAtMs], ['unknown', 1, nowMs]);
      assert.match(status.problem ?? '', problem);
      assert.equal(asked.length, requests);
    });
  }

  it('reads what is compressed', async () => {
    handler = answer(zlib.gzipSync(fixture('statuspage/outage.json')), { 'content-encoding': 'gzip' });
    assert.equal((await poll(nothingKnown, { dataUrl: `${page}/a` })).status.state, 'outage');
  });

  it('stops at 429 and keeps how long it was asked to wait, and the last good reading', async () => {
    handler = answer(fixture('statuspage/degraded.json'));
    const { known } = await poll(nothingKnown, { dataUrl: `${page}/a` });
    asked.splice(0);
    handler = answer('', { 'retry-after': '1800' }, 429);
    const after = await poll(known, { dataUrl: `${page}/a` }, { nowMs: nowMs + 600_000 });
    assert.deepEqual([after.status.state, after.status.readAtMs, after.known.retryAfterMs, after.known.failures, asked.length], ['degraded', nowMs, 1_800_000, 1, 1]);
    assert.match(after.status.problem ?? '', /HTTP 429/);
    const late = await poll(after.known, { dataUrl: `${page}/a` }, { nowMs: nowMs + 2_400_000 });
    assert.deepEqual([late.status.state, late.status.reading !== null, late.known.failures], ['unknown', true, 2]);
  });

  it('gives up on an answer that drips, and asks nothing else of the page', async () => {
    handler = (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    };
    const { status } = await poll(nothingKnown, {}, { timeoutMs: 300 });
    assert.equal(status.problem, 'The status page was not read within 0.3 s.');
    assert.equal(asked.length, 1);
  });

  it('rejects when it is cancelled, and only then', async () => {
    const cancel = new AbortController();
    handler = () => cancel.abort(new Error('enough'));
    await assert.rejects(poll(nothingKnown, {}, { signal: cancel.signal }), /enough/);
    const { status } = await poll(nothingKnown, {}, { fetch: () => Promise.reject(new Error('broken')) });
    assert.match(status.problem ?? '', /fault in this program: broken/);
  });

  it('sends nothing to a server that does not verify', async () => {
    handler = () => assert.fail('a request arrived');
    const { status } = await poll(nothingKnown, {}, { fetch: getter(resolveTo({ [host]: '127.0.0.1' }), []) });
    assert.equal(status.state, 'unknown');
    assert.match(status.problem ?? '', /tls failed with/);
    assert.deepEqual(asked, []);
  });

  it('goes through the proxy that the client’s settings name', async () => {
    handler = answer(fixture('statuspage/outage.json'));
    const proxy = await startConnectProxy({ connectTo: ({ port }) => ({ host: '127.0.0.1', port }) });
    try {
      const pathTo = pathOfClient('curl', { environment: { https_proxy: proxy.url }, platform: 'linux' });
      const through = createFeedGet({ pathTo, resolve: resolveTo({ '127.0.0.1': '127.0.0.1' }), clocks: patient, readStores: () => Promise.resolve({ bundled: [], extra: [root], system: null }) });
      assert.equal((await poll(nothingKnown, { dataUrl: `${page}/a` }, { fetch: through })).status.state, 'outage');
      assert.ok(proxy.log.some(({ authority }) => authority.startsWith(`${host}:`)), 'the proxy was not asked');
    } finally {
      await proxy.close();
    }
  });
});
