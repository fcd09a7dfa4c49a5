import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PortTakenError, ShimError } from '../../../../src/shim/control/shim-problem.ts';
import { openOnStablePort } from '../../../../src/shim/control/stable-port.ts';

const taken = Object.assign(new Error('taken'), { code: 'EADDRINUSE' });

describe('the port of the shim', function () {
  this.timeout(30_000);
  let folder: string;
  let file: string;
  let tried: number[];
  let stopped: number;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-port-'));
    file = path.join(folder, 'port.json');
    tried = [];
    stopped = 0;
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function open(refuses: (port: number) => Error | undefined, more: { newPort?: boolean; random?: () => number } = {}) {
    return openOnStablePort({
      folder,
      newPort: false,
      ...more,
      open: async (port) => {
        tried.push(port);
        const error = refuses(port);
        if (error) throw error;
        return { port: port === 0 ? 40_000 : port, stop: async () => void stopped++ };
      },
    });
  }
  const kept = (): unknown => (JSON.parse(fs.readFileSync(file, 'utf8')) as { port: unknown }).port;

  it('is chosen once, from those no system gives away, and kept', async () => {
    const { port } = await open(() => undefined);
    assert.ok(port >= 20_000 && port < 32_000, String(port));
    assert.equal((await open(() => undefined)).port, port);
    assert.deepEqual(tried, [port, port]);
    assert.equal(kept(), port);
  });

  it('is chosen again and again until one is free, and any at last', async () => {
    let left = 3;
    const { port } = await open(() => (left-- > 0 ? taken : undefined));
    assert.equal(tried.length, 4);
    assert.equal(kept(), port);
    fs.rmSync(file);
    assert.equal((await open((one) => (one === 0 ? undefined : Object.assign(new Error('reserved'), { code: 'EACCES' })))).port, 40_000);
    assert.equal(kept(), 40_000);
  });

  it('is waited for while who has it lets go', async () => {
    const { port } = await open(() => undefined);
    let left = 3;
    assert.equal((await open(() => (left-- > 0 ? taken : undefined))).port, port);
  });

  it('stays the same when somebody else has it, until a new one is asked for', async () => {
    const { port } = await open(() => undefined);
    await assert.rejects(open((one) => (one === port ? new Error('listen', { cause: taken }) : undefined)), (error) => error instanceof PortTakenError && error.port === port);
    assert.equal(kept(), port);
    // The number that is kept is not drawn again.
    // In the middle of its share: at its very beginning rounding leads to the one before.
    const draws = [(port - 20_000 + 0.5) / 12_000, 0.5];
    const next = await open(() => undefined, { newPort: true, random: () => draws.shift() ?? 0 });
    assert.equal(next.port, 26_000);
    assert.equal(kept(), 26_000);
  });

  for (const text of ['', 'null', '{"port":"22"}', '{"port":0}', '{"port":70000}', '[]']) {
    it(`is chosen anew where the file holds ${text === '' ? 'nothing' : text}`, async () => {
      fs.writeFileSync(file, text);
      const { port } = await open(() => undefined);
      assert.equal(kept(), port);
    });
  }

  it('is given back when it can\'t be remembered', async function () {
    fs.mkdirSync(path.join(folder, 'port.json', 'in the way'), { recursive: true });
    await assert.rejects(open(() => undefined), (error) => error instanceof ShimError && error.code === 'FILE');
    fs.rmSync(file, { recursive: true });
    const { port } = await open(() => undefined);
    assert.equal(kept(), port);
  });

  it('tells another error as it is', async () => {
    await assert.rejects(open(() => new Error('something else')), /something else/);
    await open(() => undefined);
    await assert.rejects(open(() => new Error('something else')), /something else/);
    assert.equal(stopped, 0);
  });
});
