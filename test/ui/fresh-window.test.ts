import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { connections, extensionHosts, processTree } from '../workbench/extension-host.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { projectFolder } from '../workbench/project.js';
import { watchSockets } from '../workbench/socket-watch.ts';
import type { SocketWatch } from '../workbench/socket-watch.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';

const watchMs = 60_000;
const lookEveryMs = 100;
const productFolder = path.join(projectFolder, 'dist');
const networkWords = ['connect', 'datagram', 'lookup', 'resolve', 'resolve4', 'resolve6'];

describe('a fresh window', function () {
  let lab: Lab;
  let proxy: net.Server;
  let window: OpenWindow;
  let sockets: SocketWatch;
  let serverPid = 0;
  const labRequests: string[] = [];
  /** Connections to the configured proxy that came out of the extension host or its children. */
  const proxied: number[] = [];
  const witnessFile = path.join(temporaryFolder('witness'), 'witness.jsonl');
  const witnessed = (...what: string[]): string[] =>
    fs
      .readFileSync(witnessFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { what: string; target: string })
      .filter((line) => what.includes(line.what))
      .map((line) => `${line.what} ${line.target}`);

  before(async () => {
    lab = await startLab({ onRequest: (entry) => labRequests.push(`${entry.method} ${entry.path}`) });
    proxy = net.createServer((socket) => {
      const port = socket.remotePort ?? 0;
      const tree = extensionHosts(serverPid).flatMap(processTree);
      if (tree.some((pid) => connections(pid).some((connection) => connection.localPort === port))) proxied.push(port);
      socket.on('error', () => undefined).destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as net.AddressInfo;
    window = await openWindow({
      bareHost: true,
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'http.proxy': `http://127.0.0.1:${port}`,
      },
      env: {
        GATEHOUSE_WITNESS: witnessFile,
        GATEHOUSE_WITNESS_PRODUCT: productFolder,
      },
      serverFlags: [`--import=${pathToFileURL(path.join(projectFolder, 'test', 'workbench', 'host-witness.js')).href}`],
      beforeOpen: (server) => {
        serverPid = server.pid;
        sockets = watchSockets(server, lookEveryMs);
      },
    });
  });

  after(async () => {
    sockets?.stop();
    await window?.close();
    proxy?.close();
    await lab?.close();
  });

  it(`sends nothing for ${watchMs / 1000} s: no socket, no look-up, no request, nothing to the proxy`, async () => {
    const { workbench, page } = window;
    assert.match((await workbench.statusItem()).text, /[a-z]{3}/i, 'the status bar speaks in words');
    await page.waitForTimeout(watchMs);
    assert.deepEqual(sockets.seen(), []);
    assert.deepEqual(witnessed(...networkWords), []);
    assert.deepEqual(labRequests, []);
    assert.deepEqual(proxied, []);
    // The silence counts only if somebody listened: half of the looks at least, on a busy machine.
    assert.ok(sockets.looks() > watchMs / lookEveryMs / 2, `looked ${sockets.looks()} times only`);
    assert.equal(witnessed('watching').length, 1, 'the witness was loaded into the extension host');
  });

  it('has loaded its front door only, and touched no file', () => {
    assert.deepEqual(witnessed('module'), [`module ${path.join(productFolder, 'extension.cjs')}`]);
    assert.deepEqual(witnessed('file'), []);
  });

  it('is seen by the same instruments as soon as the user asks', async () => {
    await window.workbench.runCommand('Gatehouse: Diagnose');
    await window.workbench.waitForStatus(/healthy|degraded|down|could not tell/i, 90_000);
    assert.ok(witnessed('connect').length > 0, 'the witness saw a connection');
    assert.ok(witnessed('module').length > 1, 'the witness saw the doctor being loaded');
    assert.ok(labRequests.length > 0, 'the lab was asked');
  });
});
