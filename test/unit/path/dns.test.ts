import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { askServers, lookup, neverRegisteredName, unbracket } from '../../../src/path/dns.ts';
import { startDnsServer, type DnsMode, type DnsServer, type DnsServerOptions } from '../../../src/lab/lab.ts';

const never = new AbortController().signal;

describe('the system resolver', () => {
  it('asks nobody about an address', async () => {
    for (const [name, address, family] of [['127.0.0.1', '127.0.0.1', 4], ['[::1]', '::1', 6], ['::1', '::1', 6]] as const) {
      assert.deepEqual(await lookup(name, 1_000, never), { name, literal: true, addresses: [{ address, family }], durationMs: 0 });
    }
  });

  it('knows this machine', async () => {
    const found = await lookup('localhost', 3_000, never);
    assert.equal(found.literal, false);
    assert.equal(found.failure, undefined);
    assert.ok(found.addresses.some(({ address }) => address === '127.0.0.1' || address === '::1'));
  });

  it('gives evidence for a name that can not be one, at its clock at the latest', async () => {
    const started = performance.now();
    const found = await lookup(`${'a'.repeat(64)}.invalid`, 2_000, never);
    assert.deepEqual(found.addresses, []);
    assert.deepEqual([found.failure?.leg, found.failure?.step], ['dns', 'dns']);
    assert.ok(performance.now() - started < 2_900);
  });

  it('stops for an abort', async () => {
    await assert.rejects(lookup('localhost', 1_000, AbortSignal.abort(new Error('gone'))), /gone/);
  });

  it('takes brackets off addresses only where both stand', () => {
    assert.deepEqual(['[::1]', '::1', 'host', '[half'].map(unbracket), ['::1', '::1', 'host', '[half']);
  });

  it('invents another name each time, below a domain that is never registered', () => {
    const names = new Set(Array.from({ length: 50 }, neverRegisteredName));
    assert.equal(names.size, 50);
    for (const name of names) assert.match(name, /^gatehouse-[0-9a-f]{12}\.invalid$/);
  });
});

describe('asking DNS servers', () => {
  let server: DnsServer;
  const start = async (options: DnsServerOptions): Promise<void> => {
    server = await startDnsServer(options);
  };
  const ask = (name: string, limitMs: number, signal = never): ReturnType<typeof askServers> =>
    askServers(name, limitMs, signal, [server.address]);
  afterEach(() => server.close());

  it('gives addresses with their time to live', async () => {
    await start({ answers: { 'gateway.test': ['192.0.2.1', '192.0.2.2'] } });
    const answer = await ask('gateway.test', 2_000);
    assert.deepEqual(answer.servers, [server.address]);
    assert.deepEqual(answer.addresses, [
      { address: '192.0.2.1', ttlSeconds: 60 },
      { address: '192.0.2.2', ttlSeconds: 60 },
    ]);
    assert.equal(answer.failure, undefined);
  });

  it('shows a fake-ip answer for what it is', async () => {
    await start({ mode: 'fake-ip' });
    const [first] = (await ask('anything.test', 2_000)).addresses;
    assert.equal(isIP(first?.address ?? ''), 4);
    assert.match(first?.address ?? '', /^198\.1[89]\./);
    assert.equal(first?.ttlSeconds, 1);
  });

  const faults: readonly { mode: DnsMode; code: RegExp }[] = [
    { mode: 'nxdomain', code: /^ENOTFOUND$/ },
    { mode: 'servfail', code: /^ESERVFAIL$/ },
    { mode: 'silent', code: /^(DEADLINE|ETIMEOUT|ECANCELLED)$/ },
  ];
  for (const { mode, code } of faults) {
    it(`tells ${mode}`, async () => {
      await start({ mode });
      const started = performance.now();
      const answer = await ask('gateway.test', 300);
      assert.deepEqual(answer.addresses, []);
      assert.deepEqual([answer.failure?.leg, answer.failure?.step], ['dns', 'dns-servers']);
      assert.match(answer.failure?.code ?? '', code);
      assert.ok(performance.now() - started < 2_000);
    });
  }

  it('stops for an abort', async () => {
    await start({ mode: 'silent' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('gone')), 30);
    await assert.rejects(ask('gateway.test', 5_000, controller.signal), /gone/);
  });
});
