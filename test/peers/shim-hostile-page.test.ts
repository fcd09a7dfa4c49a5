/** A page in a real Chromium tries to use the shim, or to read from it, by all the means a page has. */
import assert from 'node:assert/strict';
import { timingSafeEqual } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { runShim, type RunningShim } from '../unit/shim/running-shim.ts';
import { browser, browserFlags } from '../workbench/browser.js';

const secret = 'gatehouse_connections 42';
const token = 'of-this-run-0123456789';
const own = (path: string): { type: string; body: string } | undefined => (path === '/metrics' ? { type: 'text/plain', body: secret } : undefined);
const isToken = (given: string): boolean => given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));
const callers = { accepts: (_: string, given: string): boolean => isToken(given), whose: (given: string): string | undefined => (isToken(given) ? 'api' : undefined) };

/** Runs in the page: what each means came to, by name. Whatever could be read of the shim stands in it. */
async function attack({ shim, target }: { shim: string; target: string }): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  const attempt = async (name: string, work: () => Promise<string>): Promise<void> => {
    const limit = new Promise<string>((resolve) => setTimeout(() => resolve('nothing'), 3_000));
    results[name] = await Promise.race([work(), limit]).catch((error: unknown) => `failed: ${String(error)}`);
  };
  const read = (response: Response): Promise<string> => response.text().then((text) => `${response.type} ${response.status} ${text}`);
  const element = (name: string, make: () => HTMLElement): Promise<void> =>
    attempt(name, () => new Promise((resolve) => {
      const one = make();
      one.onload = () => resolve('loaded');
      one.onerror = () => resolve('error');
      document.body.append(one);
    }));
  await Promise.all([
    attempt('fetch', () => fetch(`${shim}/metrics`).then(read)),
    attempt('fetch, no-cors', () => fetch(`${shim}/metrics`, { mode: 'no-cors' }).then(read)),
    attempt('fetch, with a token that is wrong', () => fetch(`${shim}/metrics`, { headers: { Authorization: 'Basic eDp5' } }).then(read)),
    attempt('fetch, post', () => fetch(`${shim}/metrics`, { method: 'POST', body: `GET ${target}/ HTTP/1.1\r\n\r\n`, mode: 'no-cors' }).then(read)),
    attempt('fetch, with credentials', () => fetch(`${shim}/metrics`, { credentials: 'include', mode: 'no-cors' }).then(read)),
    attempt('fetch, a URL for a path', () => fetch(`${shim}/${target}/`, { mode: 'no-cors' }).then(read)),
    attempt('XMLHttpRequest', () => new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onloadend = () => resolve(request.responseText);
      request.open('PUT', `${shim}/metrics`);
      request.send('x');
    })),
    attempt('sendBeacon', async () => String(navigator.sendBeacon(`${shim}/metrics`, 'x'))),
    attempt('WebSocket', () => new Promise((resolve) => {
      const socket = new WebSocket(`${shim.replace('http', 'ws')}/metrics`);
      socket.onopen = () => resolve('opened');
      socket.onmessage = ({ data }) => resolve(String(data));
      socket.onerror = () => resolve('error');
    })),
    attempt('EventSource', () => new Promise((resolve) => {
      const source = new EventSource(`${shim}/metrics`);
      source.onmessage = ({ data }) => resolve(String(data));
      source.onerror = () => resolve('error');
    })),
    element('img', () => Object.assign(document.createElement('img'), { src: `${shim}/metrics` })),
    element('script', () => Object.assign(document.createElement('script'), { src: `${shim}/metrics` })),
    element('iframe', () => Object.assign(document.createElement('iframe'), { src: `${shim}/metrics` })),
    attempt('form', () => new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { name: 'answer' });
      const form = Object.assign(document.createElement('form'), { action: `${shim}/metrics`, method: 'POST', enctype: 'text/plain', target: 'answer' });
      form.append(Object.assign(document.createElement('input'), { name: `GET ${target}/ HTTP/1.1\r\nHost: x\r\n\r\n`, value: 'x' }));
      document.body.append(frame, form);
      frame.onload = () => resolve(String(frame.contentDocument?.body.textContent ?? 'out of reach'));
      form.submit();
    })),
  ]);
  return results;
}

describe('a hostile page in a real browser', function () {
  let run: RunningShim;
  let chrome: Browser;
  let pages: http.Server;
  let target: http.Server;
  const reached: string[] = [];
  const portOf = (server: http.Server): number => (server.address() as AddressInfo).port;

  before(async function () {
    this.timeout(300_000);
    pages = http.createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>evil</title><body>'));
    target = http.createServer(({ url = '' }, response) => {
      reached.push(url);
      response.end('reached');
    });
    await Promise.all([pages, target].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    const { program } = await browser();
    // The page's own names, and one that was pointed at this machine after it was loaded.
    chrome = await chromium.launch({ executablePath: program, args: [...browserFlags, '--host-resolver-rules=MAP evil.test 127.0.0.1,MAP rebound.test 127.0.0.1'] });
  });
  after(async () => {
    await chrome?.close();
    for (const server of [pages, target]) {
      server.closeAllConnections();
      server.close();
    }
  });
  afterEach(() => run.end());

  async function page(url: string): Promise<Page> {
    const one = await chrome.newPage();
    await one.goto(url);
    return one;
  }
  const refusals = (): number => Object.values(run.journal.counts).reduce((sum, one) => sum + one, 0);

  for (const [what, asks] of [['that asks for a token', true], ['that asks for none', false]] as const) {
    it(`reads nothing from a shim ${what}, and reaches nobody through it`, async () => {
      run = await runShim({ own, ...(asks && { callers }) });
      reached.length = 0;
      for (const name of ['127.0.0.1', 'localhost', 'rebound.test']) {
        const one = await page(`http://evil.test:${portOf(pages)}/`);
        const before = refusals();
        const results = await one.evaluate(attack, { shim: `http://${name}:${run.shim.port}`, target: `http://127.0.0.1:${portOf(target)}` });
        await one.close();
        assert.doesNotMatch(JSON.stringify(results), /gatehouse_connections|reached|opened/, `${name}: ${JSON.stringify(results)}`);
        assert.equal(results['img'], 'error');
        assert.ok(refusals() > before, `${name}: ${JSON.stringify([results, run.journal.counts])}`);
      }
      assert.deepEqual(reached, []);
      assert.deepEqual(run.journal.entries, []);
      const codes = Object.keys(run.journal.counts);
      assert.ok(codes.includes('ORIGIN') && codes.includes('WRONG_HOST'), JSON.stringify(run.journal.counts));
      assert.equal(codes.includes('NO_TOKEN'), asks, JSON.stringify(run.journal.counts));
    });

    it(`that a name was pointed at, reads nothing as its own origin: a shim ${what}`, async () => {
      run = await runShim({ own, ...(asks && { callers }) });
      const answer = await (await chrome.newPage()).goto(`http://rebound.test:${run.shim.port}/metrics`);
      assert.equal(answer?.status(), 421);
      assert.doesNotMatch((await answer?.text()) ?? '', /gatehouse_connections/);
      assert.ok((run.journal.counts['WRONG_HOST'] ?? 0) > 0);
    });
  }

  it('is the only one kept out: the same path answers a program with the token', async () => {
    run = await runShim({ own, callers });
    const client = await run.client();
    await client.say(`GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${run.shim.port}\r\nAuthorization: Basic ${Buffer.from(`window:${token}`).toString('base64')}\r\n\r\n`).hears(secret);
    assert.doesNotMatch(client.heard, /access-control/i);
  });
});
