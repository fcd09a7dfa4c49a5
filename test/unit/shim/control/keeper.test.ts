import assert from 'node:assert/strict';
import { attachToShim, type Attached } from '../../../../src/shim/control/attach.ts';
import { keeperOf, ShimKeeper, type KeeperState } from '../../../../src/shim/control/keeper.ts';
import { ShimError } from '../../../../src/shim/control/shim-problem.ts';
import { startOrAttach } from '../../../../src/shim/control/start.ts';
import { cleanUp, kill, newFolder, optionsIn, routing, runs, until } from './shim-place.ts';

describe('the keeper of a window\'s shim', function () {
  this.timeout(120_000);
  let folder: string;
  let nowMs: number;
  const pids = new Set<number>();
  const keepers: ShimKeeper[] = [];
  const others: Attached[] = [];
  beforeEach(() => {
    folder = newFolder();
    nowMs = 0;
  });
  afterEach(async () => {
    for (const keeper of keepers.splice(0)) keeper.stop();
    for (const other of others.splice(0)) other.close();
    await cleanUp(folder, pids);
    pids.clear();
  });

  function keep(release = '1.2.0', successorMs = 10_000): { keeper: ShimKeeper; told: string[] } {
    const told: string[] = [];
    const keeper = new ShimKeeper({
      stateFolder: folder,
      now: () => nowMs,
      successorMs,
      start: async (given, signal) => {
        const started = await startOrAttach(optionsIn(folder, { release, routing: given, signal, label: 'kept' }));
        pids.add(started.attached.greeting.pid);
        return started;
      },
      attach: (given, signal) => {
        nowMs += 250;
        return attachToShim(folder, { holder: 'window', label: 'kept', routing: given, signal });
      },
      onChange: (state) => told.push(state.state === 'failed' && state.error instanceof ShimError ? `failed ${state.error.code}` : state.state),
    });
    keepers.push(keeper);
    return { keeper, told };
  }

  function pidOf(state: KeeperState): number {
    assert.equal(state.state, 'on');
    return state.state === 'on' ? state.attached.greeting.pid : 0;
  }

  it('has it back once after a crash, and gives up after the next', async () => {
    const { keeper, told } = keep();
    const first = pidOf(await keeper.start(routing));
    kill(first);
    await until('it is back', () => keeper.state.state === 'on' && pidOf(keeper.state) !== first);
    assert.deepEqual(told, ['starting', 'on', 'lost', 'starting', 'on']);
    kill(pidOf(keeper.state));
    await until('it is given up', () => keeper.state.state === 'failed');
    assert.deepEqual(told.slice(5), ['lost', 'failed CRASHED_AGAIN']);
    // The user may start it again.
    pidOf(await keeper.start(routing));
  });

  it('has it back again when the crash before was long ago', async () => {
    const { keeper, told } = keep();
    for (let crashes = 0; crashes < 3; crashes++) {
      const pid = keeper.state.state === 'on' ? pidOf(keeper.state) : pidOf(await keeper.start(routing));
      kill(pid);
      await until('it is back', () => keeper.state.state === 'on' && pidOf(keeper.state) !== pid);
      nowMs += 10 * 60_000;
    }
    assert.equal(told.filter((state) => state === 'on').length, 4);
  });

  it('does not start it again when somebody has stopped it', async () => {
    const { keeper, told } = keep();
    const pid = pidOf(await keeper.start(routing));
    const other = await attachToShim(folder, { holder: 'terminal', label: 'stop' });
    await other?.stop();
    await until('it is off', () => keeper.state.state === 'off');
    assert.deepEqual(keeper.state, { state: 'off', stopped: true });
    assert.deepEqual(told, ['starting', 'on', 'lost', 'off']);
    await until('it has ended', () => !runs(pid));
  });

  it('moves to the newer one that takes the place of an older', async () => {
    const { keeper, told } = keep('1.1.0');
    const older = pidOf(await keeper.start(routing));
    const { attached } = await startOrAttach(optionsIn(folder, { release: '1.2.0' }));
    others.push(attached);
    pids.add(attached.greeting.pid);
    await until('it has moved', () => keeper.state.state === 'on' && pidOf(keeper.state) !== older);
    assert.equal(pidOf(keeper.state), attached.greeting.pid);
    assert.deepEqual(told, ['starting', 'on', 'lost', 'starting', 'on']);
    assert.equal((await attached.state()).leases.length, 2);
  });

  it('starts its own where nobody follows the one that was retired', async () => {
    const { keeper } = keep('1.2.0', 500);
    const retired = pidOf(await keeper.start(routing));
    const other = await attachToShim(folder, { holder: 'terminal', label: 'retire' });
    await other?.retire();
    other?.close();
    await until('it has its own', () => keeper.state.state === 'on' && pidOf(keeper.state) !== retired);
  });

  it('gives the lease back when it is stopped, also while it starts', async () => {
    const { keeper, told } = keep();
    const starting = keeper.start(routing);
    keeper.stop();
    await starting;
    assert.equal(keeper.state.state, 'off');
    pidOf(await keeper.start(routing));
    const other = await attachToShim(folder, { holder: 'terminal', label: 'look' });
    assert.ok(other);
    others.push(other);
    keeper.stop();
    await until('its lease is gone', async () => (await other.state()).leases.every(({ label }) => label !== 'kept'));
    assert.deepEqual(told, ['starting', 'off', 'starting', 'on', 'off']);
  });

  it('is made of what starts a shim', async () => {
    const told: string[] = [];
    const { routing: given, ...options } = optionsIn(folder);
    const keeper = keeperOf(options, (state) => told.push(state.state));
    keepers.push(keeper);
    pids.add(pidOf(await keeper.start(given)));
    await keeper.route({ ...given, client: 'node-fetch' });
    keeper.stop();
    assert.deepEqual(told, ['starting', 'on', 'off']);
  });

  it('takes another routing, says which one the shim can\'t read, and goes on with the one before', async () => {
    const { keeper } = keep();
    const starting = keeper.start(routing);
    // While it starts the newest one counts.
    const both = await Promise.all([starting, keeper.start({ ...routing, client: 'node-fetch' })]);
    assert.equal(pidOf(both[0]), pidOf(both[1]));
    const isRouting = (error: unknown): boolean => error instanceof ShimError && error.code === 'ROUTING' && error.message.includes('Rule 1');
    await assert.rejects(keeper.route({ ...routing, client: 'wrong' }), isRouting);
    const pid = pidOf(keeper.state);
    kill(pid);
    await until('it is back', () => keeper.state.state === 'on' && pidOf(keeper.state) !== pid);
  });

  it('fails with the reason, and is asked again without harm', async () => {
    const failing = new ShimKeeper({
      stateFolder: folder,
      now: () => 0,
      start: () => Promise.reject(new ShimError('NOT_READY', folder, '10')),
      attach: async () => undefined,
      onChange: () => undefined,
    });
    for (let times = 0; times < 2; times++) {
      const state = await failing.start(routing);
      assert.ok(state.state === 'failed' && state.error.message.includes('shim.log'));
    }
    failing.stop();
    assert.equal(failing.state.state, 'off');
  });
});
