import assert from 'node:assert/strict';
import { connectTcp, tryEachAddress } from '../../../src/path/tcp.ts';
import { closedPort } from '../lab/clients.ts';
import { startRawServer, until, type RawServer } from './raw-server.ts';

const never = new AbortController().signal;
const v4 = (address: string): { address: string; family: 4 } => ({ address, family: 4 });

describe('TCP', () => {
  let server: RawServer;
  before(async () => {
    server = await startRawServer(() => undefined);
  });
  after(() => server.close());

  it('connects to the address that answers', async () => {
    const socket = await connectTcp([v4('127.0.0.1')], server.port, 2_000, never);
    assert.equal(socket.remoteAddress, '127.0.0.1');
    socket.destroy();
    await until('the connection is closed', () => server.open === 0);
  });

  it('goes on to the next address', async () => {
    // Nothing listens on another loopback address of this port.
    const socket = await connectTcp([v4('127.0.0.2'), { address: '::1', family: 6 }, v4('127.0.0.1')], server.port, 2_000, never);
    assert.equal(socket.remoteAddress, '127.0.0.1');
    socket.destroy();
  });

  it('tries each address alone, closes what it opened, and says what each did', async () => {
    const attempts = await tryEachAddress([v4('127.0.0.1'), v4('127.0.0.2')], server.port, 2_000, never);
    assert.deepEqual(
      attempts.map(({ address, family, port, failure }) => ({ address, family, port, code: failure?.code })),
      [
        { address: '127.0.0.1', family: 4, port: server.port, code: undefined },
        { address: '127.0.0.2', family: 4, port: server.port, code: 'ECONNREFUSED' },
      ],
    );
    assert.ok(attempts.every(({ durationMs }) => durationMs >= 0));
    await until('the connection is closed', () => server.open === 0);
  });

  it('throws what the last address said, and without an address too', async () => {
    const port = await closedPort();
    await assert.rejects(connectTcp([v4('127.0.0.1')], port, 2_000, never), { code: 'ECONNREFUSED' });
    await assert.rejects(connectTcp([v4('127.0.0.1'), v4('127.0.0.2')], port, 2_000, never), AggregateError);
    await assert.rejects(connectTcp([], port, 2_000, never), /no address/);
  });

  it('stops for an abort', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await assert.rejects(connectTcp([v4('127.0.0.1')], server.port, 2_000, gone), /gone/);
    await assert.rejects(tryEachAddress([v4('127.0.0.1')], server.port, 2_000, gone), /gone/);
  });
});
