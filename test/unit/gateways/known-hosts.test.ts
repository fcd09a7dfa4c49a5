import assert from 'node:assert/strict';
import { customGateway, gateways } from '../../../src/gateways/catalogue/index.ts';
import { knownHosts } from '../../../src/gateways/called-hosts.ts';

describe('hosts of gateways', () => {
  it('are those that a core may see, with the port of their URL', () => {
    const hosts = knownHosts([...gateways, customGateway('http://LLM.example:8443/v1')], new Set(['openrouter', 'custom']));
    assert.ok(hosts.every(({ host }) => host === host.toLowerCase() && !/^(?:localhost|127\.)/.test(host)));
    assert.deepEqual(hosts.filter(({ inUse }) => inUse).map(({ host, port }) => `${host}:${port}`), ['openrouter.ai:443', 'llm.example:8443']);
    assert.ok(hosts.length > 10);
  });
});
