/** Addresses tried one by one, TUNs, and proxies that were handed a name or an address. */
import type { ConnectEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeConnect } from '../../../../src/diagnosis/rules/connect.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { MachineNetwork, WayOut } from '../../../../src/path/network-interfaces.ts';
import type { TcpAttempt } from '../../../../src/path/tcp.ts';
import type { Greeting } from '../../../../src/path/tls-greeting.ts';
import { beside, connectOf, direct, factsOf, failureOf, here, own, proxied, routeOf, type RuleCase } from '../samples.ts';

type PathEvidence = ConnectEvidence['paths'][number];

export const way = (to: string, name: string | null, tun = false): WayOut => ({ to, interface: name, tun });
export const networkOf = (v4: WayOut, v6: WayOut, ...tuns: MachineNetwork['tuns']): MachineNetwork => ({ defaults: { v4, v6 }, tuns });
export const meta: MachineNetwork['tuns'][number] = { name: 'Meta', signs: ['name', 'fake-ip-address', 'point-to-point'] };
/** The default route of both families leads to a core's TUN. */
export const captured = networkOf(way('internet-v4', 'Meta', true), way('internet-v6', 'Meta', true), meta);
const plain = networkOf(way('internet-v4', 'eth0'), way('internet-v6', null));

const answered: Greeting = { durationMs: 40, outcome: 'answered' };
const attempt = (address: string, durationMs: number, more: Partial<TcpAttempt> | string = {}): TcpAttempt => ({
  address,
  family: address.includes(':') ? 6 : 4,
  port: 443,
  durationMs,
  ...(typeof more === 'string' ? { failure: failureOf('tcp', 'tcp', more) } : { greeting: answered, ...more }),
});
const judged = (path: Partial<PathEvidence>, network: MachineNetwork | null = plain, facts: Partial<SubjectFacts> = {}) => () =>
  judgeConnect({ ...connectOf(path), network }, factsOf(facts));
const reset: Greeting = { durationMs: 8, outcome: 'reset', code: 'ECONNRESET' };
const silent: Greeting = { durationMs: 4_000, outcome: 'silent', code: 'DEADLINE' };
const through = (path: Partial<PathEvidence>, facts: Partial<SubjectFacts> = {}) =>
  judged({ path: 'proxy-1', ...path }, plain, { paths: [proxied], ...facts });
const socks = { ...proxied, label: 'through socks5://10.0.0.9:1080' };
const refusal = failureOf('proxy', 'socks', 'SOCKS_UPSTREAM', 'rejected connection - HostUnreachable');
const bad = failureOf('proxy', 'proxy-connect', 'PROXY_500');

export const moreConnectCases: readonly RuleCase[] = [
  { what: 'several addresses that answer', judge: judged({ attempts: [attempt('104.18.2.115', 20), attempt('2606:4700::1', 22)] }), status: 'pass', findings: [] },
  { what: 'a far host, and IPv6 without a way: nothing is left to Node', judge: judged({ attempts: [attempt('104.18.2.115', 310), attempt('2606:4700::1', 0, 'ENETUNREACH')] }), status: 'warn', findings: ['warning tcp slow-addresses', 'info tcp address-family-broken'], says: /AggregateError after 250 ms.*Do not switch.*attempt-timeout=2000/s },
  { what: 'a far host of several addresses: the last gets its time', judge: judged({ attempts: [attempt('104.18.2.115', 310), attempt('104.18.3.115', 330)] }), status: 'warn', findings: ['warning tcp slow-addresses'], says: /open after 580 ms/ },
  { what: 'a far host with more addresses than were tried', judge: judged({ attempts: [attempt('104.18.2.115', 310), attempt('104.18.3.115', 330, 'DEADLINE')], untried: 3 }), status: 'warn', findings: ['warning tcp slow-addresses'], says: /when the last one fails too/ },
  { what: 'a far host, beside the way that counts', judge: () => judgeConnect({ ...connectOf(), network: plain, paths: [...connectOf({ path: 'proxy-1' }).paths, ...connectOf({ attempts: [attempt('104.18.2.115', 310), attempt('104.18.3.115', 330)] }).paths] }, factsOf({ paths: [proxied, beside(direct)] })), status: 'pass', findings: ['info tcp slow-addresses'] },
  { what: 'a longer limit, as newer Node has', judge: () => judgeConnect({ ...connectOf({ attempts: [attempt('104.18.2.115', 310), attempt('104.18.3.115', 330)] }), nodeAttemptMs: 500 }, factsOf()), status: 'pass', findings: [] },
  { what: 'IPv6 first and silent', judge: judged({ attempts: [attempt('2606:4700::1', 4_000, 'DEADLINE'), attempt('104.18.2.115', 20)] }), status: 'pass', findings: ['info tcp address-family-broken'], says: /It is tried first here/ },
  { what: 'IPv6 that opens and is cut', judge: judged({ attempts: [attempt('2606:4700::1', 20, { greeting: reset }), attempt('104.18.2.115', 20)] }), status: 'warn', findings: ['warning tcp address-family-cut'], says: /cut after 8 ms more.*ipv4first/s },
  { what: 'the same on a Mac with a relay', judge: judged({ attempts: [attempt('2606:4700::1', 20, { greeting: reset }), attempt('104.18.2.115', 20)] }, networkOf(way('internet-v4', 'en0'), way('internet-v6', 'utun4', true), { name: 'utun4', signs: ['name'] }), { platform: 'darwin' }), status: 'warn', findings: ['warning tcp address-family-cut', 'info tcp tun-default-route'], says: /utun4.*iCloud Private Relay was seen/s },
  { what: 'IPv4 that opens and says nothing', judge: judged({ attempts: [attempt('104.18.2.115', 20, { greeting: silent }), attempt('2606:4700::1', 20)] }), status: 'warn', findings: ['warning tcp address-family-cut'], says: /then silent/ },
  { what: 'both families cut', judge: judged({ attempts: [attempt('2606:4700::1', 20, { greeting: reset }), attempt('104.18.2.115', 20, { greeting: reset })] }), status: 'pass', findings: [] },

  { what: 'a TUN that takes everything', judge: judged({}, captured), status: 'pass', findings: ['info tcp tun-default-route'], says: /Meta.*IPv4 and IPv6.*fake-ip range/s },
  { what: 'a VPN, and IPv6 past it', judge: judged({}, networkOf(way('internet-v4', 'wg0', true), way('internet-v6', 'eth0'), { name: 'wg0', signs: ['name'] })), status: 'pass', findings: ['info tcp tun-default-route'], says: /IPv6 leaves past it, by eth0/ },
  { what: 'a TUN that takes only its own addresses', judge: judged({}, networkOf(way('internet-v4', 'eth0'), way('internet-v6', null), meta)), status: 'pass', findings: [] },
  { what: 'a TUN, and a gateway on this machine', judge: judged({}, captured, here), status: 'pass', findings: [] },
  { what: 'a TUN for each family', judge: judged({}, networkOf(way('internet-v4', 'Meta', true), way('internet-v6', 'wg0', true), meta, { name: 'wg0', signs: ['name'] })), status: 'pass', findings: ['info tcp tun-default-route', 'info tcp double-interception-candidate'], says: /two different TUNs: Meta and wg0/ },
  { what: 'a TUN and a proxy elsewhere', judge: judged({ path: 'proxy-1', way: way('10.0.0.9', 'Meta', true) }, captured, { paths: [proxied] }), status: 'pass', findings: ['info tcp tun-default-route', 'info tcp double-interception-candidate'], says: /Opening the tunnel took 30 ms.*Via/s },
  { what: 'a TUN and a proxy elsewhere, with direct beside it', judge: () => judgeConnect({ ...connectOf(), network: captured, paths: [...connectOf({ path: 'proxy-1', way: way('10.0.0.9', 'Meta', true) }).paths, ...connectOf().paths] }, factsOf({ paths: [proxied, beside(direct)] })), status: 'pass', findings: ['info tcp tun-default-route', 'info tcp double-interception-candidate'], says: /a direct connection 30 ms/ },
  { what: 'a TUN and the port of its own core', judge: judged({ path: 'proxy-1', way: way('127.0.0.1', 'lo'), proxyHere: 'loopback' }, captured, { paths: [proxied] }), status: 'pass', findings: ['info tcp tun-default-route'] },
  { what: 'a far host that opens at once', judge: judged({ attempts: [attempt('198.18.0.7', 0.4, { greeting: { durationMs: 180, outcome: 'answered' } })] }), status: 'pass', findings: ['info tcp answered-nearby'], says: /opened after 0 ms, and TLS took 180 ms/ },
  { what: 'a host in this network that is slow at TLS', judge: judged({ attempts: [attempt('10.1.2.3', 0.4, { greeting: { durationMs: 180, outcome: 'answered' } })] }, plain, own), status: 'pass', findings: [] },
  { what: 'a near edge', judge: judged({ attempts: [attempt('104.18.2.115', 9, { greeting: { durationMs: 40, outcome: 'answered' } })] }), status: 'pass', findings: [] },

  { what: 'a proxy that is this machine\'s closed port', judge: through({ failure: failureOf('proxy', 'proxy-tcp', 'ECONNREFUSED'), proxyHere: 'loopback' }), status: 'fail', findings: ['error proxy proxy-unreachable'], says: /this machine itself, and nothing listens/ },
  { what: 'a proxy that is the gateway itself', judge: through({ failure: failureOf('proxy', 'proxy-connect', 'PROXY_404'), proxyReply: { status: 404, headers: {} } }, { gateway: { ...own.gateway, baseUrl: 'http://127.0.0.1:7890/v1' }, routes: [routeOf('curl', 'proxy')] }), status: 'fail', findings: ['error proxy proxy-is-gateway'], says: /told to go through 127\.0\.0\.1:7890/ },
  { what: 'a fake address handed on, and the name works', judge: through({ failure: refusal, handed: { form: 'address', value: '198.18.0.7' }, otherForm: { form: 'name', value: 'openrouter.ai', durationMs: 9 } }, { paths: [socks] }), status: 'fail', findings: ['error dns fake-ip-leak'], says: /Given the name, the same proxy connects.*socks5h/s },
  { what: 'a fake address handed on, and the name fails too', judge: through({ failure: refusal, handed: { form: 'address', value: '198.18.0.7' }, otherForm: { form: 'name', value: 'openrouter.ai', durationMs: 9, failure: refusal } }, { paths: [socks] }), status: 'fail', findings: ['error dns fake-ip-leak'] },
  { what: 'a fake address handed on, by clients beside', judge: () => judgeConnect({ ...connectOf(), paths: [...connectOf().paths, ...connectOf({ path: 'proxy-1', failure: refusal, handed: { form: 'address', value: '198.18.0.7' } }).paths] }, factsOf({ paths: [direct, beside(socks)] })), status: 'warn', findings: ['warning dns fake-ip-leak'] },
  { what: 'a fake address handed to the core that knows it', judge: through({ handed: { form: 'address', value: '198.18.0.7' } }, { paths: [socks] }), status: 'pass', findings: [] },
  { what: 'a fake address, and a proxy that wants a password', judge: through({ failure: failureOf('proxy', 'socks', 'SOCKS_AUTH'), handed: { form: 'address', value: '198.18.0.7' } }, { paths: [socks] }), status: 'fail', findings: ['error proxy proxy-auth-required'] },
  { what: 'a real address that only the name replaces', judge: through({ failure: refusal, handed: { form: 'address', value: '203.0.113.7' }, otherForm: { form: 'name', value: 'openrouter.ai', durationMs: 9 } }, { paths: [socks] }), status: 'fail', findings: ['error dns proxy-needs-name'], says: /wrong for the place/ },
  { what: 'a proxy that does not know the name', judge: through({ failure: bad, proxyReply: { status: 500, headers: {} }, handed: { form: 'name', value: 'openrouter.ai' }, otherForm: { form: 'address', value: '104.18.2.115', durationMs: 9 } }), status: 'fail', findings: ['error proxy proxy-cannot-resolve'], says: /Its own DNS server/ },
  { what: 'a proxy that gets there neither way', judge: through({ failure: bad, proxyReply: { status: 500, headers: {} }, handed: { form: 'name', value: 'openrouter.ai' }, otherForm: { form: 'address', value: '104.18.2.115', durationMs: 9, failure: bad } }), status: 'fail', findings: ['error proxy proxy-upstream-failed'] },
];
