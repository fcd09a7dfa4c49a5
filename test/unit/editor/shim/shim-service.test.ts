import assert from 'node:assert/strict';
import type { OpenTerminals } from '../../../../src/editor/shim/open-terminals.ts';
import type { LeavingPrograms } from '../../../../src/editor/shim/leaving-programs.ts';
import type { ProgramEnvironment } from '../../../../src/editor/shim/program-environment.ts';
import { ShimConnections } from '../../../../src/editor/shim/shim-connections.ts';
import { ShimService } from '../../../../src/editor/shim/shim-service.ts';
import { offBecause, standingWords, type OffWhy } from '../../../../src/editor/shim/shim-standing.ts';
import type { WindowShim, WindowShimState } from '../../../../src/editor/shim/window-shim.ts';
import type { Attached } from '../../../../src/shim/control/attach.ts';
import { ShimError } from '../../../../src/shim/control/shim-problem.ts';
import type { JournalEntry } from '../../../../src/shim/journal/entry.ts';
import { anEntry } from '../../shim/journal/entries.ts';

const values = { port: 7_171, address: 'http://terminal:secret@127.0.0.1:7171', terminal: [], debug: [] };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A window in which everything that happens is noted in its order. */
class Stage {
  why: OffWhy | undefined = 'setting';
  users = 0;
  readonly told: string[] = [];
  readonly following: ((entries: readonly JournalEntry[]) => void)[] = [];
  onCount: ((users: number) => void) | undefined;
  state: WindowShimState = { state: 'off' };
  onChange: ((state: WindowShimState) => void) | undefined;
  readonly service: ShimService;

  constructor() {
    const note = (what: string) => void this.told.push(what);
    const shim = {
      start: async () => note('start'),
      factsChanged: async () => note('facts'),
      lookAgain: async () => note('look'),
      restart: async () => note('restart'),
      stop: () => {
        note('stop');
        if (this.state.state !== 'off') this.become({ state: 'off' });
      },
    };
    Object.defineProperty(shim, 'state', { get: () => this.state });
    const environment = { apply: () => note('apply'), withdraw: () => note('withdraw'), dispose: () => note('withdraw'), debugged: 0 };
    const terminals = { begin: async () => undefined, end: async () => undefined, using: async () => new Map(Array.from({ length: this.users }, (_, pid) => [pid, {}])) };
    const leaving = {
      watch: (pids: ReadonlySet<number>, onCount: (users: number) => void) => {
        this.onCount = onCount;
        onCount(pids.size);
      },
      resume: () => false,
      stop: () => undefined,
      dispose: () => undefined,
    };
    this.service = new ShimService({
      offBecause: () => this.why,
      makeShim: async ({ onChange }) => {
        this.onChange = onChange;
        return shim as unknown as WindowShim;
      },
      environment: environment as unknown as ProgramEnvironment,
      terminals: terminals as unknown as OpenTerminals,
      leaving: leaving as unknown as LeavingPrograms,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onFailed: ({ portTaken }) => note(portTaken ? 'failed: port' : 'failed'),
      onUnreadable: () => note('unreadable'),
      onLeaving: (users) => note(`leaving ${users}`),
    });
  }

  become(state: WindowShimState): void {
    this.state = state;
    this.onChange?.(state);
  }

  async on(): Promise<void> {
    this.why = undefined;
    this.service.follow();
    await turn();
    const attached = { follow: async (onEntries: (entries: readonly JournalEntry[]) => void) => void this.following.push(onEntries), unfollow: async () => void this.told.push('unfollow') };
    this.become({ state: 'on', attached: attached as unknown as Attached, values });
    await turn();
  }

  take(): string[] {
    return this.told.splice(0);
  }
}

describe('the shim of a window', () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));

  it('is neither loaded nor started while it is not wanted', async () => {
    stage.service.open();
    await turn();
    assert.deepEqual([stage.take(), stage.service.standing], [[], { state: 'off', why: 'setting' }]);
  });

  it('changes what programs start with only once it is there', async () => {
    stage.why = undefined;
    stage.service.open();
    await turn();
    assert.deepEqual([stage.take(), stage.service.standing.state], [['start'], 'starting']);
    await stage.on();
    assert.deepEqual(stage.take().at(-1), 'apply');
    assert.deepEqual(stage.service.standing, { state: 'on', port: 7_171 });
  });

  for (const [what, state] of [
    ['lost', { state: 'lost', why: 'crashed' }],
    ['failed', { state: 'failed', error: new ShimError('CRASHED_AGAIN') }],
    ['ended by somebody', { state: 'off', stopped: true }],
    ['started anew', { state: 'starting' }],
  ] as const) {
    it(`withdraws it in the turn in which it is ${what}, before anything is told`, async () => {
      await stage.on();
      stage.take();
      stage.service.onDidChange(() => stage.told.push('told'));
      stage.become(state as WindowShimState);
      assert.deepEqual(stage.take().slice(0, 2), ['withdraw', what === 'failed' ? 'withdraw' : 'told']);
    });
  }

  it('is not applied by what comes after it was switched off', async () => {
    stage.why = undefined;
    stage.service.follow();
    await turn();
    stage.become({ state: 'on', attached: {} as Attached, values });
    stage.why = 'setting';
    stage.service.follow();
    await turn();
    assert.ok(!stage.take().includes('apply'));
    assert.equal(stage.service.standing.state, 'off');
  });

  it('ends at once when nobody has it, and else with the last', async () => {
    await stage.on();
    stage.take();
    stage.why = 'setting';
    stage.service.follow();
    await turn();
    assert.deepEqual(stage.take().filter((one) => one !== 'withdraw'), ['stop']);

    await stage.on();
    stage.take();
    stage.users = 2;
    stage.why = 'setting';
    stage.service.follow();
    await turn();
    assert.deepEqual(stage.take(), ['withdraw', 'leaving 2']);
    assert.deepEqual(stage.service.standing, { state: 'leaving', users: 2 });
    stage.onCount?.(1);
    assert.deepEqual([stage.take(), stage.service.standing], [[], { state: 'leaving', users: 1 }]);
    stage.onCount?.(0);
    assert.ok(stage.take().includes('stop'));
    assert.deepEqual(stage.service.standing, { state: 'off', why: 'setting' });
  });

  it('is taken up again by what has it still, when it is switched on meanwhile', async () => {
    await stage.on();
    stage.users = 1;
    stage.why = 'setting';
    stage.service.follow();
    await turn();
    stage.take();
    stage.why = undefined;
    stage.service.follow();
    await turn();
    assert.deepEqual(stage.take(), ['apply', 'start']);
    assert.equal(stage.service.standing.state, 'on');
  });

  it('looks again when the user is back, while it is there and not otherwise', async () => {
    const look = async (): Promise<string[]> => {
      stage.take();
      stage.service.lookAgain();
      await turn();
      return stage.take();
    };
    assert.deepEqual(await look(), [], 'off');
    await stage.on();
    assert.deepEqual(await look(), ['look']);
    stage.become({ state: 'lost', why: 'crashed' });
    assert.deepEqual(await look(), [], 'lost');
    await stage.on();
    stage.why = 'setting';
    stage.service.follow();
    await turn();
    assert.deepEqual(await look(), [], 'switched off');
  });

  it('is told once when it failed, with what a taken port needs', async () => {
    await stage.on();
    stage.take();
    stage.become({ state: 'failed', error: new ShimError('PORT_TAKEN', '7171') });
    assert.deepEqual(stage.take().filter((one) => one !== 'withdraw'), ['failed: port']);
    assert.equal(stage.service.standing.state, 'failed');
  });

  it('gives the inspector its connections while somebody looks, and those of the next one alone', async () => {
    await stage.on();
    const feed = new ShimConnections({ service: stage.service, switchOn: async () => undefined, diagnose: async () => undefined, diagnoseGateway: async () => true, onError: assert.fail });
    assert.equal(stage.following.length, 0);
    let told = 0;
    const watch = feed.onChange(() => told++);
    stage.following[0]?.([anEntry({ id: 2 }), anEntry({ id: 1 })]);
    assert.deepEqual([told, feed.entries().map(({ id }) => id)], [1, [1, 2]]);
    stage.become({ state: 'lost', why: 'crashed' });
    assert.deepEqual([feed.state(), feed.entries().length], ['lost', 2]);
    await stage.on();
    assert.deepEqual([stage.following.length, feed.entries().length], [2, 0]);
    stage.following[0]?.([anEntry({ id: 9 })]);
    assert.equal(feed.entries().length, 0);
    watch.dispose();
    assert.ok(stage.take().includes('unfollow'));
  });
});

describe('why a window is without the shim', () => {
  for (const [enabled, trusted, usedHere, why] of [
    [true, true, true, undefined],
    [false, true, true, 'setting'],
    [true, false, true, 'restricted'],
    [true, true, false, 'workspace'],
  ] as const) {
    it(`is said: ${why ?? 'it is not'}`, () => assert.equal(offBecause({ enabled, trusted, usedHere }), why));
  }

  it('has words of its own for every state', () => {
    const all = [
      ...(['setting', 'workspace', 'restricted', 'stopped'] as const).map((why) => ({ state: 'off' as const, why })),
      { state: 'leaving' as const, users: 1 }, { state: 'leaving' as const, users: 2 }, { state: 'starting' as const },
      { state: 'on' as const, port: 1 }, { state: 'lost' as const },
      { state: 'failed' as const, sentence: '', portTaken: true }, { state: 'failed' as const, sentence: '', portTaken: false },
    ];
    assert.equal(new Set(all.map(standingWords)).size, all.length);
  });
});
