import * as assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { editorStacks, getWithFetch, getWithHttps } from '../../../src/editor/http-stacks.ts';

describe('HTTP stacks', () => {
  const asked: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request);
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (request.url === '/hang') return;
    else if (request.url === '/endless') {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(1_000)), 1);
      response.on('close', () => clearInterval(more));
    } else response.writeHead(418, { 'x-answer': 'yes' }).end('body');
  });
  let base = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const ways = [
    ['https module', getWithHttps],
    ['fetch', (url: string, headers: Record<string, string>, signal: AbortSignal) => getWithFetch(fetch, url, headers, signal)],
  ] as const;
  for (const [name, get] of ways) {
    it(`${name}: gives the status, whatever it is, and sends the headers`, async () => {
      const { status, headers } = await get(`${base}/`, { 'x-test': '1' }, new AbortController().signal);
      assert.deepEqual([status, headers['x-answer']], [418, 'yes']);
      assert.equal(asked.at(-1)?.headers['x-test'], '1');
    });

    it(`${name}: does not follow redirects`, async () => {
      assert.equal((await get(`${base}/moved`, {}, new AbortController().signal)).status, 302);
      assert.equal(asked.at(-1)?.url, '/moved');
    });

    it(`${name}: does not wait for an endless body`, async () => {
      assert.equal((await get(`${base}/endless`, {}, new AbortController().signal)).status, 200);
    });

    it(`${name}: ends when told to`, async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      await assert.rejects(get(`${base}/hang`, {}, controller.signal), { name: 'AbortError' });
    });

    it(`${name}: rejects when nobody listens`, async () => {
      await assert.rejects(get('http://127.0.0.1:1/', {}, new AbortController().signal));
    });
  }

  for (const [what, bytes, wanted] of [['reads a small body to its end, so that undici opens no second connection', 2_000, 1], ['leaves a large body', 2_000_000, 2]] as const) {
    it(`fetch: ${what}`, async () => {
      let connections = 0;
      const ended: boolean[] = [];
      const slow = http.createServer((_request, response) => {
        response.on('close', () => ended.push(response.writableFinished));
        response.write('x'.repeat(bytes / 2));
        setTimeout(() => response.end('x'.repeat(bytes / 2)), 50);
      });
      slow.on('connection', () => connections++);
      await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
      try {
        const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
        assert.equal((await getWithFetch(fetch, url, {}, new AbortController().signal)).status, 200);
        await pause(300);
        assert.deepEqual([connections, ended], [wanted, [wanted === 1]]);
      } finally {
        slow.closeAllConnections();
        slow.close();
      }
    });
  }

  it("make ready with the editor's fetch, which is aborted and sends nothing", async () => {
    const before = asked.length;
    const original = globalThis.fetch;
    const tried: unknown[] = [];
    globalThis.fetch = (input, init) => (tried.push([input, init?.signal?.aborted]), original(input, init));
    try {
      for (const { ready } of editorStacks()) await ready?.(`${base}/`);
    } finally {
      globalThis.fetch = original;
    }
    assert.deepEqual([tried, asked.length], [[[`${base}/`, true]], before]);
  });

  it("are the editor's two, and Node's own fetch where the editor has patched it", () => {
    const clients = (): string[] => editorStacks().map(({ stack }) => stack);
    assert.deepEqual(clients(), ['patched-https', 'patched-fetch']);
    Object.assign(globalThis, { __vscodeOriginalFetch: fetch });
    try {
      assert.deepEqual(clients(), ['patched-https', 'patched-fetch', 'original-fetch']);
    } finally {
      delete (globalThis as { __vscodeOriginalFetch?: unknown }).__vscodeOriginalFetch;
    }
  });
});
