import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ControllerError } from '../../../../src/clash/controller/fault.ts';
import { boundListeners, compareByListeners, compareBySelection, parseLeftSelection, putSelectionBack, SelectionLeftError, SelectionRefusedError, type CompareRequest, type LeftSelection } from '../../../../src/diagnosis/clash/compare-policies.ts';

/** A core's groups, and what was done to them. */
function coreWith(type: string, more: { pinned?: string; failSelect?: string; refuse?: ControllerError; gone?: () => boolean } = {}) {
  const group = { type, now: 'AUTO' as string | undefined, pinned: more.pinned, members: ['AUTO', 'node-a', 'node-b'] as readonly string[] };
  if (more.pinned !== undefined) group.now = more.pinned;
  const done: string[] = [];
  const check = (): void => {
    if (more.gone?.()) throw new Error('the core is gone');
  };
  const controller: CompareRequest['controller'] = {
    async proxy(name) {
      check();
      if (name === 'PROXY') return { ...group };
      if (name === 'AUTO') return { type: 'URLTest', now: 'node-b', pinned: undefined, members: ['node-a', 'node-b'] };
      return { type: 'Http', now: undefined, pinned: undefined, members: undefined };
    },
    async select(name, member) {
      check();
      done.push(`select ${name} ${member}`);
      if (more.refuse) throw more.refuse;
      if (member === more.failSelect) throw new Error('refused');
      group.now = member;
      if (type !== 'Selector') group.pinned = member;
    },
    async unpin(name) {
      check();
      done.push(`unpin ${name}`);
      group.pinned = undefined;
    },
  };
  return { controller, done, group };
}

function requestOf(core: ReturnType<typeof coreWith>, more: Partial<CompareRequest> = {}): CompareRequest & { kept: (LeftSelection | undefined)[] } {
  const kept: (LeftSelection | undefined)[] = [];
  return {
    controller: core.controller,
    address: 'http://127.0.0.1:9090',
    host: 'openrouter.ai',
    group: 'PROXY',
    policies: ['node-a', 'AUTO'],
    port: 7890,
    ask: async () => ({ status: core.group.now === 'node-a' ? 401 : null, durationMs: 10, ...(core.group.now !== 'node-a' && { code: 'ECONNRESET' }) }),
    remember: async (left) => void kept.push(left),
    measuredAt: '2026-08-20T12:00:00.000Z',
    kept,
    ...more,
  };
}

describe('comparing two policies by a selection', () => {
  const never = new AbortController().signal;

  it('asks once by each, and puts the choice back', async () => {
    const core = coreWith('Selector');
    const request = requestOf(core);
    const { policies, putBack } = await compareBySelection(request, never);
    assert.deepEqual(policies, [
      { policy: 'node-a', node: 'node-a', status: 401, durationMs: 10 },
      { policy: 'AUTO', node: 'node-b', status: null, durationMs: 10, code: 'ECONNRESET' },
    ]);
    assert.equal(putBack, true);
    assert.equal(core.group.now, 'AUTO');
    assert.deepEqual(request.kept, [{ controller: 'http://127.0.0.1:9090', group: 'PROXY', now: 'AUTO', kind: 'select' }, undefined]);
  });

  const others: readonly [what: string, core: () => ReturnType<typeof coreWith>, last: string][] = [
    ['a group that chooses by itself is free again', () => coreWith('URLTest'), 'unpin PROXY'],
    ['one that was pinned is pinned again', () => coreWith('Fallback', { pinned: 'node-b' }), 'select PROXY node-b'],
  ];
  for (const [what, make, last] of others) {
    it(what, async () => {
      const core = make();
      const { putBack } = await compareBySelection(requestOf(core), never);
      assert.equal(putBack, true);
      assert.equal(core.done.at(-1), last);
    });
  }

  it('puts back after a fault, and says what the fault was', async () => {
    const core = coreWith('Selector', { failSelect: 'node-a' });
    const request = requestOf(core, { policies: ['AUTO', 'node-a'] });
    await assert.rejects(compareBySelection(request, never), /refused/);
    assert.equal(core.done.at(-1), 'select PROXY AUTO');
    assert.equal(request.kept.at(-1), undefined);
  });

  it('puts back after a cancel in the middle of a request', async () => {
    const core = coreWith('Selector');
    const stop = new AbortController();
    const request = requestOf(core, {
      ask: async (_port, signal) => {
        stop.abort(new Error('cancelled'));
        signal.throwIfAborted();
        return { status: 200, durationMs: 1 };
      },
    });
    await assert.rejects(compareBySelection(request, stop.signal), /cancelled/);
    assert.equal(core.group.now, 'AUTO');
    assert.equal(request.kept.at(-1), undefined);
  });

  it('goes on remembering where the core is gone before it can be put back', async () => {
    let gone = false;
    const core = coreWith('Selector', { gone: () => gone });
    const request = requestOf(core, {
      ask: async () => {
        gone = true;
        return { status: null, durationMs: 1, code: 'ECONNREFUSED' };
      },
    });
    await assert.rejects(compareBySelection(request, never), (error) => error instanceof SelectionLeftError && error.left.now === 'AUTO' && /gone/.test(String(error.cause)));
    const [left, ...later] = request.kept;
    assert.deepEqual(later, []);
    gone = false;
    assert.ok(left && parseLeftSelection(JSON.parse(JSON.stringify(left))));
    assert.equal(await putSelectionBack(core.controller, left), true);
    assert.equal(core.group.now, 'AUTO');
  });

  it('says so of a cancel too, where it can not be put back', async () => {
    let gone = false;
    const core = coreWith('Selector', { gone: () => gone });
    const stop = new AbortController();
    const request = requestOf(core, {
      ask: async (_port, signal) => {
        gone = true;
        stop.abort(new Error('cancelled'));
        signal.throwIfAborted();
        return { status: 200, durationMs: 1 };
      },
    });
    await assert.rejects(compareBySelection(request, stop.signal), SelectionLeftError);
    assert.equal(request.kept.length, 1);
  });

  it('has nothing to put back where the core lets nobody choose', async () => {
    const refuse = new ControllerError('refused-request', { kind: 'tcp', host: '127.0.0.1', port: 9090 }, { status: 400, said: 'Must be a Selector' });
    const core = coreWith('LoadBalance', { refuse });
    const request = requestOf(core);
    await assert.rejects(compareBySelection(request, never), (error) => error instanceof SelectionRefusedError && error.group === 'PROXY' && error.cause === refuse);
    assert.deepEqual(core.done, ['select PROXY node-a']);
    assert.equal(request.kept.at(-1), undefined);
  });

  it('names no node where the core can not be asked for it', async () => {
    let gone = false;
    const core = coreWith('Selector', { gone: () => gone });
    const proxy = core.controller.proxy;
    const controller = { ...core.controller, proxy: async (name: string, signal: AbortSignal) => { gone = name === 'AUTO'; return proxy(name, signal).finally(() => { gone = false; }); } };
    const { policies } = await compareBySelection(requestOf(core, { controller }), never);
    assert.deepEqual(policies.map(({ node }) => node), ['node-a', null]);
  });

  it('changes nothing for what is no member', async () => {
    const core = coreWith('Selector');
    const request = requestOf(core, { policies: ['node-a', 'stranger'] });
    await assert.rejects(compareBySelection(request, never), RangeError);
    assert.deepEqual(core.done, []);
    assert.deepEqual(request.kept, []);
  });

  it('is remembered before anything is changed', async () => {
    const core = coreWith('Selector');
    const request = requestOf(core, { remember: async (left) => void (left && assert.deepEqual(core.done, [])) });
    await compareBySelection(request, never);
    assert.equal(core.done.length, 3);
  });
});

describe('comparing two policies by listeners', () => {
  it('changes nothing', async () => {
    const asked: number[] = [];
    const ask: CompareRequest['ask'] = async (port) => {
      asked.push(port);
      return { status: 401, durationMs: 5 };
    };
    const listeners = [{ name: 'a', port: 7001, policy: 'node-a' }, { name: 'b', port: 7002, policy: 'node-b' }] as const;
    const { how, policies, putBack } = await compareByListeners({ host: 'openrouter.ai', ask, measuredAt: '2026-08-20T12:00:00.000Z', listeners }, new AbortController().signal);
    assert.deepEqual([how, putBack, asked], ['listeners', undefined, [7001, 7002]]);
    assert.deepEqual(policies.map(({ policy }) => policy), ['node-a', 'node-b']);
  });

  it('takes those that are bound to a policy and speak HTTP', () => {
    assert.deepEqual(
      boundListeners([
        { name: 'm', type: 'mixed', port: 7001, proxy: 'node-a' },
        { type: 'http', port: '7002', proxy: 'B' },
        { type: 'socks', port: 7003, proxy: 'B' },
        { type: 'mixed', port: 7004 },
        { type: 'mixed', port: 99_999, proxy: 'B' },
        'listener',
        null,
      ]),
      [{ name: 'm', port: 7001, policy: 'node-a' }, { name: '', port: 7002, policy: 'B' }],
    );
  });

  it('reads anything without throwing', () => {
    fc.assert(fc.property(fc.anything(), (value) => {
      assert.ok(Array.isArray(boundListeners(value)));
      const left = parseLeftSelection(value);
      assert.ok(left === undefined || typeof left.group === 'string');
    }));
  });
});
