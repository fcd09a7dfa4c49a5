/**
 * Asks URLs with an HTTP client of Node's world that takes its proxy from the environment, and prints a JSON line for
 * each. Usage: node ask.mjs KIND FOLDER-OF-THE-PACKAGE URL...
 */
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { inspect } from 'node:util';
import { pathToFileURL } from 'node:url';

const [kind, folder, ...urls] = process.argv.slice(2);
const beside = createRequire(path.resolve(folder, 'package.json'));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const proxyFor = (url) => process.env[url.startsWith('http:') || url.startsWith('ws:') ? 'http_proxy' : 'HTTPS_PROXY'];

const kinds = {
  async fetch(url) {
    const answer = await fetch(url);
    return { status: answer.status, sha256: sha256(Buffer.from(await answer.arrayBuffer())) };
  },
  async undici(url) {
    const { EnvHttpProxyAgent, request } = beside('undici');
    const { statusCode, body } = await request(url, { dispatcher: new EnvHttpProxyAgent() });
    return { status: statusCode, sha256: sha256(Buffer.from(await body.arrayBuffer())) };
  },
  http(url) {
    return new Promise((resolve, reject) => {
      (url.startsWith('https:') ? https : http)
        .get(url, async (answer) => resolve({ status: answer.statusCode, sha256: sha256(Buffer.concat(await answer.toArray())) }))
        .on('error', reject);
    });
  },
  async http2(url) {
    const { hostname, port, pathname } = new URL(url);
    const tunnel = await openTunnel(`${hostname}:${port}`, new URL(proxyFor(url)));
    const createConnection = () => tls.connect({ socket: tunnel, servername: hostname, ALPNProtocols: ['h2'] });
    return ask(http2.connect(url, { createConnection }), pathname);
  },
  async steps(url) {
    const answer = await fetch(url);
    let events = 0;
    let last = '';
    let rest = '';
    for await (const chunk of answer.body) {
      rest += Buffer.from(chunk).toString();
      for (let end; (end = rest.indexOf('\n\n')) !== -1; rest = rest.slice(end + 2)) {
        last = rest.slice(0, end);
        events++;
        // The server sends the next one only after this.
        if (last !== 'data: [DONE]') {
          const seen = await fetch(`${url.replace('/steps?', '/seen?')}&step=${last.slice(6)}`);
          if (seen.status !== 200) throw new Error(`the server had not sent ${last}`);
          await seen.text();
        }
      }
    }
    return { status: answer.status, events, last };
  },
  webSocketTunnel: (url) => webSocket(url, new (beside('https-proxy-agent').HttpsProxyAgent)(proxyFor(url))),
  webSocketWhole: (url) => webSocket(url, new (beside('http-proxy-agent').HttpProxyAgent)(proxyFor(url))),
  async openai(base) {
    const client = new (await sdk())({ apiKey: process.env.PRACTICE_KEY, baseURL: `${base}/api/v1`, maxRetries: 0, timeout: 20_000 });
    const stream = await client.chat.completions.create({ model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }], stream: true });
    let text = '';
    const reasons = [];
    for await (const { choices } of stream) {
      for (const { delta, finish_reason: reason } of choices) {
        text += delta.content ?? '';
        if (reason) reasons.push(reason);
      }
    }
    return { status: 200, text, reasons };
  },
  async anthropic(base) {
    const client = new (await sdk())({ apiKey: process.env.PRACTICE_KEY, baseURL: `${base}/api`, maxRetries: 0, timeout: 20_000 });
    const stream = await client.messages.create({ model: 'anthropic/claude-haiku-4.5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }], stream: true });
    let text = '';
    const reasons = [];
    for await (const event of stream) {
      if (event.type === 'content_block_delta') text += event.delta.text ?? '';
      if (event.type === 'message_delta' && event.delta.stop_reason) reasons.push(event.delta.stop_reason);
    }
    return { status: 200, text, reasons };
  },
};

async function sdk() {
  const { exports } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const entry = exports['.'];
  return (await import(pathToFileURL(path.join(folder, entry.default ?? entry.import?.default ?? entry.import)).href)).default;
}

/** Node's HTTP/2 knows no proxy: a program that wants one asks for the tunnel by itself. */
function openTunnel(authority, { hostname, port, username, password }) {
  const headers = { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    http
      .request({ host: hostname, port, method: 'CONNECT', path: authority, headers, agent: false })
      .on('connect', (answer, socket) => (answer.statusCode === 200 ? resolve(socket) : reject(new Error(`the proxy answered ${answer.statusCode}`))))
      .on('error', reject)
      .end();
  });
}

function ask(session, pathname) {
  return new Promise((resolve, reject) => {
    session.on('error', reject);
    const request = session.request({ ':path': pathname });
    const chunks = [];
    let status;
    request.on('response', (headers) => (status = headers[':status']));
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', reject);
    request.on('end', () => {
      session.close();
      resolve({ status, sha256: sha256(Buffer.concat(chunks)), version: session.alpnProtocol });
    });
  });
}

function webSocket(url, agent) {
  const sent = [Buffer.alloc(5), randomBytes(300_000)];
  return new Promise((resolve, reject) => {
    const socket = new (beside('ws'))(url, { agent });
    const back = [];
    socket.on('open', () => sent.forEach((one) => socket.send(one)));
    socket.on('message', (data) => {
      back.push(data);
      if (back.length === sent.length) socket.close(1000);
    });
    socket.on('close', (code) => resolve({ status: 101, same: Buffer.concat(back).equals(Buffer.concat(sent)), code }));
    socket.on('error', reject);
  });
}

for (const url of urls) {
  const told = await kinds[kind](url).catch((error) => ({ error: inspect(error, { depth: 5 }) }));
  console.log(JSON.stringify({ url, ...told }));
}
process.exit(0);
