import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as net from 'node:net';
import { LentWire, StreamWire, type Wire } from '../../../../src/shim/way/wire.ts';
import { RawConnection } from '../raw-connection.ts';

/** Both kinds of wire, each with the other end of its connection. */
const kinds: Readonly<Record<string, (port: number) => Promise<Wire>>> = {
  'that lends its bytes': async (port) => {
    const wire = new LentWire({ host: '127.0.0.1', port, family: 4 });
    await new Promise((resolve) => wire.socket.once('connect', resolve));
    return wire;
  },
  'over a stream': async (port) => {
    const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    await new Promise((resolve) => socket.once('connect', resolve));
    return new StreamWire(socket);
  },
};

for (const [kind, connect] of Object.entries(kinds)) {
  describe(`a wire ${kind}`, () => {
    let server: net.Server;
    let wire: Wire;
    let other: RawConnection;
    beforeEach(async () => {
      server = net.createServer({ allowHalfOpen: true });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const accepted = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
      wire = await connect((server.address() as net.AddressInfo).port);
      other = new RawConnection(await accepted);
    });
    afterEach(async () => {
      wire.socket.destroy();
      other.destroy();
      await new Promise((resolve) => server.close(resolve));
    });

    const tick = (ms = 40): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

    it('hands on what came before anybody wanted it', async () => {
      other.say('early');
      await tick();
      let heard = '';
      wire.take = (bytes) => {
        heard += bytes.toString();
        return true;
      };
      wire.resume();
      other.say(' late');
      await tick();
      assert.equal(heard, 'early late');
    });

    it('stops when it is told no, and goes on where it was', async () => {
      const heard: string[] = [];
      let more = false;
      wire.take = (bytes) => {
        heard.push(bytes.toString());
        return more;
      };
      wire.resume();
      other.say('one');
      await tick();
      other.say('two');
      await tick();
      assert.deepEqual(heard, ['one']);
      more = true;
      wire.resume();
      await tick();
      other.say('three');
      await tick();
      assert.deepEqual(heard, ['one', 'two', 'three']);
    });

    it('hands on first what was put back', async () => {
      const heard: string[] = [];
      wire.unread(Buffer.from('before '));
      wire.unread(Buffer.alloc(0));
      wire.take = (bytes) => {
        heard.push(bytes.toString());
        return true;
      };
      wire.resume();
      other.say('after');
      await tick();
      assert.equal(heard.join(''), 'before after');
    });

    it('carries whatever comes, unchanged, though its bytes are its own only for the moment', async () => {
      const sent = randomBytes(5 * 1024 * 1024);
      const kept: Buffer[] = [];
      let turn = 0;
      wire.take = (bytes) => {
        kept.push(Buffer.from(bytes));
        if (turn++ % 3 !== 0) return true;
        setTimeout(() => wire.resume(), turn % 7);
        return false;
      };
      wire.resume();
      const ended = new Promise((resolve) => wire.socket.once('end', resolve));
      other.socket.end(sent);
      await ended;
      assert.ok(Buffer.concat(kept).equals(sent));
    });

    it('says when what was written is out, also when the other side is gone', async () => {
      other.socket.pause();
      const piece = Buffer.alloc(1024 * 1024, 'x');
      while (wire.write(piece, true)) assert.ok(wire.socket.bytesWritten < 1e9);
      let out = 0;
      wire.written(() => out++);
      await tick();
      assert.equal(out, 0);
      other.socket.resume();
      await other.until(() => out === 1, 'it to be out');
      other.socket.pause();
      while (wire.write(piece, true)) assert.ok(wire.socket.bytesWritten < 1e9);
      wire.socket.on('error', () => undefined);
      wire.written(() => out++);
      wire.socket.destroy();
      await tick();
      assert.equal(out, 2);
      wire.written(() => out++);
      await tick();
      assert.equal(out, 3, 'a wire that is gone keeps nobody waiting');
    });
  });
}
