import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RoutingFacts } from '../../../../src/editor/shim/shim-routing.ts';
import { WindowShim, type WindowShimState } from '../../../../src/editor/shim/window-shim.ts';
import { cleanUp, newFolder, until } from '../../shim/control/shim-place.ts';

/** What `dist/shim.js` is built from. */
const program = fileURLToPath(new URL('../../../../src/shim/process.ts', import.meta.url));

/** A proxy that takes note of what it is asked for, and refuses it. */
async function recorder(): Promise<{ port: number; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      asked.push(bytes.toString('latin1').split('\r\n')[0] ?? '');
      socket.end('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as net.AddressInfo).port, asked, close: () => void server.close() };
}

describe('the shim of a window, where the system\'s proxy settings change', function () {
  this.timeout(60_000);
  const former = process.env['GATEHOUSE_STATE'];
  let folder: string;
  let window: WindowShim | undefined;
  let state: WindowShimState = { state: 'off' };
  let looked = 0;
  const proxies: Awaited<ReturnType<typeof recorder>>[] = [];

  before(function () {
    // KDE keeps them in a file, so a test can change them.
    if (process.platform !== 'linux') this.skip();
  });
  beforeEach(() => {
    folder = newFolder();
    fs.mkdirSync(path.join(path.dirname(folder), 'config'));
    process.env['GATEHOUSE_STATE'] = folder;
  });
  afterEach(async () => {
    if (state.state === 'on') await state.attached.stop().catch(() => undefined);
    window?.stop();
    if (former === undefined) delete process.env['GATEHOUSE_STATE'];
    else process.env['GATEHOUSE_STATE'] = former;
    for (const one of proxies.splice(0)) one.close();
    await cleanUp(folder);
  });

  const useProxy = (port: number): void =>
    fs.writeFileSync(path.join(path.dirname(folder), 'config', 'kioslaverc'), `[Proxy Settings]\nProxyType=1\nhttpProxy=http://127.0.0.1 ${port}\nhttpsProxy=http://127.0.0.1 ${port}\n`);

  async function open(lookAgainMs: number): Promise<WindowShim> {
    const facts = (): RoutingFacts => (looked++, {
      wishes: { rules: [], allow: [], exclude: [], journalFile: false, keepAliveMs: undefined },
      environment: { XDG_CURRENT_DESKTOP: 'KDE', XDG_CONFIG_HOME: path.join(path.dirname(folder), 'config') },
      platform: 'linux',
      editorSettings: {},
      editorHost: 'local',
      gatewayUrls: [],
    });
    const one = new WindowShim({ program, release: '1.2.0', label: 'test', facts, bases: () => ({ terminal: {}, debug: {} }), onChange: (next) => void (state = next), log: () => undefined, endpoint: async () => undefined, onEndpointProblem: () => undefined, lookAgainMs });
    window = one;
    await one.start();
    await until('it is on', () => state.state === 'on');
    return one;
  }

  async function ask(host: string): Promise<void> {
    assert.ok(state.state === 'on');
    const { port, address } = state.values;
    const { username, password } = new URL(address);
    const socket = net.connect(port, '127.0.0.1');
    socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\nProxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}\r\n\r\n`);
    await once(socket, 'data');
    socket.destroy();
  }

  it('goes the new way once the user is back at the window, and gives programs the same as before', async () => {
    const [one, other] = [await recorder(), await recorder()];
    proxies.push(one, other);
    useProxy(one.port);
    const shim = await open(0);
    const before = state.state === 'on' && JSON.stringify(state.values);
    await ask('first.test');
    assert.deepEqual(one.asked, ['CONNECT first.test:443 HTTP/1.1']);
    useProxy(other.port);
    await shim.lookAgain();
    await ask('second.test');
    assert.deepEqual([one.asked.length, other.asked], [1, ['CONNECT second.test:443 HTTP/1.1']]);
    assert.equal(state.state === 'on' && JSON.stringify(state.values), before);
  });

  it('does not look again sooner than it may', async () => {
    const [one, other] = [await recorder(), await recorder()];
    proxies.push(one, other);
    useProxy(one.port);
    const shim = await open(60_000);
    useProxy(other.port);
    await shim.lookAgain();
    await ask('third.test');
    assert.deepEqual([one.asked, other.asked], [['CONNECT third.test:443 HTTP/1.1'], []]);
    // A changed setting is a reason of its own.
    await shim.factsChanged();
    await ask('fourth.test');
    assert.deepEqual(other.asked, ['CONNECT fourth.test:443 HTTP/1.1']);
  });

  it('asks the system nothing while no shim is there', async () => {
    const shim = await open(0);
    looked = 0;
    await shim.lookAgain();
    assert.equal(looked, 1);
    shim.stop();
    looked = 0;
    await shim.lookAgain();
    assert.equal(looked, 0);
  });
});
