/** A name and the connection to its answer, judged together. */
import { judgeConnect } from '../../../../src/diagnosis/rules/connect.ts';
import { judgeDns } from '../../../../src/diagnosis/rules/dns.ts';
import type { ConnectEvidence, DnsEvidence, TlsEvidence } from '../../../../src/diagnosis/evidence.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import { connectOf, dnsOf, factsOf, failureOf, lookupOf, observationOf, own, proxied, resultOf, routeOf } from '../samples.ts';
import { captured, meta, networkOf, way } from './connect-cases.ts';
import type { WholeCase } from './correlation-cases.ts';
import { replyOf, serverOf, silenceOf } from './name-cases.ts';

function together(
  expected: Omit<WholeCase, 'facts' | 'results'>,
  dns: DnsEvidence,
  connect: ConnectEvidence,
  more: { facts?: Partial<SubjectFacts>; tls?: TlsEvidence } = {},
): WholeCase {
  const facts = factsOf(more.facts);
  const results = [
    resultOf('dns', 'dns', judgeDns(dns, facts), dns),
    resultOf('connect', 'tcp', judgeConnect(connect, facts), connect),
    // What TLS itself says of it is another rule's table.
    ...(more.tls ? [resultOf('tls', 'tls', {}, more.tls)] : []),
  ];
  return { ...expected, facts, results };
}

const fake = lookupOf(['198.18.0.7']);
const giving = serverOf('127.0.0.1', replyOf(['198.18.0.7']));
const failing = (code: string): Partial<ConnectEvidence['paths'][number]> => ({ failure: failureOf('tcp', 'tcp', code) });
const stuck = networkOf(way('internet-v4', 'Meta', true), way('internet-v6', null), meta);
const forged = dnsOf(lookupOf(['203.0.113.7']), { each: [serverOf('192.0.2.53', replyOf(['203.0.113.7']), { second: replyOf(['104.18.2.115']) })] });
const wrongServer: TlsEvidence = { applies: true, paths: [{ path: 'direct', observation: observationOf({ nameProblem: 'it is for *.facebook.com' }) }] };
const twoTransports = dnsOf(lookupOf(['203.0.113.7']), { each: [serverOf('192.0.2.53', replyOf(['203.0.113.7']), { tcp: replyOf(['104.18.2.115']) })] });
const elsewhere = (code?: string): Partial<ConnectEvidence['paths'][number]> => ({
  ...failing('DEADLINE'),
  elsewhere: [{ address: '104.18.2.115', family: 4, port: 443, durationMs: 20, ...(code === undefined ? { greeting: { durationMs: 30, outcome: 'answered' } } : { failure: failureOf('tcp', 'tcp', code) }) }],
});
const healthy = { state: 'healthy', leg: null, faults: [] } as const;

export const nameAndConnectionCases: readonly WholeCase[] = [
  together({ what: 'an orphan at once: the TUN is gone', state: 'down', leg: 'dns', faults: ['fake-ip-orphan', 'network-unreachable'], says: /TUN of that core is gone.*127\.0\.0\.1 still hands it out/s }, dnsOf(fake, { each: [giving] }), connectOf(failing('ENETUNREACH'))),
  together({ what: 'an orphan by silence: the core is stuck', state: 'down', leg: 'dns', faults: ['fake-ip-orphan', 'connection-timeout'], says: /TUN Meta is up.*stuck/s }, dnsOf(fake, { each: [giving] }), { ...connectOf(failing('DEADLINE')), network: stuck }),
  together({ what: 'an orphan that nobody gives any more', state: 'down', leg: 'dns', faults: ['fake-ip-orphan', 'connection-timeout'], says: /Flush the DNS cache.*kept from before/s }, dnsOf(fake, { each: [serverOf('192.0.2.53', replyOf(['104.18.2.115']))] }), connectOf(failing('DEADLINE'))),
  together({ what: 'an orphan whose server has gone as well', state: 'down', leg: 'dns', faults: ['fake-ip-orphan', 'connection-timeout'], says: /No DNS server answered just now/ }, dnsOf(fake, { each: [serverOf('192.0.2.53', silenceOf())] }), connectOf(failing('DEADLINE'))),
  together({ what: 'names past the TUN', state: 'down', leg: 'dns', faults: ['dns-not-taken-over', 'connection-timeout'], confidence: 'medium', says: /Meta takes the traffic.*dns-hijack/s }, dnsOf(lookupOf(['104.18.2.115'])), { ...connectOf(failing('DEADLINE')), network: captured }),
  together({ what: 'names past the TUN, and it works all the same', ...healthy }, dnsOf(lookupOf(['104.18.2.115'])), { ...connectOf(), network: captured }),
  together({ what: 'names past the TUN, and forged', state: 'down', leg: 'dns', faults: ['dns-not-taken-over', 'connection-timeout'], says: /also looks forged/ }, forged, { ...connectOf(failing('DEADLINE')), network: captured }),
  together({ what: 'a silent host behind an ordinary VPN', state: 'down', leg: 'tcp', faults: ['connection-timeout'] }, dnsOf(lookupOf(['104.18.2.115'])), { ...connectOf(failing('DEADLINE')), network: networkOf(way('internet-v4', 'wg0', true), way('internet-v6', null), { name: 'wg0', signs: ['name'] }) }),
  together({ what: 'an inner host behind a core that takes everything', state: 'down', leg: 'tcp', faults: ['connection-timeout'] }, dnsOf(lookupOf(['10.1.2.3'])), { ...connectOf(failing('DEADLINE')), network: captured }, { facts: own }),
  together({ what: 'a forged answer and silence', state: 'down', leg: 'dns', faults: ['dns-poisoned', 'connection-timeout'], confidence: 'high', says: /203\.0\.113\.7, and then 104\.18\.2\.115.*DEADLINE/s }, forged, connectOf(failing('DEADLINE'))),
  together({ what: 'a forged answer and somebody else\'s server', state: 'down', leg: 'dns', faults: ['dns-poisoned'], says: /ALTNAME/ }, forged, connectOf(), { tls: wrongServer }),
  together({ what: 'a forged answer that is harmless', ...healthy }, forged, connectOf()),
  together({ what: 'UDP and TCP differ, and the other address opens', state: 'down', leg: 'dns', faults: ['dns-poisoned', 'connection-timeout'], confidence: 'high', says: /104\.18\.2\.115, which the other answer gives, is open/ }, twoTransports, connectOf(elsewhere())),
  together({ what: 'UDP and TCP differ, and no address opens: an outage', state: 'down', leg: 'tcp', faults: ['connection-timeout'] }, twoTransports, connectOf(elsewhere('DEADLINE'))),
  together({ what: 'UDP and TCP differ, and nothing else was tried', state: 'down', leg: 'dns', faults: ['dns-poisoned', 'connection-timeout'], confidence: 'medium' }, twoTransports, connectOf(failing('DEADLINE'))),
  together({ what: 'an address of Teredo that leads nowhere', state: 'down', leg: 'dns', faults: ['dns-poisoned', 'connection-timeout'], confidence: 'medium', says: /Teredo/ }, dnsOf(lookupOf(['2001::1f0d:5254'])), connectOf(failing('DEADLINE'))),
  together({ what: 'another answer over HTTPS, and silence', state: 'down', leg: 'dns', faults: ['dns-poisoned', 'connection-timeout'], confidence: 'medium', says: /1\.1\.1\.1\/dns-query says 104\.18\.2\.115/ }, dnsOf(lookupOf(['203.0.113.7']), { overHttps: [{ resolver: 'https://1.1.1.1/dns-query', durationMs: 9, rcode: 0, addresses: ['104.18.2.115'] }] }), connectOf(failing('ETIMEDOUT'))),
  together({ what: 'a private gateway that is down, and sources that agree', state: 'down', leg: 'tcp', faults: ['connection-refused'] }, dnsOf(lookupOf(['10.1.2.3']), { each: [serverOf('10.0.0.53', replyOf(['10.1.2.3']), { tcp: replyOf(['10.1.2.3']) })] }), connectOf(failing('ECONNREFUSED')), { facts: own }),
  together({ what: 'an inner address for a known gateway that leads nowhere', state: 'down', leg: 'dns', faults: ['dns-split-horizon', 'connection-timeout'], confidence: 'medium', says: /log-in/ }, dnsOf(lookupOf(['10.1.2.3'])), connectOf(failing('DEADLINE'))),
  together({ what: 'an inner address for a known gateway that works', ...healthy }, dnsOf(lookupOf(['10.1.2.3'])), connectOf()),
  together({ what: 'no network: nothing else is said', state: 'down', leg: 'tcp', faults: ['no-network'] }, dnsOf(fake), connectOf(failing('ENETUNREACH')), { facts: { networkInterface: false } }),
  together({ what: 'a fake address that a SOCKS4 client would hand on', ...healthy }, dnsOf(fake), connectOf({ path: 'proxy-1' }), { facts: { paths: [proxied], routes: [routeOf('go', 'proxy', { mode: 'socks4-ip', proxy: 'socks4://10.0.0.9:1080' })] } }),
];
