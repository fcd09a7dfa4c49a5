import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import * as http from 'node:http';
import type * as net from 'node:net';
import { runShim, type RunningShim } from '../running-shim.ts';
import type { RawConnection } from '../raw-connection.ts';

describe('a change of protocol', () => {
  let run: RunningShim;
  let server: http.Server;
  let port: number;

  /** Echoes each frame with its payload in capitals (RFC 6455, 5.2); a close frame is answered with one. */
  function echo(socket: net.Socket, head: Buffer): void {
    let held = head;
    const read = (): void => {
      while (held.length >= 6) {
        const [first = 0, second = 0] = held;
        const length = second & 127;
        if (held.length < 6 + length) return;
        const mask = held.subarray(2, 6);
        const payload = Buffer.from(held.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
        held = held.subarray(6 + length);
        if ((first & 15) === 8) return void socket.end(Buffer.from([0x88, 0]));
        const answer = Buffer.from(payload.toString().toUpperCase());
        socket.write(Buffer.concat([Buffer.from([0x81, answer.length]), answer]));
      }
    };
    socket.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      read();
    });
    read();
  }

  function frame(text: string, opcode = 1): Buffer {
    const mask = randomBytes(4);
    return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length]), mask, Buffer.from(Buffer.from(text).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))]);
  }

  beforeEach(async () => {
    run = await runShim();
    server = http.createServer((_, response) => response.end('plain'));
    server.on('upgrade', (request, socket: net.Socket, head) => {
      const key = createHash('sha1').update(`${String(request.headers['sec-websocket-key'])}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
      // A server may speak first.
      socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
      echo(socket, head);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as net.AddressInfo).port;
  });
  afterEach(async () => {
    await run.end();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function talk(client: RawConnection): Promise<void> {
    await client.hears('\x81\x02hi');
    assert.match(client.heard, /101 Switching Protocols/);
    assert.match(client.heard, /Upgrade: websocket\r\n/i);
    client.say(frame('one')).say(frame('two'));
    await client.hears('\x81\x03ONE\x81\x03TWO');
    client.say(frame('', 8));
    await client.hears('\x88\x00');
    client.socket.end();
    await run.quiet();
  }

  const upgrade = 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

  describe('a WebSocket', () => {
    it('asked for with a whole URL goes both ways, and has an entry of its own', async () => {
      const client = await run.client();
      await client.say(`GET http://127.0.0.1:${port}/a HTTP/1.1\r\nHost: x\r\n\r\n`).hears('plain');
      client.heard = '';
      client.say(`GET http://127.0.0.1:${port}/socket HTTP/1.1\r\n${upgrade}`);
      await talk(client);
      assert.match(client.heard, /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
      assert.deepEqual(run.journal.entries.map(({ kind, requests, end }) => [kind, requests, end?.how]), [['request', 1, 'closed'], ['websocket', 1, 'closed']]);
    });

    it('may be spoken by the client before the host has agreed', async () => {
      const client = await run.client();
      client.say(Buffer.concat([Buffer.from(`GET http://127.0.0.1:${port}/socket HTTP/1.1\r\n${upgrade}`), frame('early')]));
      await client.hears('\x81\x05EARLY');
      client.say(frame('', 8)).socket.end();
      await run.quiet();
    });

    it('goes in a tunnel', async () => {
      const client = await run.client();
      await client.say(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`).hears('\r\n\r\n');
      client.say(`GET /socket HTTP/1.1\r\n${upgrade}`);
      await talk(client);
      assert.deepEqual(run.journal.entries.map(({ kind, end }) => [kind, end?.how]), [['tunnel', 'closed']]);
    });

    it('torn by the host is torn for the client', async () => {
      server.removeAllListeners('upgrade');
      server.on('upgrade', (_, socket: net.Socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', () => socket.resetAndDestroy()));
      const client = await run.client();
      await client.say(`GET http://127.0.0.1:${port}/socket HTTP/1.1\r\n${upgrade}`).over();
      await run.quiet();
      assert.equal(client.end, 'reset');
      assert.equal(run.journal.entries[0]?.end?.by, 'upstream');
    });

    it('that the host does not want is an answer like any other', async () => {
      server.removeAllListeners('upgrade');
      const client = await run.client();
      await client.say(`GET http://127.0.0.1:${port}/a HTTP/1.1\r\n${upgrade}`).hears('plain');
      await client.say(`GET http://127.0.0.1:${port}/b HTTP/1.1\r\nHost: x\r\n\r\n`).until((heard) => heard.split('plain').length === 3, 'the second answer');
    });

    it('that nobody asked for is refused', async () => {
      const host = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => connection.say('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nraw')));
      const client = await run.client();
      await client.say(`GET http://127.0.0.1:${host.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`).over();
      assert.match(client.heard, /^HTTP\/1\.1 502 Bad Gateway \(http: BAD_RESPONSE\)/);
    });
  });
});
