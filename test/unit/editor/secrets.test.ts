import * as assert from 'node:assert/strict';
import { keyName, keyStore } from '../../../src/editor/secrets.ts';
import { customGateway, findGateway } from '../../../src/gateways/catalogue/index.ts';
import { Secret } from '../../../src/path/secret.ts';

const openrouter = findGateway('openrouter')!;

describe('key store', () => {
  function memory() {
    const values = new Map<string, string>();
    return {
      values,
      get: async (name: string) => values.get(name),
      store: async (name: string, value: string) => void values.set(name, value),
      delete: async (name: string) => void values.delete(name),
    };
  }

  it('keeps one key for each gateway, and for each base URL of custom ones', async () => {
    const storage = memory();
    const keys = keyStore(storage);
    const [one, other] = [customGateway('https://one.test/v1'), customGateway('https://other.test/v1')];
    await keys.set(one, new Secret('key-of-one'));
    assert.equal((await keys.get(one))?.reveal(), 'key-of-one');
    assert.equal(await keys.get(other), undefined);
    assert.equal(await keys.get(openrouter), undefined);
    await keys.clear(one);
    assert.equal(await keys.get(one), undefined);
    assert.equal(storage.values.size, 0);
  });

  it('keeps keys by name beside a gateway\'s own', async () => {
    const storage = memory();
    const keys = keyStore(storage);
    await keys.set(openrouter, new Secret('own'));
    await keys.set(openrouter, new Secret('of-the-team'), 'team');
    assert.equal((await keys.get(openrouter))?.reveal(), 'own');
    assert.equal((await keys.get(openrouter, 'team'))?.reveal(), 'of-the-team');
    assert.equal(await keys.get(customGateway('https://one.test/v1'), 'team'), undefined);
    await keys.clear(openrouter, 'team');
    assert.deepEqual([...storage.values.values()], ['own']);
  });

  it('names keys by gateway', () => {
    assert.equal(keyName(openrouter), 'key:openrouter');
    assert.equal(keyName(customGateway('https://one.test/v1')), 'key:custom:https://one.test/v1');
  });
});
