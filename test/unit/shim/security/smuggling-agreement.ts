import assert from 'node:assert/strict';
import * as http from 'node:http';
import type * as net from 'node:net';
import { RawConnection } from '../raw-connection.ts';
import type { RunningShim } from '../running-shim.ts';
import type { Smuggled } from './smuggling-corpus.ts';

/** A server that remembers what it was asked, whole. */
export interface RememberingServer {
  port: number;
  seen: { method: string; url: string; host: string; body: string }[];
  close(): Promise<void>;
}

export async function startRememberingServer(): Promise<RememberingServer> {
  const seen: RememberingServer['seen'] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, host: headers.host ?? '', body });
      response.end('answer');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    seen,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/**
 * Sends one of the corpus through the shim, with an honest request behind it on the same connection, and holds what the
 * server saw to it.
 *
 * @param port where the request goes: the server's own, or that of a proxy before it.
 * @param server the one that remembers.
 */
export async function holdToAgreement({ text, expected }: Smuggled, run: RunningShim, port: number, server: RememberingServer): Promise<void> {
  server.seen.length = 0;
  const authority = `127.0.0.1:${port}`;
  const client = await RawConnection.to(run.shim.port);
  const counted = Object.values(run.journal.counts).reduce((sum, one) => sum + one, 0) + run.journal.entries.filter(({ end }) => end?.how === 'refused').length;
  const resized = text.replace(/^(Content-Length: )(\d+)(?=\r\n[^]*\bAUTH\b)/m, (whole, name: string, digits: string) => {
    const [, body = ''] = text.split(/\r\n\r\n([^]*)/);
    return body.length === Number(digits) && body.includes('AUTH') ? `${name}${body.replaceAll('AUTH', authority).length}` : whole;
  });
  const sized = resized.replace(/^([0-9a-f]+)\r\n(GET \/smuggled[^]*?\r\n\r\n)\r\n0\r\n/m, (_, _size, inner: string) => `${inner.replaceAll('AUTH', authority).length.toString(16)}\r\n${inner}\r\n0\r\n`);
  client.say(`${sized.replaceAll('AUTH', authority)}GET http://${authority}/canary HTTP/1.1\r\nHost: x\r\n\r\n`);
  try {
    if ('refused' in expected) {
      await client.over();
      assert.match(client.heard, new RegExp(`^HTTP/1\\.1 4\\d\\d [A-Za-z ]+ \\(${expected.refused}\\)|^HTTP/1\\.1 50[15] [A-Za-z ]+ \\(${expected.refused}\\)`), client.heard.slice(0, 200));
      assert.equal(client.heard.match(/HTTP\/1\.\d \d{3} /g)?.length, 1, 'one answer');
      const now = Object.values(run.journal.counts).reduce((sum, one) => sum + one, 0) + run.journal.entries.filter(({ end }) => end?.how === 'refused').length;
      assert.equal(now, counted + 1, 'counted once');
      // Long enough for what was sent on to be read.
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(server.seen, [], 'nothing of it is a request to the server');
    } else {
      const body = expected.body.replaceAll('AUTH', authority);
      await client.until((heard) => heard.split('answer').length >= 3, 'two answers');
      assert.deepEqual(server.seen.map(({ url }) => url), ['/item', '/canary']);
      assert.equal(server.seen[0]?.body, body);
      assert.equal(server.seen[0]?.host, authority);
    }
  } finally {
    client.destroy();
  }
}
