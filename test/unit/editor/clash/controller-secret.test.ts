import assert from 'node:assert/strict';
import { Secret } from '../../../../src/path/secret.ts';
import { controllerSecretName, controllerSecrets } from '../../../../src/editor/clash/controller-secret.ts';

describe('secrets of Clash controllers', () => {
  it('stay with their address', async () => {
    const kept = new Map<string, string>();
    const secrets = controllerSecrets({
      get: async (name) => kept.get(name),
      store: async (name, value) => void kept.set(name, value),
      delete: async (name) => void kept.delete(name),
    });
    await secrets.set('http://127.0.0.1:9090/', new Secret('one'));
    assert.equal((await secrets.get('http://127.0.0.1:9090'))?.reveal(), 'one');
    assert.equal(await secrets.get('http://192.168.1.1:9090'), undefined);
    assert.equal(await secrets.get(''), undefined);
    await secrets.clear('http://127.0.0.1:9090');
    assert.equal(kept.size, 0);
  });

  it('have a name of their own', () => {
    assert.equal(controllerSecretName(' HTTP://Router:9090// '), 'clash-controller:http://router:9090');
  });
});
