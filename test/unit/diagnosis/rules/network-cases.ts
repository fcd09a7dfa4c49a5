import type { ConnectEvidence, DnsEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeConnect } from '../../../../src/diagnosis/rules/connect.ts';
import { judgeDns } from '../../../../src/diagnosis/rules/dns.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { TcpAttempt } from '../../../../src/path/tcp.ts';
import { beside, connectOf, direct, dnsOf, factsOf, failureOf, here, lookupOf, own, proxied, type RuleCase } from '../samples.ts';
import { moreConnectCases } from './connect-cases.ts';
import { nameCases } from './name-cases.ts';

const dns = (evidence: DnsEvidence, facts: Partial<SubjectFacts> = {}) => () => judgeDns(evidence, factsOf(facts));
const gone = (code: string) => lookupOf([], { failure: failureOf('dns', 'dns', code) });

export const dnsCases: readonly RuleCase[] = [
  { what: 'a public answer', judge: dns(dnsOf(lookupOf(['104.18.2.115', '2606:4700::6812:273']))), status: 'pass', findings: [] },
  { what: 'an address in the base URL', judge: dns(dnsOf(lookupOf(['127.0.0.1'], { literal: true })), here), status: 'skip', findings: [] },
  { what: 'localhost', judge: dns(dnsOf(lookupOf(['127.0.0.1'], { name: 'localhost' }), { servers: null }), here), status: 'pass', findings: [] },
  { what: 'a private answer for a gateway of the user', judge: dns(dnsOf(lookupOf(['10.1.2.3'], { name: 'llm.acme.example' })), own), status: 'pass', findings: [] },
  { what: 'a fake-ip', judge: dns(dnsOf(lookupOf(['198.18.0.7']), { servers: { servers: [], addresses: [{ address: '198.18.0.7', ttlSeconds: 1 }], durationMs: 1 } })), status: 'pass', findings: ['info dns fake-ip'], says: /198\.18\.0\.0\/15.*valid for 1 s/s },
  { what: 'a made-up address from a pool nobody knows', judge: dns(dnsOf(lookupOf(['10.99.0.7']), { invented: lookupOf(['10.99.0.8']) })), status: 'pass', findings: ['info dns fake-ip'], says: /10\.99\.0\.8/ },
  { what: 'a name that does not exist', judge: dns(dnsOf(gone('ENOTFOUND'))), status: 'fail', findings: ['error dns dns-name-not-found'], says: /192\.0\.2\.53/ },
  { what: 'and a proxy that resolves it', judge: dns(dnsOf(gone('ENOTFOUND')), { paths: [proxied] }), status: 'pass', findings: ['info dns dns-name-not-found'] },
  { what: 'no answer', judge: dns(dnsOf(gone('EAI_AGAIN'))), status: 'fail', findings: ['error dns dns-no-answer'] },
  { what: 'no answer in time, no servers', judge: dns(dnsOf(gone('DEADLINE'), { servers: null })), status: 'fail', findings: ['error dns dns-no-answer'], says: /none configured/ },
  { what: 'a block list', judge: dns(dnsOf(lookupOf(['0.0.0.0', '::']))), status: 'fail', findings: ['error dns dns-blocked'], says: /0\.0\.0\.0 and ::/ },
  { what: 'a hosts file behind a proxy', judge: dns(dnsOf(lookupOf(['127.0.0.1'])), { paths: [proxied] }), status: 'pass', findings: ['info dns dns-blocked'] },
  { what: 'a hosts entry of the user', judge: dns(dnsOf(lookupOf(['127.0.0.1'])), own), status: 'pass', findings: [] },
  { what: 'a slow answer', judge: dns(dnsOf(lookupOf(['104.18.2.115'], { durationMs: 5_010 }))), status: 'warn', findings: ['warning dns dns-slow'], says: /5\.0 s/ },
  { what: 'a slow answer nobody needs', judge: dns(dnsOf(lookupOf(['104.18.2.115'], { durationMs: 5_010 })), { paths: [proxied] }), status: 'pass', findings: ['info dns dns-slow'] },
  ...nameCases,
];

type PathEvidence = ConnectEvidence['paths'][number];
const connect = (more: Partial<PathEvidence>, facts: Partial<SubjectFacts> = {}) => () => judgeConnect(connectOf(more), factsOf(facts));
const byProxy = (step: string, code: string, reply?: number) =>
  connect(
    { path: 'proxy-1', failure: failureOf('proxy', step, code), ...(reply !== undefined && { proxyReply: { status: reply, headers: reply === 407 ? { 'proxy-authenticate': 'NTLM', server: 'squid/5.7' } : { via: '1.1 tinyproxy' } } }) },
    { paths: [proxied] },
  );
const attempt = (address: string, durationMs: number, code?: string): TcpAttempt => ({
  address,
  family: address.includes(':') ? 6 : 4,
  port: 443,
  durationMs,
  ...(code !== undefined && { failure: failureOf('tcp', 'tcp', code) }),
});

export const connectCases: readonly RuleCase[] = [
  { what: 'an open direct path', judge: connect({ attempts: [attempt('104.18.2.115', 20), attempt('104.18.3.115', 22)] }), status: 'pass', findings: [] },
  { what: 'an open proxy', judge: connect({ path: 'proxy-1', proxyReply: { status: 200, headers: {} } }, { paths: [proxied] }), status: 'pass', findings: [] },
  { what: 'no usable route', judge: connect({}, { paths: [beside(direct)] }), status: 'skip', findings: [] },
  { what: 'a name that did not resolve', judge: connect({ failure: failureOf('dns', 'dns', 'ENOTFOUND') }), status: 'skip', findings: [] },
  { what: 'a name that SOCKS5 needs', judge: connect({ path: 'proxy-1', failure: failureOf('dns', 'dns', 'ENOTFOUND') }, { paths: [proxied] }), status: 'fail', findings: ['error dns socks-needs-address'], says: /socks5h/ },
  { what: 'a refused connection', judge: connect({ failure: failureOf('tcp', 'tcp', 'ECONNREFUSED') }), status: 'fail', findings: ['error tcp connection-refused'], says: /firewall/ },
  { what: 'a refused connection here', judge: connect({ failure: failureOf('tcp', 'tcp', 'ECONNREFUSED') }, here), status: 'fail', findings: ['error tcp connection-refused'], says: /Nothing listens/ },
  { what: 'a silent address', judge: connect({ failure: failureOf('tcp', 'tcp', 'DEADLINE'), attempts: [attempt('104.18.2.115', 4_000, 'DEADLINE'), attempt('2606:4700::1', 1, 'ENETUNREACH')] }), status: 'fail', findings: ['error tcp connection-timeout'], says: /Each address alone: 104\.18\.2\.115 DEADLINE, 2606:4700::1 ENETUNREACH/ },
  { what: 'no way at all', judge: connect({ failure: failureOf('tcp', 'tcp', 'ENETUNREACH') }), status: 'fail', findings: ['error tcp network-unreachable'] },
  { what: 'a broken path of another client', judge: () => judgeConnect({ ...connectOf(), paths: [...connectOf({ path: 'proxy-1' }).paths, ...connectOf({ failure: failureOf('tcp', 'tcp', 'ETIMEDOUT') }).paths] }, factsOf({ paths: [proxied, beside(direct)] })), status: 'warn', findings: ['warning tcp connection-timeout'], says: /python-requests/ },
  { what: 'a broken path of nobody but Node\'s fetch', judge: () => judgeConnect({ ...connectOf(), paths: [...connectOf({ path: 'proxy-1' }).paths, ...connectOf({ failure: failureOf('tcp', 'tcp', 'ETIMEDOUT') }).paths] }, factsOf({ paths: [proxied, beside(direct, ['node-fetch'])] })), status: 'pass', findings: ['info tcp connection-timeout'] },
  { what: 'slow addresses', judge: connect({ attempts: [attempt('192.0.2.1', 300), attempt('192.0.2.2', 400)] }), status: 'warn', findings: ['warning tcp slow-addresses'], says: /300 ms/ },
  { what: 'a broken family', judge: connect({ attempts: [attempt('192.0.2.1', 30), attempt('2001:db8::1', 1, 'ENETUNREACH')] }), status: 'pass', findings: ['info tcp address-family-broken'], says: /IPv6/ },
  { what: 'a proxy without an address', judge: byProxy('proxy-dns', 'ENOTFOUND'), status: 'fail', findings: ['error proxy proxy-name-not-found'] },
  { what: 'a proxy that is not running', judge: byProxy('proxy-tcp', 'ECONNREFUSED'), status: 'fail', findings: ['error proxy proxy-unreachable'], says: /curl and go/ },
  { what: 'a proxy behind a wall', judge: byProxy('proxy-tcp', 'DEADLINE'), status: 'fail', findings: ['error proxy proxy-no-connection'] },
  { what: 'a proxy that hangs', judge: byProxy('proxy-connect', 'DEADLINE'), status: 'fail', findings: ['error proxy proxy-hangs'] },
  { what: 'a SOCKS proxy that hangs', judge: byProxy('socks', 'DEADLINE'), status: 'fail', findings: ['error proxy proxy-hangs'] },
  { what: 'a proxy that speaks something else', judge: byProxy('proxy-connect', 'PROXY_NOT_HTTP'), status: 'fail', findings: ['error proxy proxy-protocol'] },
  { what: 'a proxy with a certificate nobody trusts', judge: byProxy('proxy-tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'), status: 'fail', findings: ['error proxy proxy-certificate'] },
  { what: 'a proxy that is said to speak TLS and does not', judge: byProxy('proxy-tls', 'EPROTO'), status: 'fail', findings: ['error proxy proxy-protocol'] },
  { what: '407', judge: byProxy('proxy-connect', 'PROXY_407', 407), status: 'fail', findings: ['error proxy proxy-auth-required'], says: /NTLM.*squid\/5\.7/s },
  { what: '403', judge: byProxy('proxy-connect', 'PROXY_403', 403), status: 'fail', findings: ['error proxy proxy-forbids'], says: /1\.1 tinyproxy/ },
  { what: '405', judge: byProxy('proxy-connect', 'PROXY_405', 405), status: 'fail', findings: ['error proxy proxy-forbids'] },
  { what: '502', judge: byProxy('proxy-connect', 'PROXY_502', 502), status: 'fail', findings: ['error proxy proxy-upstream-failed'] },
  { what: 'SOCKS credentials', judge: byProxy('socks', 'SOCKS_AUTH'), status: 'fail', findings: ['error proxy proxy-auth-required'] },
  { what: 'SOCKS rules', judge: byProxy('socks', 'SOCKS_NOT_ALLOWED'), status: 'fail', findings: ['error proxy proxy-forbids'] },
  { what: 'SOCKS without a way on', judge: byProxy('socks', 'SOCKS_UPSTREAM'), status: 'fail', findings: ['error proxy proxy-upstream-failed'] },
  { what: 'SOCKS that is none', judge: byProxy('socks', 'SOCKS_NOT_SOCKS'), status: 'fail', findings: ['error proxy proxy-protocol'] },
  ...moreConnectCases,
];
