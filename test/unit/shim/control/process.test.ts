import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { fileURLToPath } from 'node:url';
import { startOrAttach } from '../../../../src/shim/control/start.ts';
import { ShimError } from '../../../../src/shim/control/shim-problem.ts';
import { cleanUp, newFolder, optionsIn, routing, runs, until } from './shim-place.ts';

/** What `dist/shim.js` is built from, with the real data path in it. */
const program = fileURLToPath(new URL('../../../../src/shim/process.ts', import.meta.url));

describe('the shim in its process', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => cleanUp(folder));

  it('opens a tunnel to a host that is allowed, for who has the token alone, and tells of it', async () => {
    // A tunnel that the shim ends at once is torn, on both sides.
    const target = net.createServer((socket) => void socket.on('error', () => socket.destroy()).pipe(socket));
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
    const { port } = target.address() as net.AddressInfo;
    const { attached } = await startOrAttach(optionsIn(folder, { program, routing: { ...routing, allow: ['127.0.0.1'] } }));
    const token = await attached.mint('terminal');
    const connect = async (password: string): Promise<{ socket: net.Socket; status: string }> => {
      const socket = net.connect(attached.port, '127.0.0.1');
      socket.on('error', () => undefined);
      const credentials = Buffer.from(`terminal:${password}`).toString('base64');
      socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nProxy-Authorization: Basic ${credentials}\r\n\r\n`);
      const [head] = (await once(socket, 'data')) as [Buffer];
      return { socket, status: head.toString().split(' ')[1] ?? '' };
    };
    const refused = await connect('x'.repeat(43));
    assert.equal(refused.status, '407');
    refused.socket.destroy();
    const { socket, status } = await connect(token);
    assert.equal(status, '200');
    socket.write('hello');
    const [echo] = (await once(socket, 'data')) as [Buffer];
    assert.equal(echo.toString(), 'hello');
    const told: string[] = [];
    await attached.follow((entries) => void told.push(...entries.map((entry) => `${entry.caller} ${entry.host}:${entry.port}`)));
    await until('the tunnel is told', () => told.includes(`terminal 127.0.0.1:${port}`));
    assert.equal((await attached.state()).open, 1);
    const { pid } = attached.greeting;
    const why = new Promise((resolve) => attached.onLost(resolve));
    await attached.stop();
    assert.equal(await why, 'stopped');
    await until('it has ended', () => !runs(pid));
    socket.destroy();
    target.close();
  });

  it('says which rule it can\'t read, and keeps the routing it has', async () => {
    const wrong = { ...routing, rules: [{ host: 'example.com', upstream: 'gopher://x' }] };
    const hasCode = (error: unknown): boolean => error instanceof ShimError && error.code === 'ROUTING' && error.message.includes('1');
    await assert.rejects(startOrAttach(optionsIn(folder, { program, routing: wrong })), hasCode);
    const { attached } = await startOrAttach(optionsIn(folder, { program }));
    await assert.rejects(attached.route(wrong), hasCode);
    await attached.route(routing);
    attached.close();
  });
});
