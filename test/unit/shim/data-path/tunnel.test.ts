import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { eventually, runShim, type RunningShim } from '../running-shim.ts';
import type { RawConnection, RawServer } from '../raw-connection.ts';

describe('tunnels', () => {
  let run: RunningShim;
  beforeEach(async () => (run = await runShim()));
  afterEach(() => run.end());

  /** A tunnel to a server's port, opened. */
  async function tunnel(server: RawServer, first = ''): Promise<RawConnection> {
    const client = await run.client();
    client.say(`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n${first}`);
    await client.hears('HTTP/1.1 200 Connection established\r\n\r\n');
    client.heard = client.heard.replace('HTTP/1.1 200 Connection established\r\n\r\n', '');
    return client;
  }
  const digest = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');

  describe('a tunnel', () => {
    it('carries both ways, and what came with the CONNECT', async () => {
      const server = await run.server();
      const client = await tunnel(server, 'early');
      const host = await server.connection();
      await host.hears('early');
      client.say('ping');
      await host.hears('earlyping');
      host.say('pong');
      await client.hears('pong');
      const [entry] = run.journal.entries;
      assert.deepEqual([entry?.bytesUp, entry?.bytesDown, entry?.host, entry?.caller, entry?.route?.outcome], [9, 4, '127.0.0.1', 'anyone', 'direct']);
    });

    it('carries what a server says first', async () => {
      const server = await run.server((host) => void host.say('220 ready\r\n'));
      const client = await tunnel(server);
      await client.hears('220 ready\r\n');
    });

    it('half closed by the client still carries the rest of the answer', async () => {
      const server = await run.server((host) => void host.over().then(() => setTimeout(() => host.socket.end('the answer'), 50)));
      const client = await tunnel(server);
      client.socket.end('question');
      await client.over();
      assert.equal(client.heard, 'the answer');
      assert.equal(client.end, 'ended');
      assert.equal(server.connections[0]?.heard, 'question');
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'client', how: 'closed' });
    });

    it('half closed by the host still carries the rest of what the client says', async () => {
      const server = await run.server((host) => void host.socket.end('all I had'));
      const client = await tunnel(server);
      await client.over();
      assert.equal(client.end, 'ended');
      client.say('and this').socket.end();
      await (await server.connection()).over();
      assert.equal(server.connections[0]?.heard, 'and this');
      assert.equal(server.connections[0]?.end, 'ended');
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'closed' });
    });

    for (const [who, by] of [['host', 'upstream'], ['client', 'client']] as const) {
      it(`torn by the ${who} is torn on the other side, and says so`, async () => {
        const server = await run.server();
        const client = await tunnel(server);
        const host = await server.connection();
        client.say('up');
        host.say('down');
        await Promise.all([client.hears('down'), host.hears('up')]);
        (who === 'host' ? host : client).socket.resetAndDestroy();
        const other = who === 'host' ? client : host;
        await other.over();
        assert.equal(other.end, 'reset');
        await run.quiet();
        assert.deepEqual(run.journal.entries[0]?.end, { by, how: 'reset', leg: 'stream', code: 'ECONNRESET' });
      });
    }

    it('carries megabytes unchanged, both ways at once, with halves that stop and go', async () => {
      const bytes = 8 * 1024 * 1024;
      const [up, down] = [randomBytes(bytes), randomBytes(bytes)];
      const server = await run.server((host) => void host.socket.end(down));
      const client = await tunnel(server);
      const host = await server.connection();
      client.socket.end(up);
      for (const side of [client, host]) {
        let stops = 0;
        const timer = setInterval(() => {
          if (stops++ % 2 === 0) side.socket.pause();
          else side.socket.resume();
        }, 7);
        side.socket.once('end', () => clearInterval(timer));
        setTimeout(() => {
          clearInterval(timer);
          side.socket.resume();
        }, 500);
      }
      await Promise.all([client.over(), host.over()]);
      assert.equal(digest(client.heard), createHash('sha256').update(down).digest('hex'));
      assert.equal(digest(host.heard), createHash('sha256').update(up).digest('hex'));
      await run.quiet();
      const [entry] = run.journal.entries;
      assert.deepEqual([entry?.bytesUp, entry?.bytesDown, entry?.end?.how], [bytes, bytes, 'closed']);
    });

    for (const [what, slow] of [['the client', 'client'], ['the host', 'host']] as const) {
      it(`holds little of what ${what} does not read`, async () => {
        const server = await run.server();
        const client = await tunnel(server);
        const host = await server.connection();
        const [reader, writer] = slow === 'client' ? [client, host] : [host, client];
        reader.socket.pause();
        const piece = Buffer.alloc(64 * 1024, 'x');
        const head = writer.socket.bytesWritten;
        const written = (): number => writer.socket.bytesWritten - writer.socket.writableLength;
        let last = -1;
        // Written until nothing moves any more: the kernel's buffers are full on both sides, and so is the shim's.
        for (let still = 0; still < 10; ) {
          while (writer.socket.writableLength < 1024 * 1024) writer.socket.write(piece);
          await new Promise((resolve) => setTimeout(resolve, 20));
          still = written() === last ? still + 1 : 0;
          last = written();
        }
        const [entry] = run.journal.entries;
        const passed = slow === 'client' ? entry?.bytesDown ?? 0 : entry?.bytesUp ?? 0;
        // What the shim has taken and its own kernel has not sent: its sockets, looked at from inside this process.
        const queued = (process as unknown as { _getActiveHandles(): { writableLength?: number; readableLength?: number }[] })
          ._getActiveHandles()
          .filter((handle) => handle !== (writer.socket as unknown) && handle !== (reader.socket as unknown))
          .reduce((sum, { writableLength = 0, readableLength = 0 }) => sum + writableLength + readableLength, 0);
        assert.ok(passed > 0);
        assert.ok(queued <= 768 * 1024, `${queued} bytes are held in the shim`);
        reader.socket.resume();
        const all = writer.socket.bytesWritten - head;
        await reader.until((heard) => heard.length >= all, 'all of it');
        assert.equal(reader.heard.length, all);
      });
    }

    it('through a SOCKS proxy carries what a server says first, also in one packet with the proxy\'s answer, and goes on', async () => {
      for (const together of [true, false]) {
        const proxy = await run.server((host) => {
          let step = 0;
          host.socket.on('data', (bytes) => {
            step++;
            if (step === 1) return void host.say('\x05\x00');
            if (step > 2) return void host.say(bytes.toString().toUpperCase());
            const reply = '\x05\x00\x00\x01\0\0\0\0\0\0';
            if (together) return void host.say(`${reply}220 ready`);
            host.say(reply);
            setTimeout(() => host.say('220 ready'), 30);
          });
        });
        run.shim.route({ rules: [{ host: '*', upstream: `socks5h://127.0.0.1:${proxy.port}` }], client: 'curl', environment: {}, allow: [] });
        const client = await run.client();
        await client.say('CONNECT mail.example:25 HTTP/1.1\r\nHost: x\r\n\r\n').hears('\r\n\r\n220 ready');
        await client.say('helo').hears('HELO');
        await client.say('quit').hears('QUIT');
      }
    });

    it('through an HTTP proxy carries what a server says first, in one packet with the proxy\'s answer, and goes on', async () => {
      const proxy = await run.server((host) => {
        let opened = false;
        host.socket.on('data', (bytes) => {
          host.say(opened ? bytes.toString().toUpperCase() : 'HTTP/1.1 200 OK\r\n\r\n220 ready');
          opened = true;
        });
      });
      run.shim.route({ rules: [{ host: '*', upstream: `http://127.0.0.1:${proxy.port}` }], client: 'curl', environment: {}, allow: [] });
      const client = await run.client();
      await client.say('CONNECT mail.example:25 HTTP/1.1\r\nHost: x\r\n\r\n').hears('\r\n\r\n220 ready');
      await client.say('helo').hears('HELO');
      assert.match(proxy.connections[0]?.heard ?? '', /^CONNECT mail\.example:25 HTTP\/1\.1\r\nHost: mail\.example:25\r\n\r\nhelo$/);
    });

    it('is closed by its number', async () => {
      const server = await run.server();
      const client = await tunnel(server);
      assert.equal(run.shim.closeConnection(99), false);
      assert.equal(run.shim.closeConnection(1), true);
      await Promise.all([client.over(), (await server.connection()).over()]);
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'shim', how: 'closed' });
    });

    it('stays where it is while the routing changes; the next goes by the new one', async () => {
      const server = await run.server((host) => void host.socket.on('data', (bytes) => host.socket.write(bytes)));
      const client = await tunnel(server);
      run.shim.route({ rules: [{ host: '*', upstream: 'refuse' }], client: 'curl', environment: {}, allow: [] });
      await client.say('still here').hears('still here');
      const next = await run.client();
      await next.say(`CONNECT api.example:443 HTTP/1.1\r\nHost: x\r\n\r\n`).over();
      assert.match(next.heard, /^HTTP\/1\.1 403 Forbidden \(settings: RULE\)/);
      assert.throws(() => run.shim.route({ rules: [{ host: 'a b', upstream: 'direct' }], client: 'curl', environment: {}, allow: [] }));
      const after = await run.client();
      await after.say(`CONNECT api.example:443 HTTP/1.1\r\nHost: x\r\n\r\n`).over();
      assert.match(after.heard, /RULE/, 'a routing that can\'t be read changes nothing');
    });

    it('does not mind a clock that jumps', async () => {
      const now = Date.now;
      const server = await run.server((host) => void host.socket.on('data', (bytes) => host.socket.write(bytes)));
      try {
        const client = await tunnel(server);
        for (const jumpMs of [10 * 365 * 86_400_000, -10 * 365 * 86_400_000]) {
          Date.now = () => now() + jumpMs;
          await new Promise((resolve) => setTimeout(resolve, 600));
          await client.say(`${jumpMs};`).hears(`${jumpMs};`);
          const other = await tunnel(server);
          await other.say('x').hears('x');
        }
        assert.ok(run.journal.entries.every(({ timings, longestSilenceMs }) => (timings.routed ?? -1) >= 0 && (timings.connected ?? 0) < 60_000 && longestSilenceMs < 60_000));
      } finally {
        Date.now = now;
      }
    });

    it('there may be a thousand of, idle, and all still carry', async function () {
      this.timeout(60_000);
      const server = await run.server((host) => void host.socket.on('data', (bytes) => host.socket.write(bytes)));
      const all: RawConnection[] = [];
      for (let turn = 0; turn < 20; turn++) all.push(...(await Promise.all(Array.from({ length: 50 }, () => tunnel(server)))));
      assert.equal(run.shim.open, 1_000);
      await Promise.all(all.map((client, index) => client.say(`<${index}>`).hears(`<${index}>`)));
      for (const client of all) client.socket.end();
      for (const { socket } of server.connections) socket.end();
      await run.quiet();
      assert.ok(run.journal.entries.every(({ end, bytesUp, bytesDown }) => end?.how === 'closed' && bytesUp === bytesDown));
    });

    it('leaves nothing behind: ten thousand short ones, and plain requests, refused ones among them', async function () {
      this.timeout(120_000);
      const server = await run.server((host) => {
        host.socket.once('data', () => host.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
      });
      const resources = (): number => process.getActiveResourcesInfo().filter((name) => !['Timeout', 'Immediate', 'TickObject'].includes(name)).length;
      const before = resources();
      const one = async (index: number): Promise<void> => {
        const client = await run.client();
        const where = `127.0.0.1:${server.port}`;
        if (index % 4 === 0) client.say(`CONNECT ${where} HTTP/1.1\r\nHost: x\r\n\r\nhello`);
        else if (index % 4 === 1) client.say(`GET http://${where}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        else if (index % 4 === 2) client.say(`GET http://${where}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
        else client.say('CONNECT 10.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n');
        await client.until((heard) => heard.includes('\r\n\r\nok') || heard.includes('FORBIDDEN_TARGET'), 'an answer');
        if (index % 8 < 4) client.socket.end();
        else client.destroy();
        await client.until(() => client.closed, 'its end');
      };
      let next = 0;
      await Promise.all(
        Array.from({ length: 40 }, async () => {
          while (next < 10_000) await one(next++);
        }),
      );
      await run.quiet();
      server.connections.length = 0;
      assert.equal(run.journal.entries.length, 10_000);
      assert.equal(run.journal.live.length, 0);
      await eventually(() => resources() <= before, 'every handle to be given back');
      assert.equal(run.shim.open, 0);
    });
  });
});
