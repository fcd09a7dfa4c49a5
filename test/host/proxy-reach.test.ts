/**
 * Which ways out of an extension the editor's proxy settings reach, and which they do not. What is held here is written
 * down for people in docs/proxy-in-the-editor.md.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type * as Events from 'node:events';
import * as http2 from 'node:http2';
import type * as Https from 'node:https';
import { createRequire } from 'node:module';
import {
  Agent,
  fetch as bundledFetch,
  getGlobalDispatcher,
  ProxyAgent,
  request as bundledRequest,
  setGlobalDispatcher,
} from 'undici';
import { write } from './stage.ts';
import { startAsked, type Asked } from './who-was-asked.ts';

type Send = (url: string) => Promise<unknown>;
type Get = (url: string, callback: (response: { resume(): unknown }) => void) => NodeJS.EventEmitter;
type Socket = NodeJS.EventEmitter & { write(text: string): void; resume(): void };
type Connect = (options: { host: string; port: number; rejectUnauthorized: boolean }) => Socket;

const required = createRequire(__filename);
const builtin = <T>(name: string): T => required(name) as T;
/** An ES module of its own, as an extension's `.mjs` file is one. */
const esm = async <T>(source: string): Promise<T> => {
  const { value } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { value: T };
  return value;
};
const originalFetch = (): typeof fetch =>
  (globalThis as unknown as { __vscodeOriginalFetch: typeof fetch }).__vscodeOriginalFetch;

/** Resolves however the request ends; who was asked is what counts. */
const ended = (request: NodeJS.EventEmitter): Promise<unknown> =>
  new Promise((resolve) => {
    for (const event of ['close', 'error', 'response', 'end']) request.once(event, resolve);
  });
const getWith = (get: Get): Send => (url) => ended(get(url, (response) => response.resume()));
const connectWith = (connect: Connect): Send => {
  return (url) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
    socket.once('connect', () => socket.write('GET / HTTP/1.1\r\n\r\n'));
    socket.resume();
    return ended(socket);
  };
};
const fetchWith = (dispatcher: unknown): Send => (url) => fetch(url, { dispatcher } as RequestInit);

describe('what the editor\'s proxy reaches in the extension host', () => {
  let asked: Asked;
  let plain: string;
  let secure: string;
  before(async () => {
    asked = await startAsked();
    const { host, port } = asked.gateway;
    plain = `http://${host}:${port}/`;
    secure = `https://${host}:${port}/`;
  });
  after(() => asked.close());
  beforeEach(() => write('http.proxy', asked.proxyUrl));
  afterEach(async () => {
    for (const name of ['http.proxy', 'http.proxySupport', 'http.systemCertificates']) await write(name, undefined);
  });

  /** Who was asked by one request. */
  async function who(send: Send, url: string): Promise<string> {
    asked.take();
    await send(url).catch(() => undefined);
    // What was sent just before it ended is still on its way to the listener.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return asked.take().join(' and ') || 'nobody';
  }

  const rows: readonly [what: string, send: () => Promise<Send> | Send, secure: boolean, expected: string][] = [
    ["require('http')", () => getWith(builtin<{ get: Get }>('http').get), false, 'absolute'],
    ["require('https')", () => getWith(builtin<{ get: Get }>('https').get), true, 'connect'],
    ["require('node:http')", () => getWith(builtin<{ get: Get }>('node:http').get), false, 'absolute'],
    ["require('node:https')", () => getWith(builtin<{ get: Get }>('node:https').get), true, 'connect'],
    [
      'import http from an ES module',
      async () => getWith((await esm<{ get: Get }>("import http from 'node:http'; export const value = http")).get),
      false, 'absolute',
    ],
    [
      'import https from an ES module',
      async () => getWith((await esm<{ get: Get }>("import https from 'node:https'; export const value = https")).get),
      true, 'connect',
    ],
    [
      'import { get } of http from an ES module',
      async () => getWith(await esm<Get>("import { get } from 'node:http'; export const value = get")),
      false, 'direct',
    ],
    [
      'import { get } of https from an ES module',
      async () => getWith(await esm<Get>("import { get } from 'node:https'; export const value = get")),
      true, 'connect',
    ],
    ['the global fetch', () => (url) => fetch(url), true, 'connect'],
    ['the global fetch, plain http', () => (url) => fetch(url), false, 'connect'],
    ['the fetch that the editor replaced', () => (url) => originalFetch()(url), true, 'direct'],
    ["require('net').connect", () => connectWith(builtin<{ connect: Connect }>('net').connect), false, 'direct'],
    ["require('tls').connect", () => connectWith(builtin<{ connect: Connect }>('tls').connect), true, 'direct'],
    [
      'net from an ES module',
      async () => connectWith(await esm<Connect>("import { connect } from 'node:net'; export const value = connect")),
      false, 'direct',
    ],
    [
      'tls from an ES module',
      async () => connectWith(await esm<Connect>("import { connect } from 'node:tls'; export const value = connect")),
      true, 'direct',
    ],
    ['http2', () => (url) => ended(http2.connect(url, { rejectUnauthorized: false })), true, 'direct'],
    ['a bundled undici, fetch', () => (url) => bundledFetch(url), true, 'direct'],
    ['a bundled undici, request', () => (url) => bundledRequest(url), true, 'direct'],
    [
      'a bundled undici, fetch with a ProxyAgent',
      () => (url) => bundledFetch(url, { dispatcher: new ProxyAgent(asked.otherProxyUrl) }),
      true, 'other connect',
    ],
    ["the global fetch with a bundled undici's Agent", () => fetchWith(new Agent()), true, 'connect'],
    [
      "the global fetch with a bundled undici's ProxyAgent",
      () => (url) => fetchWith(new ProxyAgent(asked.otherProxyUrl))(url),
      true, 'connect',
    ],
    ['https with an agent of its own', () => (url) => {
      const { get, Agent: HttpsAgent } = builtin<typeof Https>('https');
      return ended(get(url, { agent: new HttpsAgent() }));
    }, true, 'connect'],
    [
      'the global WebSocket',
      () => (url) => ended(listening(new WebSocket(url.replace('http', 'ws')))),
      false, 'connect',
    ],
  ];
  for (const [what, send, isSecure, expected] of rows) {
    it(`${what}: ${expected}`, async () => {
      assert.equal(await who(await send(), isSecure ? secure : plain), expected);
    });
  }

  it("a ProxyAgent given to the global fetch is dropped where the editor has no proxy of its own: direct", async () => {
    await write('http.proxy', undefined);
    const send: Send = (url) => fetchWith(new ProxyAgent(asked.otherProxyUrl))(url);
    assert.equal(await who(send, secure), 'direct');
    await write('http.systemCertificates', false);
    assert.equal(await who(send, secure), 'other connect');
  });

  it('with http.proxySupport on, what a client brings is left alone', async () => {
    await write('http.proxySupport', 'on');
    const { get, Agent: HttpsAgent } = builtin<typeof Https>('https');
    assert.equal(await who((url) => ended(get(url, { agent: new HttpsAgent() })), secure), 'direct');
    assert.equal(await who(getWith(builtin<{ get: Get }>('https').get), secure), 'connect');
    // The certificates that are added still replace it.
    assert.equal(await who(fetchWith(new ProxyAgent(asked.otherProxyUrl)), secure), 'direct');
    await write('http.systemCertificates', false);
    assert.equal(await who(fetchWith(new ProxyAgent(asked.otherProxyUrl)), secure), 'other connect');
  });

  it("a global dispatcher is shared by bundled undici and Node's own fetch, and has no say in the editor's", async () => {
    const before = getGlobalDispatcher();
    setGlobalDispatcher(new ProxyAgent(asked.otherProxyUrl));
    try {
      assert.equal(await who((url) => bundledFetch(url), secure), 'other connect');
      assert.equal(await who((url) => originalFetch()(url), secure), 'other connect');
      assert.equal(await who((url) => fetch(url), secure), 'connect');
      await write('http.proxy', undefined);
      assert.equal(await who((url) => fetch(url), secure), 'direct');
    } finally {
      setGlobalDispatcher(before);
    }
  });

  it('NODE_USE_ENV_PROXY and variables set in a running host change nothing in it, and reach its children', async () => {
    await write('http.proxy', undefined);
    const names = ['NODE_USE_ENV_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'NO_PROXY'];
    const before = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) delete process.env[name];
    const other = asked.otherProxyUrl;
    Object.assign(process.env, { NODE_USE_ENV_PROXY: '1', http_proxy: other, https_proxy: other });
    try {
      const inHost: Send[] = [
        getWith(builtin<{ get: Get }>('https').get), (url) => fetch(url), (url) => originalFetch()(url),
      ];
      for (const send of inHost) {
        assert.equal(await who(send, secure), 'direct');
      }
      const child: Send = (url) => ended(spawn(process.execPath, ['-e', 'fetch(process.argv[1]).catch(() => 0)', url]));
      assert.equal(await who(child, secure), 'other connect');
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

function listening(socket: WebSocket): NodeJS.EventEmitter {
  const { EventEmitter } = builtin<typeof Events>('node:events');
  const events = new EventEmitter();
  events.on('error', () => undefined);
  for (const name of ['close', 'error']) socket.addEventListener(name, () => events.emit('close'));
  return events;
}
