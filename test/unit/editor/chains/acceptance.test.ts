import assert from 'node:assert/strict';
import { Acceptance } from '../../../../src/editor/chains/acceptance.ts';

function memento(): { values: Map<string, unknown>; get<T>(key: string): T | undefined; update(key: string, value: unknown): Promise<void> } {
  const values = new Map<string, unknown>();
  return {
    values,
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key, value) => void (value === undefined ? values.delete(key) : values.set(key, value)),
  };
}

const file = { chains: [{ alias: 'a', targets: [{ gateway: 'groq', model: 'm' }] }], caps: [] };
const accepted = { uri: 'file:///w/gatehouse.chains.json', hash: 'one', file };

describe('what the user has agreed to of a workspace', () => {
  it('is nothing at first, and nothing in Restricted Mode or without the file', async () => {
    const acceptance = new Acceptance(memento());
    assert.deepEqual(acceptance.standing(true, 'one'), { state: 'unused' });
    await acceptance.accept(accepted);
    assert.deepEqual(acceptance.standing(true, 'one'), { state: 'used', accepted });
    assert.deepEqual(acceptance.standing(false, 'one'), { state: 'unused' });
    assert.deepEqual(acceptance.standing(true, undefined), { state: 'unused' });
  });

  it('stays when the file changes, until the new one is agreed to', async () => {
    const acceptance = new Acceptance(memento());
    await acceptance.accept(accepted);
    assert.deepEqual(acceptance.standing(true, 'two'), { state: 'changed', accepted, ask: true });
    await acceptance.refuse('two');
    assert.deepEqual(acceptance.standing(true, 'two'), { state: 'changed', accepted, ask: false });
    assert.deepEqual(acceptance.standing(true, 'three'), { state: 'changed', accepted, ask: true });
    const next = { ...accepted, hash: 'two' };
    await acceptance.accept(next);
    assert.deepEqual(acceptance.standing(true, 'two'), { state: 'used', accepted: next });
    assert.deepEqual(acceptance.standing(true, 'one'), { state: 'changed', accepted: next, ask: true });
  });

  it('is forgotten whole', async () => {
    const memory = memento();
    const acceptance = new Acceptance(memory);
    await acceptance.accept(accepted);
    await acceptance.refuse('two');
    await acceptance.end();
    assert.equal(memory.values.size, 0);
  });

  it('is not what something else has written in its place', () => {
    for (const kept of ['x', 1, {}, { uri: 'a', hash: 'b' }, { uri: 'a', hash: 'b', file: {} }, null]) {
      const memory = memento();
      memory.values.set('chains.accepted', kept);
      assert.deepEqual(new Acceptance(memory).standing(true, 'b'), { state: 'unused' });
    }
  });
});
