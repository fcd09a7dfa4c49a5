import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import { askDnsListener, dnsListenerOf } from '../../../../src/clash/controller/dns-listener.ts';
import { startDnsServer } from '../../../../src/lab/dns-server.ts';

const signal = new AbortController().signal;

describe("a core's own DNS listener", () => {
  const cases: [dns: string, listener: { host: string; port: number } | undefined][] = [
    ['{ enable: true, listen: 127.0.0.1:1053 }', { host: '127.0.0.1', port: 1053 }],
    ["{ enable: true, listen: '0.0.0.0:53' }", { host: '127.0.0.1', port: 53 }],
    ["{ enable: true, listen: ':1053' }", { host: '127.0.0.1', port: 1053 }],
    ["{ enable: true, listen: '[::1]:1053' }", { host: '::1', port: 1053 }],
    ["{ enable: true, listen: '[::]:1053' }", { host: '127.0.0.1', port: 1053 }],
    ['{ enable: true, listen: 5353 }', undefined],
    ['{ enable: true, listen: 127.0.0.1:99999 }', undefined],
    ['{ enable: true, listen: router.lan:53 }', undefined],
    ['{ enable: false, listen: 127.0.0.1:1053 }', undefined],
    ['{ listen: 127.0.0.1:1053 }', undefined],
    ['{ enable: true }', undefined],
    ['[]', undefined],
  ];
  for (const [dns, listener] of cases) {
    it(`${dns}: ${listener ? `${listener.host} ${listener.port}` : 'none'}`, () => {
      assert.deepEqual(dnsListenerOf(readConfiguration(`mixed-port: 1\ndns: ${dns}\n`, { form: 'configuration' })), listener);
    });
  }

  it('is told from any text without a throw', () => {
    fc.assert(
      fc.property(fc.string(), (listen) => {
        const found = dnsListenerOf(readConfiguration(`dns: { enable: true, listen: ${JSON.stringify(listen)} }\n`, { form: 'configuration' }));
        assert.ok(found === undefined || (found.port > 0 && found.port < 65_536));
      }),
    );
  });

  it('is asked for one name; nobody there is no answer', async () => {
    const server = await startDnsServer({ answers: { 'llm.example': ['198.18.0.7'] } });
    const at = { host: '127.0.0.1', port: server.port };
    assert.deepEqual(await askDnsListener(at, 'llm.example', signal), ['198.18.0.7']);
    assert.deepEqual(await askDnsListener(at, 'other.example', signal), []);
    assert.equal(await askDnsListener(at, 'no name', signal), undefined);
    await server.close();
    assert.equal(await askDnsListener(at, 'llm.example', signal), undefined);
    await assert.rejects(askDnsListener(at, 'llm.example', AbortSignal.abort(new Error('enough'))), /enough/);
  });
});
