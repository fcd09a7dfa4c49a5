import assert from 'node:assert/strict';
import * as diagnostics from 'node:diagnostics_channel';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { connectProbe } from '../../../src/diagnosis/probes/connect.ts';
import { dnsProbe } from '../../../src/diagnosis/probes/dns.ts';
import { Measurements } from '../../../src/diagnosis/measurements.ts';
import { otherAddresses, nothingAsked } from '../../../src/diagnosis/direct-answers.ts';
import type { Subject } from '../../../src/diagnosis/subject.ts';
import { publicResolvers } from '../../../src/path/dns-over-https.ts';
import { replied } from '../../../src/path/dns-replies.ts';
import { startDnsServer, type DnsServer } from '../../../src/lab/lab.ts';
import { closedPort } from '../lab/clients.ts';
import { replyOf, serverOf } from './rules/name-cases.ts';
import { subjectOf } from './subjects.ts';

const never = new AbortController().signal;
/** Of `.invalid`, so that the system resolver of the machine that runs this says no at once. */
const url = 'https://gateway-of-nobody.invalid/v1';

describe('asking the DNS servers of the system', () => {
  let servers: DnsServer[];
  const own = dns.getServers();
  before(async () => {
    servers = await Promise.all(Array.from({ length: 5 }, () => startDnsServer({ answers: { 'gateway-of-nobody.invalid': ['192.0.2.7'] } })));
    dns.setServers(servers.map(({ address }) => address));
    // The sources import `dns` as an ES module, whose names are bound before this.
    syncBuiltinESMExports();
  });
  after(async () => {
    dns.setServers(own);
    syncBuiltinESMExports();
    for (const server of servers) await server.close();
  });
  beforeEach(() => {
    for (const server of servers) (server.log as unknown[]).length = 0;
  });

  /** Both probes with what they opened: TCP connections, and datagram sockets. */
  const measured = async (subject: Subject) => {
    const opened = { tcp: 0, udp: 0 };
    const onTcp = (): void => void opened.tcp++;
    const onUdp = (): void => void opened.udp++;
    diagnostics.subscribe('net.client.socket', onTcp);
    diagnostics.subscribe('udp.socket', onUdp);
    try {
      const measurements = new Measurements(never);
      const [evidence, connect] = await Promise.all([
        dnsProbe.measure(subject, measurements, never),
        connectProbe.measure(subject, measurements, never),
      ]);
      return { evidence, connect, opened };
    } finally {
      diagnostics.unsubscribe('net.client.socket', onTcp);
      diagnostics.unsubscribe('udp.socket', onUdp);
    }
  };

  it('quick: three of them, one over TCP, and nobody else', async () => {
    const { evidence, opened } = await measured(subjectOf(url));
    assert.deepEqual(evidence.each.map(({ server }) => server), servers.slice(0, 3).map(({ address }) => address));
    assert.deepEqual([evidence.unasked, evidence.serversApart, evidence.overHttps], [2, [], []]);
    assert.deepEqual(evidence.each.map(({ tcp }) => replied(tcp)), [true, false, false]);
    assert.ok(evidence.each.every(({ udp, way }) => replied(udp) && udp.addresses[0] === '192.0.2.7' && way?.tun === false));
    assert.deepEqual(evidence.servers?.servers.length, 5);
    assert.deepEqual(servers.map(({ log }) => log.length > 0), [true, true, true, false, false]);
    const asked = servers.flatMap(({ log }) => log.map(({ name }) => name));
    assert.ok(asked.every((name) => name === 'gateway-of-nobody.invalid' || /^gatehouse-[0-9a-f]+\.invalid$/.test(name)), asked.join());
    // One connection for DNS, none for a name that does not resolve. Datagrams: a socket for each server, and those
    // that only choose a route: each server, and the internet by both families.
    assert.ok(opened.tcp <= 1 && opened.udp <= 3 + 3 + 2, JSON.stringify(opened));
  });

  it('deep: all of them, each over TCP and apart; still nobody else without consent', async () => {
    const { evidence } = await measured({ ...subjectOf(url), depth: 'deep' });
    assert.deepEqual([evidence.each.length, evidence.serversApart.length, evidence.unasked], [5, 5, 0]);
    assert.ok(evidence.each.every(({ tcp }) => replied(tcp)));
    assert.deepEqual(evidence.overHttps, []);
  });

  it('deep, with consent: public resolvers too, by the way of the gateway', async () => {
    // A proxy that is not there: whoever is asked past it would be seen.
    const proxy = `http://127.0.0.1:${await closedPort()}`;
    const subject: Subject = { ...subjectOf(url, { environment: { https_proxy: proxy } }), depth: 'deep', consent: { spend: false, thirdParty: true } };
    const { evidence } = await measured(subject);
    assert.deepEqual(evidence.overHttps.map(({ resolver, failure }) => [resolver, failure?.code]), publicResolvers.map((resolver) => [resolver, 'ECONNREFUSED']));
    // Quick stays quick, whatever was agreed to.
    assert.deepEqual((await measured({ ...subject, depth: 'quick' })).evidence.overHttps, []);
  });

  it('is not done for an address or for this machine', async () => {
    for (const base of ['http://127.0.0.1:9/v1', 'http://localhost:9/v1', 'http://api.localhost:9/v1']) {
      const { evidence } = await measured(subjectOf(base));
      assert.deepEqual([evidence.each, evidence.servers, evidence.invented], [[], null, null]);
    }
    assert.deepEqual(servers.flatMap(({ log }) => log), []);
  });
});

describe('addresses that other sources gave', () => {
  it('come with those that are harder to forge first, each once, without the known', () => {
    const answers = {
      ...nothingAsked,
      overHttps: [{ resolver: 'https://1.1.1.1/dns-query', durationMs: 1, rcode: 0, addresses: ['192.0.2.1'] }],
      each: [serverOf('192.0.2.53', replyOf(['192.0.2.9', '192.0.2.4']), { tcp: replyOf(['192.0.2.2', '192.0.2.1']), second: replyOf(['192.0.2.3']) })],
    };
    assert.deepEqual(otherAddresses(answers, ['192.0.2.9']), ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']);
    assert.deepEqual(otherAddresses(nothingAsked, []), []);
  });
});
