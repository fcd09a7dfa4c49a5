import assert from 'node:assert/strict';
import { bigBytes } from '../../../../src/shim/way/read-buffer.ts';
import { runShim, eventually, type RunningShim } from '../running-shim.ts';
import type { RawConnection, RawServer } from '../raw-connection.ts';

describe('plain requests', () => {
  let run: RunningShim;
  beforeEach(async () => (run = await runShim()));
  afterEach(() => run.end());

  const get = (server: RawServer, path = '/', ...headers: string[]): string => `GET http://127.0.0.1:${server.port}${path} HTTP/1.1\r\nHost: x\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n`;
  const post = (server: RawServer, body: string, ...headers: string[]): string => `POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n${body}`;
  const count = (text: string, piece: string): number => text.split(piece).length - 1;
  /** Answers each request head with its path. */
  function answering(connection: RawConnection): void {
    let answered = 0;
    connection.socket.on('data', () => {
      const paths = [...connection.heard.matchAll(/^[A-Z]+ (\S+) HTTP\/1\.1\r$/gm)].map((one) => one[1] as string);
      for (const path of paths.slice(answered)) connection.say(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
      answered = paths.length;
    });
  }

  describe('a plain request', () => {
    it('goes by one connection with the next to the same host, and by another to another host', async () => {
      const [one, other] = [await run.server(answering), await run.server(answering)];
      const client = await run.client();
      await client.say(get(one, '/a')).hears('/a');
      await client.say(get(one, '/b')).hears('/b');
      await client.say(get(other, '/c')).hears('/c');
      assert.deepEqual([one.connections.length, other.connections.length], [1, 1]);
      assert.deepEqual(run.journal.entries.map(({ requests, kind, end }) => [kind, requests, end?.how]), [['request', 2, 'closed'], ['request', 1, undefined]]);
      await one.connections[0]?.over();
    });

    it('may come before the last is answered, and is answered in order', async () => {
      const server = await run.server(answering);
      const client = await run.client();
      client.say(Array.from({ length: 20 }, (_, index) => get(server, `/p${index}.`)).join(''));
      await client.hears('/p19.');
      assert.deepEqual([...client.heard.matchAll(/\/p(\d+)\./g)].map((one) => Number(one[1])), Array.from({ length: 20 }, (_, index) => index));
    });

    it('may come before the last is answered, and the client end its side: all are answered, then it ends', async () => {
      const server = await run.server(answering);
      const client = await run.client();
      client.socket.end(get(server, '/1') + get(server, '/2') + get(server, '/3'));
      await client.over();
      assert.equal(client.end, 'ended');
      assert.equal(count(client.heard, 'HTTP/1.1 200'), 3);
      await run.quiet();
    });

    it('is answered in whole to one who ended its side', async () => {
      const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => setTimeout(() => connection.say('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'), 50)));
      const client = await run.client();
      client.socket.end(get(server));
      await client.over();
      assert.ok(client.heard.endsWith('ok'));
      await run.quiet();
    });

    it('has its body sent on as it comes, by length and in chunks with trailers', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(post(server, 'abc', 'Content-Length: 6'));
      const connection = await server.connection();
      await connection.hears('abc');
      client.say('def');
      await connection.hears('abcdef');
      connection.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1');
      await client.hears('\r\n\r\n1');
      const body = '5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n';
      client.say(post(server, body, 'Transfer-Encoding: chunked', 'Trailer: X-Sum'));
      await connection.hears(body);
      connection.say(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
      await client.hears(body);
      await client.say(get(server, '/next')).hears(body);
      await connection.hears('/next');
      assert.equal(run.journal.entries[0]?.requests, 2);
    });

    it('hears what comes before the answer, and the answer', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(post(server, '', 'Content-Length: 2', 'Expect: 100-continue'));
      const connection = await server.connection();
      await connection.hears('Expect: 100-continue');
      connection.say('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n');
      await client.hears('Link: a');
      client.say('ok');
      await connection.hears('\r\n\r\nok');
      connection.say('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone');
      await client.hears('done');
      assert.match(client.heard, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    });

    it('in HTTP/1.0 hears no answer before the answer, and is closed behind it', async () => {
      const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => connection.say('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nold').socket.end()));
      const client = await run.client();
      await client.say(`GET http://127.0.0.1:${server.port}/ HTTP/1.0\r\n\r\n`).over();
      assert.match(client.heard, /^HTTP\/1\.0 200 OK\r\nConnection: close\r\n\r\nold$/);
      assert.equal(client.end, 'ended');
      assert.match(server.connections[0]?.heard ?? '', /^GET \/ HTTP\/1\.0\r\nHost: 127\.0\.0\.1:/);
    });

    it('in HTTP/1.0 may keep its connection', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(`GET http://127.0.0.1:${server.port}/a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`);
      const connection = await server.connection();
      await connection.hears('\r\n\r\n');
      connection.say('HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na');
      await client.hears('\r\n\r\na');
      client.say(`GET http://127.0.0.1:${server.port}/b HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`);
      await connection.hears('/b');
    });

    for (const [what, method, answer] of [
      ['HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n'],
      ['204', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
      ['304', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
    ] as const) {
      it(`of which the answer has no body leaves the connection to the next: ${what}`, async () => {
        const server = await run.server();
        const client = await run.client();
        client.say(get(server, '/1').replace('GET', method));
        const connection = await server.connection();
        await connection.hears('/1');
        connection.say(answer);
        await client.hears('\r\n\r\n');
        client.say(get(server, '/2'));
        await connection.hears('/2');
        connection.say('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        await client.hears('\r\n\r\nok');
        assert.equal(server.connections.length, 1);
      });
    }

    it('ends with the host\'s connection where the answer does', async () => {
      const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => connection.say('HTTP/1.1 200 OK\r\n\r\npart').socket.end(' end')));
      const client = await run.client();
      await client.say(get(server)).over();
      assert.equal(client.end, 'ended');
      assert.ok(client.heard.endsWith('part end'));
      assert.match(client.heard, /Connection: close/);
      client.destroy();
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'closed' });
    });

    it('answered before its body ended gets the answer, and the connection ends', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(post(server, 'abc', 'Content-Length: 1000000'));
      const connection = await server.connection();
      await connection.hears('abc');
      connection.say('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig');
      await client.hears('big');
      await client.over();
      assert.equal(client.end, 'ended');
      assert.match(client.heard, /Connection: close/);
      // It goes on sending, and never ends its side: the connection does not stay for that.
      const sending = setInterval(() => client.socket.write('x'), 50);
      try {
        await eventually(() => run.shim.open === 0, 'the connection to be let go');
      } finally {
        clearInterval(sending);
      }
      await run.quiet();
    });

    const cut: readonly (readonly [what: string, answer: string])[] = [
      ['by length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
      ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
      ['in chunks, inside one', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf'],
    ];
    for (const [what, answer] of cut) {
      it(`whose answer is cut in order (${what}) is torn for the client too`, async () => {
        const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => connection.say(answer)));
        const client = await run.client();
        await client.say(get(server)).hears('half');
        server.connections[0]?.socket.end();
        await client.over();
        assert.equal(client.end, 'reset');
        await run.quiet();
        assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'closed', leg: 'stream', code: 'BODY_CUT' });
      });
    }
    for (const [what, answer] of [...cut, ['with the connection', 'HTTP/1.1 200 OK\r\n\r\nhalf'] as const]) {
      it(`whose answer is torn (${what}) is torn for the client too`, async () => {
        const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => connection.say(answer)));
        const client = await run.client();
        await client.say(get(server)).hears('half');
        server.connections[0]?.socket.resetAndDestroy();
        await client.over();
        assert.equal(client.end, 'reset');
        await run.quiet();
        assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'reset', leg: 'stream', code: 'ECONNRESET' });
      });
    }

    it('is torn where the chunks of its answer break', async () => {
      const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => connection.say('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalfXX')));
      const client = await run.client();
      await client.say(get(server)).over();
      assert.equal(client.end, 'reset');
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'reset', leg: 'stream', code: 'BAD_FRAMING' });
    });

    it('whose own chunks break is refused for that, and the host is not blamed', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(post(server, '3\r\nabcX', 'Transfer-Encoding: chunked'));
      await client.over();
      assert.match(client.heard, /^HTTP\/1\.1 400 Bad Request \(BAD_FRAMING\)/);
      assert.doesNotMatch(client.heard, /The host did not answer/);
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'shim', how: 'refused', code: 'BAD_FRAMING', status: 400 });
      await (await server.connection()).until(() => server.connections[0]?.closed || server.connections[0]?.end !== 'open' || false, 'the host to be told');
    });

    it('whose own chunks break while it is answered is torn: a refusal would be read as part of the answer', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(post(server, '3\r\nabc\r\n', 'Transfer-Encoding: chunked'));
      const connection = await server.connection();
      await connection.hears('abc');
      connection.say('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nbegun');
      await client.hears('begun');
      client.say('ZZ\r\n');
      await client.over();
      assert.equal(client.end, 'reset');
      assert.equal(count(client.heard, 'HTTP/1.1'), 1);
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'client', how: 'reset', leg: 'request', code: 'BAD_FRAMING' });
    });

    it('whose body the client cuts by ending its side does not wait for the rest', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(post(server, 'abc', 'Content-Length: 10'));
      await (await server.connection()).hears('abc');
      client.socket.end();
      await client.over();
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'client', how: 'closed', leg: 'request', code: 'BODY_CUT' });
      await server.connections[0]?.over();
    });

    it('whose body the client cuts before the host is reached does not wait for the rest either', async () => {
      const server = await run.server();
      const client = await run.client();
      client.socket.end(post(server, 'abc', 'Content-Length: 10'));
      await client.over();
      await run.quiet();
      assert.equal(run.journal.entries[0]?.end?.code, 'BODY_CUT');
    });

    it('that the client gives up by a reset is given up at the host', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(get(server));
      await (await server.connection()).hears('\r\n\r\n');
      client.socket.resetAndDestroy();
      await server.connections[0]?.over();
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'client', how: 'reset', leg: 'stream', code: 'ECONNRESET' });
    });

    it('that the client gives up in the middle of the answer is given up at the host', async () => {
      const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => {
        connection.say('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        const timer = setInterval(() => connection.say('1\r\nx\r\n'), 10);
        connection.socket.once('close', () => clearInterval(timer));
      }));
      const client = await run.client();
      await client.say(get(server)).hears('1\r\nx');
      client.destroy();
      await server.connections[0]?.over();
      await run.quiet();
      assert.equal(run.journal.entries[0]?.end?.by, 'client');
    });

    it('is asked again where the host closed the kept connection in that moment, if it may be', async () => {
      const server = await run.server();
      const client = await run.client();
      client.say(get(server, '/1'));
      const first = await server.connection();
      await first.hears('/1');
      first.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1');
      await client.hears('\r\n\r\n1');
      // The next one goes out on the kept connection and is answered by its end, while a third waits behind it.
      client.say(get(server, '/2') + get(server, '/3'));
      await first.hears('/2');
      first.socket.end();
      const second = await server.connection(1);
      await second.hears('/2');
      client.say(get(server, '/4'));
      second.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2');
      await second.hears('/3');
      second.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n3');
      await second.hears('/4');
      assert.deepEqual(run.journal.entries.map(({ end }) => end), [{ by: 'upstream', how: 'closed' }, undefined]);
    });

    for (const [what, method, early] of [
      ['it may not be done twice', 'POST', ''],
      ['the host has begun to say something', 'GET', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
      ['the host has begun an answer', 'GET', 'HTTP/1.1 20'],
    ] as const) {
      it(`is not asked again where ${what}`, async () => {
        const server = await run.server();
        const client = await run.client();
        client.say(get(server, '/1'));
        const first = await server.connection();
        await first.hears('/1');
        first.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1');
        await client.hears('\r\n\r\n1');
        client.say(get(server, '/2').replace('GET', method));
        await first.hears('/2');
        if (early !== '') first.say(early);
        setTimeout(() => first.socket.end(), 30);
        await client.hears('(http: UND_ERR_SOCKET)');
        assert.equal(server.connections.length, 1);
        assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'refused', leg: 'http', code: 'UND_ERR_SOCKET', status: 502 });
      });
    }

    it('is not answered with what a host says unasked', async () => {
      const server = await run.server(answering);
      const client = await run.client();
      await client.say(get(server, '/1')).hears('/1');
      server.connections[0]?.say('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
      await server.connections[0]?.over();
      await client.say(get(server, '/2')).hears('/2');
      assert.doesNotMatch(client.heard, /evil/);
      assert.equal(server.connections.length, 2);
    });

    it('is not answered with what stands behind an answer', async () => {
      const server = await run.server((connection) => void connection.hears('/1').then(() => connection.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil')));
      const client = await run.client();
      await client.say(get(server, '/1')).hears('\r\n\r\n1');
      client.say(get(server, '/2'));
      await (await server.connection(1)).hears('/2');
      assert.doesNotMatch(client.heard, /evil/);
    });

    it('hears of no more answers before the answer than a host may honestly send', async () => {
      const server = await run.server((connection) => void connection.hears('\r\n\r\n').then(() => connection.say('HTTP/1.1 102 Processing\r\n\r\n'.repeat(10_000))));
      const client = await run.client();
      await client.say(get(server)).over();
      assert.ok(count(client.heard, '102 Processing') < 100);
      await run.quiet();
      assert.equal(run.journal.entries[0]?.end?.leg, 'http');
    });

    it('refused on a kept connection is counted, and the host\'s connection does not stay', async () => {
      const server = await run.server(answering);
      const client = await run.client();
      await client.say(get(server, '/1')).hears('/1');
      client.say('GET http://a b/ HTTP/1.1\r\n\r\n');
      await client.over();
      assert.match(client.heard, /400 Bad Request \(BAD_START_LINE\)/);
      await server.connections[0]?.over();
      assert.deepEqual(run.journal.counts, { BAD_START_LINE: 1 });
      assert.equal(run.journal.entries[0]?.end?.how, 'closed');
    });

    it('whose answer waits for a slow client is not overwritten by the next one, nor held in whole', async () => {
      const bytes = 12 * 1024 * 1024;
      const body = (index: number): Buffer => Buffer.alloc(bytes, `<${index}>`.padEnd(17, String(index)));
      let answered = 0;
      const server = await run.server((connection) => {
        connection.socket.on('data', () => {
          const asked = count(connection.heard, '\r\n\r\n');
          for (; answered < asked; answered++) connection.say(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`).say(body(answered));
        });
      });
      const client = await run.client();
      client.socket.pause();
      client.say(get(server, '/0') + get(server, '/1') + get(server, '/2') + get(server, '/3'));
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(answered, 1, 'the next is not asked before the first answer is out');
      const shimSide = (process as unknown as { _getActiveHandles(): { writableLength?: number; localPort?: number }[] })._getActiveHandles().filter(({ localPort }) => localPort === run.shim.port);
      const held = shimSide.reduce((sum, { writableLength = 0 }) => sum + writableLength, 0);
      assert.ok(shimSide.length > 0 && held <= bigBytes, `${held} bytes are held`);
      // Now and then, so that each answer ends while its last bytes still wait.
      const timer = setInterval(() => (client.socket.isPaused() ? client.socket.resume() : client.socket.pause()), 5);
      await client.until((heard) => heard.length > 4 * bytes && heard.endsWith(body(3).toString('latin1').slice(-100)), 'all of it', 15_000).finally(() => clearInterval(timer));
      const answers = client.heard.split(/HTTP\/1\.1 200 OK\r\n.*?\r\n\r\n/s).slice(1);
      assert.equal(answers.length, 4);
      for (const [index, answer] of answers.entries()) assert.ok(answer === body(index).toString('latin1'), `answer ${index} is unchanged`);
    });

    it('may be followed by a tunnel on the same connection', async () => {
      const server = await run.server(answering);
      const client = await run.client();
      await client.say(get(server, '/1')).hears('/1');
      await client.say(`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`).hears('200 Connection established\r\n\r\n');
      await client.say('GET /in-the-tunnel HTTP/1.1\r\n\r\n').hears('/in-the-tunnel');
      assert.deepEqual(run.journal.entries.map(({ kind }) => kind), ['request', 'tunnel']);
      await server.connections[0]?.over();
    });
  });
});
