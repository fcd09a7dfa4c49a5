import assert from 'node:assert/strict';
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';
import { decode, encode, type Answer } from 'dns-packet';
import { replied, type ServerAnswer } from '../../../src/path/dns-replies.ts';
import { askServer, serverEndpoint, systemServers } from '../../../src/path/dns-servers.ts';
import { startDnsServer, type DnsMode } from '../../../src/lab/lab.ts';

const never = new AbortController().signal;
const options = { limitMs: 1_500, secondAnswerMs: 120, overTcp: true };

function codeOf(answer: ServerAnswer | null): string | number | null {
  return answer === null ? null : replied(answer) ? answer.rcode : answer.failure.code;
}

describe('asking one DNS server', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  /** A UDP server that does with each question what the test says. */
  const udpServer = async (onQuestion: (bytes: Buffer, reply: (answer: Buffer) => void) => void): Promise<string> => {
    const socket = dgram.createSocket('udp4');
    closers.push(() => socket.close());
    socket.on('message', (bytes, from) => onQuestion(bytes, (answer) => socket.send(answer, from.port, from.address)));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return `127.0.0.1:${socket.address().port}`;
  };
  const answerOf = (bytes: Buffer, address: string, more: { id?: number; name?: string } = {}): Buffer => {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    const name = more.name ?? question?.name ?? '';
    const answers: Answer[] = question?.type === 'A' ? [{ type: 'A', name, ttl: 5, data: address }] : [];
    return encode({ type: 'response', id: more.id ?? query.id ?? 0, questions: [{ type: question?.type ?? 'A', name, class: 'IN' }], answers });
  };

  it('gives both transports, both families and a name that can not be, side by side', async () => {
    const server = await startDnsServer({ answers: { 'gateway.test': ['192.0.2.1', '2001:db8::1'] } });
    closers.push(() => server.close());
    const seen = await askServer(server.address, 'gateway.test', options, never);
    assert.ok(replied(seen.udp) && replied(seen.tcp) && replied(seen.ipv6) && replied(seen.invented));
    assert.deepEqual([seen.server, seen.udp.addresses, seen.tcp.addresses], [server.address, ['192.0.2.1'], ['192.0.2.1']]);
    assert.deepEqual([seen.ipv6.addresses, seen.invented.rcode, seen.second], [['2001:db8::1'], 3, undefined]);
    assert.deepEqual([seen.udp.ttlSeconds, seen.udp.records], [60, 1]);
  });

  const faults: readonly [DnsMode, string | number][] = [['nxdomain', 3], ['servfail', 2], ['silent', 'DEADLINE']];
  for (const [mode, code] of faults) {
    it(`tells ${mode}`, async () => {
      const server = await startDnsServer({ mode });
      closers.push(() => server.close());
      const seen = await askServer(server.address, 'gateway.test', { ...options, limitMs: 250 }, never);
      assert.deepEqual([codeOf(seen.udp), codeOf(seen.tcp)], [code, code]);
    });
  }

  it('tells a closed port', async () => {
    const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    socket.close();
    const seen = await askServer(`127.0.0.1:${port}`, 'gateway.test', options, never);
    // Windows says it in its own way, or keeps it to itself.
    assert.match(String(codeOf(seen.udp)), process.platform === 'win32' ? /^(ECONNRESET|ECONNREFUSED|DEADLINE)$/ : /^ECONNREFUSED$/);
    assert.equal(seen.ipv6, null);
  });

  it('keeps a second answer that differs', async () => {
    const server = await udpServer((bytes, reply) => {
      reply(answerOf(bytes, '203.0.113.7'));
      reply(answerOf(bytes, '192.0.2.1'));
    });
    const seen = await askServer(server, 'gateway.test', { ...options, overTcp: false }, never);
    assert.deepEqual([replied(seen.udp) && seen.udp.addresses, seen.second?.addresses, seen.tcp], [['203.0.113.7'], ['192.0.2.1'], null]);
  });

  it('takes the same answer twice for one', async () => {
    const server = await udpServer((bytes, reply) => {
      reply(answerOf(bytes, '192.0.2.1'));
      reply(answerOf(bytes, '192.0.2.1'));
    });
    assert.equal((await askServer(server, 'gateway.test', { ...options, overTcp: false }, never)).second, undefined);
  });

  it('does not take an answer to another question, or one that is none', async () => {
    const server = await udpServer((bytes, reply) => {
      reply(Buffer.from('not dns'));
      reply(Buffer.alloc(4_000, 0xff));
      reply(answerOf(bytes, '203.0.113.7', { id: ((decode(bytes).id ?? 0) + 1) % 0x1_0000 }));
      reply(answerOf(bytes, '203.0.113.7', { name: 'other.test' }));
      reply(bytes);
      setTimeout(() => reply(answerOf(bytes, '192.0.2.1')), 30);
    });
    const seen = await askServer(server, 'gateway.test', { ...options, overTcp: false }, never);
    assert.deepEqual([replied(seen.udp) && seen.udp.addresses, seen.second], [['192.0.2.1'], undefined]);
  });

  for (const [what, bytes] of [
    ['a length that is mischief', Buffer.from([0xff, 0xff, 1])],
    ['bytes that are no message', Buffer.from([0, 3, 1, 2, 3])],
    ['nothing at all', Buffer.alloc(0)],
  ] as const) {
    it(`over TCP: ${what}`, async () => {
      const server = net.createServer((socket) => socket.on('error', () => undefined).end(bytes)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(() => server.close());
      const { port } = server.address() as AddressInfo;
      const seen = await askServer(`127.0.0.1:${port}`, 'gateway.test', { ...options, limitMs: 400 }, never);
      assert.match(String(codeOf(seen.tcp)), /^(EBADRESP|ECONNRESET|EPIPE)$/);
    });
  }

  it('stops for an abort, and leaves no socket', async () => {
    const server = await udpServer(() => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('gone')), 30);
    await assert.rejects(askServer(server, 'gateway.test', { ...options, limitMs: 20_000 }, controller.signal), /gone/);
    await assert.rejects(askServer(server, 'gateway.test', options, AbortSignal.abort(new Error('gone'))), /gone/);
  });

  it('asks nobody for what is no name', async () => {
    const server = await udpServer(() => assert.fail('asked'));
    const seen = await askServer(server, `${'a'.repeat(64)}.test`, { ...options, limitMs: 300, overTcp: false }, never);
    assert.ok(!replied(seen.udp));
  });

  it('reads servers as Node writes them', () => {
    const cases: readonly [string, string, number][] = [
      ['192.0.2.53', '192.0.2.53', 53],
      ['192.0.2.53:5353', '192.0.2.53', 5353],
      ['2001:db8::53', '2001:db8::53', 53],
      ['[2001:db8::53]:5353', '2001:db8::53', 5353],
      ['fe80::1%eth0', 'fe80::1%eth0', 53],
    ];
    for (const [server, host, port] of cases) assert.deepEqual(serverEndpoint(server), { host, port });
    assert.equal(new Set(systemServers()).size, systemServers().length);
  });
});
