/** Answers for a name as several sources gave them, and what is said before anything was connected. */
import type { DnsEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeDns } from '../../../../src/diagnosis/rules/dns.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { ServerAnswer, ServerReply } from '../../../../src/path/dns-replies.ts';
import { dnsOf, factsOf, failureOf, lookupOf, own, proxied, type RuleCase } from '../samples.ts';

type Each = DnsEvidence['each'][number];

/** An answer with these addresses; NXDOMAIN is 3, SERVFAIL 2. */
export function replyOf(addresses: readonly string[], more: Partial<ServerReply> = {}): ServerReply {
  return {
    durationMs: 5,
    rcode: addresses.length === 0 ? 3 : 0,
    authoritative: false,
    recursionAvailable: true,
    truncated: false,
    addresses,
    ttlSeconds: addresses.length === 0 ? null : 60,
    records: addresses.length,
    ...more,
  };
}

/** No answer. */
export function silenceOf(code = 'DEADLINE'): ServerAnswer {
  return { durationMs: 2_500, failure: failureOf('dns', 'dns-servers', code) };
}

/** A server that says this. */
export function serverOf(server: string, udp: ServerAnswer, more: Partial<Each> = {}): Each {
  return { server, udp, ipv6: null, https: null, invented: null, tcp: null, way: null, ...more };
}

const judged = (evidence: DnsEvidence, facts: Partial<SubjectFacts> = {}) => () => judgeDns(evidence, factsOf(facts));
const gone = (code: string, each: readonly Each[], more: Partial<DnsEvidence> = {}): DnsEvidence =>
  dnsOf(lookupOf([], { failure: failureOf('dns', 'dns', code), durationMs: 5_000 }), { each, ...more });
const real = '104.18.2.115';
const slow = (durationMs: number, each: readonly Each[], more: Partial<DnsEvidence> = {}): DnsEvidence =>
  dnsOf(lookupOf([real], { durationMs }), { each, ...more });

export const nameCases: readonly RuleCase[] = [
  { what: 'all sources agree', judge: judged(dnsOf(lookupOf([real]), { each: [serverOf('192.0.2.53', replyOf([real]), { tcp: replyOf([real]) })] })), status: 'pass', findings: [] },
  { what: 'every source has another address, as content networks do', judge: judged(dnsOf(lookupOf([real]), { each: [serverOf('192.0.2.53', replyOf(['104.18.3.115']), { tcp: replyOf(['104.18.9.9']) })], overHttps: [{ resolver: 'https://1.1.1.1/dns-query', durationMs: 9, rcode: 0, addresses: ['104.18.7.7'] }] })), status: 'pass', findings: [] },
  { what: 'a provider\'s search page for names that do not exist', judge: judged(dnsOf(lookupOf([real]), { invented: lookupOf(['203.0.113.80']) })), status: 'pass', findings: [] },
  { what: 'an invented name with a fake address, by the server alone', judge: judged(dnsOf(lookupOf(['198.18.0.7']), { each: [serverOf('192.0.2.53', replyOf(['198.18.0.7']), { invented: replyOf(['198.18.0.8']) })] })), status: 'pass', findings: ['info dns fake-ip'], says: /cannot exist got the address 198\.18\.0\.8/ },
  { what: 'two answers to one question, and nothing tried yet', judge: judged(dnsOf(lookupOf(['203.0.113.7']), { each: [serverOf('192.0.2.53', replyOf(['203.0.113.7']), { second: replyOf([real]) })] })), status: 'pass', findings: ['info dns dns-two-answers'], says: /203\.0\.113\.7, and then 104\.18\.2\.115/ },
  { what: 'UDP differs from TCP, and nothing tried yet', judge: judged(dnsOf(lookupOf(['203.0.113.7']), { each: [serverOf('192.0.2.53', replyOf(['203.0.113.7']), { tcp: replyOf([real]) })] })), status: 'pass', findings: [] },
  { what: 'a denial that TCP takes back', judge: judged(gone('ENOTFOUND', [serverOf('192.0.2.53', replyOf([]), { tcp: replyOf([real]) })])), status: 'fail', findings: ['error dns dns-poisoned'], says: /no such name over UDP and 104\.18\.2\.115 over TCP/ },
  { what: 'a denial that a second answer takes back, behind a proxy', judge: judged(gone('ENOTFOUND', [serverOf('192.0.2.53', replyOf([]), { second: replyOf([real]) })]), { paths: [proxied] }), status: 'pass', findings: ['info dns dns-poisoned'] },
  { what: 'a name that only this machine denies', judge: judged(gone('ENOTFOUND', [serverOf('192.0.2.53', replyOf([real]))])), status: 'fail', findings: ['error dns dns-blocked'], says: /something on this machine/ },
  { what: 'a known name that the first server denies', judge: judged(gone('ENOTFOUND', [serverOf('192.0.2.53', replyOf([])), serverOf('192.0.2.54', replyOf([real]))])), status: 'fail', findings: ['error dns dns-blocked'], says: /what 192\.0\.2\.53 says/ },
  { what: 'a known name that only a public resolver knows', judge: judged(gone('ENOTFOUND', [serverOf('192.0.2.53', replyOf([]))], { overHttps: [{ resolver: 'https://1.1.1.1/dns-query', durationMs: 9, rcode: 0, addresses: [real] }] })), status: 'fail', findings: ['error dns dns-blocked'] },
  { what: 'a name of the user that only the second server knows', judge: judged(gone('ENOTFOUND', [serverOf('192.0.2.53', replyOf([])), serverOf('10.0.0.53', replyOf(['10.1.2.3']))]), own), status: 'fail', findings: ['error dns dns-servers-disagree'], says: /Remove 192\.0\.2\.53/ },
  { what: 'a name nobody knows, with AAAA asked too', judge: judged(gone('ENOTFOUND', [serverOf('192.0.2.53', replyOf([]), { ipv6: replyOf([]) })])), status: 'fail', findings: ['error dns dns-name-not-found'], says: /NXDOMAIN after 5 ms/ },
  { what: 'a server that fails', judge: judged(gone('EAI_AGAIN', [serverOf('192.0.2.53', replyOf([], { rcode: 2 }))])), status: 'fail', findings: ['error dns dns-server-fails'], says: /192\.0\.2\.53.*SERVFAIL.*upstream/s },
  { what: 'a server that refuses', judge: judged(gone('EAI_AGAIN', [serverOf('192.0.2.53', replyOf([], { rcode: 5 }))])), status: 'fail', findings: ['error dns dns-server-fails'], says: /REFUSED.*refuses to resolve/s },
  { what: 'servers that are silent', judge: judged(gone('EAI_AGAIN', [serverOf('192.0.2.53', silenceOf())])), status: 'fail', findings: ['error dns dns-no-answer'], says: /192\.0\.2\.53: no answer in 2\.5 s/ },
  { what: 'a third server that answers too late to matter', judge: judged(gone('DEADLINE', [serverOf('192.0.2.53', silenceOf()), serverOf('192.0.2.54', silenceOf('ECONNREFUSED')), serverOf('192.0.2.55', replyOf([real]))])), status: 'fail', findings: ['error dns dns-too-late'], says: /192\.0\.2\.54: ECONNREFUSED; 192\.0\.2\.55: 5 ms/ },
  { what: 'a user\'s name at 0.0.0.0', judge: judged(dnsOf(lookupOf(['0.0.0.0'])), own), status: 'fail', findings: ['error dns dns-blocked'] },
  { what: 'a block list in the server', judge: judged(dnsOf(lookupOf(['0.0.0.0']), { each: [serverOf('192.0.2.53', replyOf(['0.0.0.0']))] })), status: 'fail', findings: ['error dns dns-blocked'], says: /what 192\.0\.2\.53 says/ },
  { what: 'a hosts file against the server', judge: judged(dnsOf(lookupOf(['127.0.0.1']), { each: [serverOf('192.0.2.53', replyOf([real]))] })), status: 'fail', findings: ['error dns dns-blocked'], says: /The DNS servers know better/ },
  { what: 'an inner address for a known gateway', judge: judged(dnsOf(lookupOf(['10.1.2.3']), { each: [serverOf('10.0.0.53', replyOf(['10.1.2.3']))] })), status: 'pass', findings: ['info dns dns-split-horizon'], says: /company/ },
  { what: 'an inner address that one of the user\'s servers does not know', judge: judged(dnsOf(lookupOf(['10.1.2.3']), { each: [serverOf('10.0.0.53', replyOf(['10.1.2.3'])), serverOf('192.0.2.53', replyOf([]))] }), own), status: 'pass', findings: ['info dns dns-split-horizon'], says: /192\.0\.2\.53 knows another answer/ },
  { what: 'an inner address from the user\'s hosts file', judge: judged(dnsOf(lookupOf(['10.1.2.3']), { each: [serverOf('192.0.2.53', replyOf([]))] }), own), status: 'pass', findings: [] },
  { what: 'an address of IPv6 alone, from a server that denies the other family', judge: judged(dnsOf(lookupOf(['fd77::1']), { each: [serverOf('192.0.2.53', replyOf([]), { ipv6: replyOf(['fd77::1']) })] }), own), status: 'pass', findings: [] },

  { what: 'a dead first server on Linux', judge: judged(slow(5_004, [serverOf('192.0.2.53', silenceOf()), serverOf('192.0.2.54', replyOf([real]))])), status: 'warn', findings: ['warning dns dns-slow'], says: /192\.0\.2\.53 does not answer and is asked first.*waits 5 s.*192\.0\.2\.54: 5 ms.*remove it/s },
  { what: 'a dead first server elsewhere', judge: judged(slow(5_004, [serverOf('192.0.2.53', silenceOf()), serverOf('192.0.2.54', replyOf([real]))]), { platform: 'win32' }), status: 'warn', findings: ['warning dns dns-slow'], says: /^(?!.*waits 5 s).*asked first/s },
  { what: 'a slow server', judge: judged(slow(4_010, [serverOf('192.0.2.53', replyOf([real], { durationMs: 4_000 }))])), status: 'warn', findings: ['warning dns dns-slow'], says: /The DNS server itself is slow/ },
  { what: 'a slow resolver before a quick server', judge: judged(slow(4_010, [serverOf('192.0.2.53', replyOf([real]))])), status: 'warn', findings: ['warning dns dns-slow'], says: /went into the system resolver/ },
  { what: 'a dead server that nobody waits for', judge: judged(slow(20, [serverOf('192.0.2.53', replyOf([real])), serverOf('192.0.2.54', silenceOf())], { unasked: 2 })), status: 'pass', findings: ['info dns dns-server-silent'], says: /2 more not asked/ },
  { what: 'one server that answers nobody but the system', judge: judged(slow(20, [serverOf('192.0.2.53', silenceOf())])), status: 'pass', findings: [] },
  { what: 'look-ups that stand in front', judge: judged(slow(5_030, [serverOf('192.0.2.53', replyOf([real]))], { queue: { localhostMs: 5_010, fileMs: 2, finished: true } })), status: 'warn', findings: ['warning dns dns-queue'], says: /asks nobody, took 5\.0 s; openrouter\.ai took 5\.0 s/ },
  { what: 'look-ups that stand in front for longer than was waited', judge: judged(slow(5_030, [], { queue: { localhostMs: 6_000, fileMs: 2, finished: false } })), status: 'warn', findings: ['warning dns dns-queue'], says: /took more than 6\.0 s/ },
  { what: 'look-ups that stand in front, and a proxy that resolves', judge: judged(slow(5_030, [], { queue: { localhostMs: 5_010, fileMs: 2, finished: true } }), { paths: [proxied] }), status: 'pass', findings: ['info dns dns-queue'] },
  { what: 'a short line', judge: judged(slow(900, [], { queue: { localhostMs: 800, fileMs: 2, finished: true } })), status: 'pass', findings: ['info dns dns-queue'] },
  { what: 'a line, and a slow server behind it', judge: judged(slow(5_000, [serverOf('192.0.2.53', replyOf([real], { durationMs: 3_000 }))], { queue: { localhostMs: 2_000, fileMs: 2, finished: true } })), status: 'warn', findings: ['warning dns dns-queue', 'warning dns dns-slow'] },
  { what: 'a process that does nothing in time', judge: judged(slow(2_100, [], { queue: { localhostMs: 2_000, fileMs: 1_900, finished: true } })), status: 'pass', findings: ['info dns process-busy'], says: /Looking at a file took 1\.9 s/ },
];
