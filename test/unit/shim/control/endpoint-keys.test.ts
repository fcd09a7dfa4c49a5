import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { attachToShim } from '../../../../src/shim/control/attach.ts';
import { startOrAttach } from '../../../../src/shim/control/start.ts';
import { endpointSamples, sampleKey } from './endpoint-samples.ts';
import { cleanUp, echoConnection, newFolder, optionsIn, routing, runs, until } from './shim-place.ts';

/** What the endpoint of the shim at a port serves. */
async function served(port: number): Promise<string> {
  const { socket, answer } = await echoConnection(port, 'endpoint', '-');
  socket.destroy();
  return answer.trim();
}

/** Every byte below a folder. */
function everything(folder: string): string {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => fs.statSync(file).isFile())
    .map((file) => fs.readFileSync(file, 'latin1'))
    .join('\n');
}

describe('keys of the endpoint', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => cleanUp(folder));

  it('come with the start or later, and are in no file, no log and no error', async () => {
    const { configuration, faults } = endpointSamples();
    const { attached } = await startOrAttach(optionsIn(folder, { endpoint: configuration }));
    assert.equal(await served(attached.port), 'gatehouse/fast');
    await attached.endpoint({ ...configuration, chains: configuration.chains.map((one) => ({ ...one, alias: 'other' })) });
    assert.equal(await served(attached.port), 'other');
    const errors: string[] = [];
    for (const fault of faults) await attached.endpoint(fault).catch((error: unknown) => errors.push(String((error as Error).stack)));
    assert.equal(errors.length, faults.length);
    // What was refused has changed nothing.
    assert.equal(await served(attached.port), 'other');
    assert.ok(!JSON.stringify(await attached.state()).includes(sampleKey));
    const { pid } = attached.greeting;
    // An error that nobody catches leaves a trace in the log.
    const socket = net.connect(attached.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined).end('crash -\n');
    await until('it has ended', () => !runs(pid));
    assert.match(everything(folder), /crashed on purpose/);
    assert.ok(!everything(folder).includes(sampleKey));
    assert.ok(!errors.join('\n').includes(sampleKey));
  });

  it('are in nothing that a process says which was started with something wrong', async () => {
    for (const endpoint of endpointSamples().faults) {
      const child = spawn(process.execPath, ['--no-warnings', optionsIn(folder).program], { stdio: ['pipe', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.stdin.end(JSON.stringify({ stateFolder: folder, release: '1.2.0', routing, endpoint }));
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 1);
      assert.match(said, /wrong at endpoint/);
      assert.ok(!said.includes(sampleKey), said);
    }
  });

  it('are another window\'s to replace, whole', async () => {
    const { configuration } = endpointSamples();
    const { attached } = await startOrAttach(optionsIn(folder));
    assert.equal(await served(attached.port), 'nothing');
    const other = await attachToShim(folder, { holder: 'window', label: 'other' });
    await other?.endpoint(configuration);
    assert.equal(await served(attached.port), 'gatehouse/fast');
    await attached.endpoint({ gateways: [], chains: [], keys: {} });
    assert.equal(await served(attached.port), '');
    other?.close();
    attached.close();
  });
});
