import assert from 'node:assert/strict';
import * as dgram from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import * as net from 'node:net';
import { decode, encode, streamDecode, streamEncode } from 'dns-packet';
import type { DnsServer, DnsServerOptions } from '../../../src/lab/lab.ts';
import { startDnsServer } from '../../../src/lab/lab.ts';

describe('the DNS server', () => {
  let server: DnsServer;
  const start = async (options: DnsServerOptions = {}): Promise<Resolver> => {
    server = await startDnsServer(options);
    const resolver = new Resolver({ timeout: 400, tries: 1 });
    resolver.setServers([server.address]);
    return resolver;
  };
  afterEach(() => server.close());

  const answers = { 'Gateway.Example': ['192.0.2.1', '2001:db8::1', '192.0.2.2'] };

  /** The whole answer, as it is on the wire. */
  const ask = async (name: string): Promise<ReturnType<typeof decode>> => {
    const socket = dgram.createSocket('udp4');
    const question = { type: 'A' as const, name };
    socket.send(encode({ type: 'query', id: 4711, flags: 256, questions: [question] }), server.port, '127.0.0.1');
    const [message] = (await once(socket, 'message')) as [Buffer];
    socket.close();
    return decode(message);
  };

  it('fixed: answers from its map by family, NXDOMAIN for the rest', async () => {
    const resolver = await start({ answers });
    assert.deepEqual(await resolver.resolve4('gateway.example'), ['192.0.2.1', '192.0.2.2']);
    assert.deepEqual(await resolver.resolve6('GATEWAY.example'), ['2001:db8::1']);
    await assert.rejects(resolver.resolve4('elsewhere.example'), { code: 'ENOTFOUND' });
    await assert.rejects(resolver.resolveMx('gateway.example'), { code: 'ENODATA' });
    assert.deepEqual(server.log[0], { name: 'gateway.example', type: 'A', transport: 'udp' });
  });

  it('fake-ip: addresses of 198.18.0.0/15, one per name, TTL 1, authoritative', async () => {
    const resolver = await start({ mode: 'fake-ip', answers });
    const block = new net.BlockList();
    block.addSubnet('198.18.0.0', 15);
    const names = ['openrouter.ai', 'api.openai.com', 'openrouter.ai', 'OpenRouter.ai'];
    const found = await Promise.all(names.map(async (name) => (await resolver.resolve4(name))[0] ?? ''));
    assert.ok(found.every((ip) => block.check(ip)), found.join());
    assert.equal(found[0], found[2]);
    assert.equal(found[0], found[3]);
    assert.notEqual(found[0], found[1]);
    await assert.rejects(resolver.resolve6('openrouter.ai'), { code: 'ENODATA' });
    assert.deepEqual(await resolver.resolve4('gateway.example'), ['192.0.2.1', '192.0.2.2']);
    const answer = await ask('openrouter.ai');
    assert.equal(answer.id, 4711);
    assert.equal(answer.flag_aa, true);
    assert.equal(answer.flag_rd, true);
    const record = answer.answers?.[0];
    assert.ok(record?.type === 'A' && record.ttl === 1);
  });

  for (const [mode, code] of [['nxdomain', 'ENOTFOUND'], ['servfail', 'ESERVFAIL'], ['silent', 'ETIMEOUT']] as const) {
    it(`${mode}: ${code} for every name`, async () => {
      const resolver = await start({ mode, answers });
      await assert.rejects(resolver.resolve4('gateway.example'), { code });
      assert.ok(server.log.length >= 1);
    });
  }

  it('waits before each answer, and closes without waiting', async () => {
    const resolver = await start({ answers, delayMs: 250 });
    const started = performance.now();
    assert.equal((await resolver.resolve4('gateway.example')).length, 2);
    assert.ok(performance.now() - started >= 240);
    const late = assert.rejects(resolver.resolve4('gateway.example'));
    while (server.log.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    await late;
  });

  it('answers over TCP on the same port, also in pieces', async () => {
    await start({ answers });
    const socket = net.connect(server.port, '127.0.0.1');
    const query = streamEncode({ type: 'query', id: 9, questions: [{ type: 'A', name: 'gateway.example' }] });
    socket.setNoDelay(true).write(query.subarray(0, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(query.subarray(5));
    const [message] = (await once(socket, 'data')) as [Buffer];
    assert.equal(streamDecode(message)?.answers?.length, 2);
    assert.deepEqual(server.log, [{ name: 'gateway.example', type: 'A', transport: 'tcp' }]);
    socket.destroy();
  });

  it('bears messages that are not DNS', async () => {
    const resolver = await start({ answers });
    const socket = dgram.createSocket('udp4');
    for (const bytes of [Buffer.alloc(0), Buffer.from('nonsense'), Buffer.alloc(12, 0xff), Buffer.alloc(600, 1)]) {
      socket.send(bytes, server.port, '127.0.0.1');
    }
    const stream = net.connect(server.port, '127.0.0.1');
    stream.on('error', () => {});
    stream.write(Buffer.from([0, 3, 1, 2, 3]));
    await once(stream, 'close');
    assert.equal((await resolver.resolve4('gateway.example')).length, 2);
    socket.close();
  });

  it('changes its mode while it runs', async () => {
    const resolver = await start({ answers });
    server.setMode('nxdomain');
    await assert.rejects(resolver.resolve4('gateway.example'), { code: 'ENOTFOUND' });
    server.setMode('fixed');
    assert.equal((await resolver.resolve4('gateway.example')).length, 2);
  });
});
