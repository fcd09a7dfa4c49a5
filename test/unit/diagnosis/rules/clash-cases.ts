import type { AlignmentKind } from '../../../../src/clash/controller/alignment.ts';
import type { ClashExplanation, RuleReference } from '../../../../src/clash/rules/explanation.ts';
import type { ClashComparedPolicy, ClashComparison, ClashConnectionSeen, ClashCoreSeen, ClashEvidence, ClashGroupSeen, ClashNodeSeen } from '../../../../src/diagnosis/clash/evidence.ts';
import { judgeClash } from '../../../../src/diagnosis/rules/clash.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import { direct, factsOf, proxied, type RuleCase } from '../samples.ts';

const host = 'openrouter.ai';

export function rowOf(index: number, text: string, more: Partial<RuleReference> = {}): RuleReference {
  return { list: 'rules', index, text, ...more };
}

export function explanationOf(more: Partial<ClashExplanation> = {}): ClashExplanation {
  return {
    mode: 'rule',
    complete: true,
    rule: rowOf(0, 'DOMAIN-SUFFIX,openrouter.ai,PROXY'),
    policy: 'PROXY',
    chain: ['PROXY', 'node-a'],
    chainComplete: true,
    undecided: [],
    passedOver: [],
    resolvedBy: undefined,
    ...more,
  };
}

export function nodeOf(name: string, alive: boolean | null = true, more: Partial<ClashNodeSeen> = {}): ClashNodeSeen {
  return { name, type: 'Http', udp: false, alive, delaysMs: alive === null ? [] : [alive ? 40 : 0], ...more };
}

export function groupOf(name: string, more: Partial<ClashGroupSeen> = {}): ClashGroupSeen {
  return { name, type: 'select', now: 'node-a', members: 3, ...more };
}

export function connectionOf(more: Partial<ClashConnectionSeen> = {}): ClashConnectionSeen {
  return {
    id: 'c0ffee00-0000-4000-8000-000000000001',
    host,
    withoutName: false,
    network: 'tcp',
    policy: 'PROXY',
    node: 'node-a',
    door: 'connect',
    process: 'node',
    live: true,
    startedAtMs: 1_000,
    silentMs: null,
    ...more,
  };
}

export function coreOf(more: Partial<ClashCoreSeen> = {}, explanation: ClashExplanation | null = explanationOf()): ClashCoreSeen {
  return {
    place: { place: 'http://127.0.0.1:9090', why: 'port', outcome: 'found' },
    title: 'Clash Meta v1.19.20',
    mode: 'rule',
    proxyPorts: [7890],
    tun: false,
    configuration: 'read',
    exposure: { listens: '127.0.0.1:9090', loopback: true, guard: 'good' },
    hosts: [{ host, port: 443, gateway: 'openrouter', explanation, udp: null, sources: ['asked', 'evaluated'] }],
    groups: [groupOf('PROXY')],
    nodes: [nodeOf('node-a'), nodeOf('node-b')],
    dns: { mode: 'fake-ip', system: 'fake', listener: 'fake' },
    ways: [{ path: 'proxy-1', way: 'proxy', names: 'by-name' }],
    defaultTun: null,
    connections: [],
    ...more,
  };
}

export function clashOf(core: ClashCoreSeen | null, compared?: ClashComparison): ClashEvidence {
  return { tried: core ? [core.place] : [], core, ...(compared && { compared }) };
}

export function comparedOf(policies: readonly Partial<ClashComparedPolicy>[], more: Partial<ClashComparison> = {}): ClashComparison {
  return {
    measuredAt: '2026-08-20T12:00:00.000Z',
    host,
    how: 'selection',
    group: 'PROXY',
    putBack: true,
    policies: policies.map((one, index) => ({ policy: `P${index + 1}`, node: `node-${index + 1}`, status: 401, durationMs: 200, ...one })),
    ...more,
  };
}

/** Calls go through the core by its port. */
const through: Partial<SubjectFacts> = { paths: [proxied] };
/** By its TUN. */
const tunWith = (names: AlignmentKind): Partial<ClashCoreSeen> => ({ tun: true, ways: [{ path: 'direct', way: 'tun', names }] });
const byTun = tunWith('fake-ip');
const pastWith = (names: AlignmentKind): Partial<ClashCoreSeen> => ({ ways: [{ path: 'direct', way: 'past', names }] });
const past = pastWith('past-core');

const judged = (core: ClashCoreSeen | null, facts: Partial<SubjectFacts> = through, compared?: ClashComparison) => () => judgeClash(clashOf(core, compared), factsOf(facts));
const matched = explanationOf({ rule: rowOf(120, 'MATCH,PROXY') });
const late = explanationOf({ rule: rowOf(5, 'DOMAIN-SUFFIX,openrouter.ai,PROXY'), resolvedBy: rowOf(3, 'GEOIP,CN,DIRECT') });
const toNodeB = explanationOf({ chain: ['PROXY', 'AUTO', 'node-b'] });
const auto = groupOf('AUTO', { type: 'url-test', now: 'node-b', tolerance: 0, intervalSeconds: 300, testUrl: 'http://test.example/generate_204' });
const undecidedBy = (missing: ClashExplanation['undecided'][number]['missing'], detail: string) => ({ rule: rowOf(1, 'X,y,DIRECT'), missing, detail, policy: 'DIRECT' });
const everyMissing = ['address', 'process', 'rule-set', 'geosite', 'source', 'inbound', 'uid', 'dscp', 'sniffed-name', 'udp', 'members', 'rule'] as const;

export const clashCases: readonly RuleCase[] = [
  { what: 'no core', judge: judged(null), status: 'skip', findings: [] },
  {
    what: 'a core that asks for its secret',
    judge: () => judgeClash({ tried: [{ place: 'http://127.0.0.1:9097', why: 'port', outcome: 'secret-wanted' }], core: null }, factsOf()),
    status: 'skip',
    findings: ['info proxy clash-secret-wanted'],
    says: /GATEHOUSE_CLASH_SECRET/,
  },
  { what: 'an honest core, by its port', judge: judged(coreOf()), status: 'pass', findings: [] },
  { what: 'an honest core, by its TUN', judge: judged(coreOf(byTun), { paths: [direct] }), status: 'pass', findings: [] },
  { what: 'a core whose rows could not be read', judge: judged(coreOf({ groups: [], nodes: [] }, null)), status: 'pass', findings: [] },

  { what: 'a row below one that resolves', judge: judged(coreOf({}, late)), status: 'warn', findings: ['warning proxy clash-resolving-row-above'], says: /row 4 \(GEOIP,CN,DIRECT\) asks for an address and stands above row 6/ },
  { what: 'the same, and it was seen', judge: judged(coreOf({ hosts: [{ host, port: 443, gateway: 'openrouter', explanation: late, udp: null, sources: ['watched'] }] })), status: 'warn', findings: ['warning proxy clash-resolving-row-above'], says: /also seen to do so/ },
  { what: 'the same, for calls that go past the core', judge: judged(coreOf({ ...past, dns: { mode: 'off', system: 'real', listener: null } }, late), { paths: [direct] }), status: 'pass', findings: ['info proxy clash-resolving-row-above', 'info proxy clash-not-used'] },
  { what: 'a row that resolves above, and the way is direct', judge: judged(coreOf({}, explanationOf({ ...late, policy: 'DIRECT', chain: ['DIRECT'] }))), status: 'pass', findings: [] },
  { what: 'MATCH decides, and all is well', judge: judged(coreOf({}, matched)), status: 'pass', findings: ['info proxy clash-match-decides'], says: /together with everything else/ },
  { what: 'MATCH decides, and leads to a dead node', judge: judged(coreOf({ nodes: [nodeOf('node-a', false)] }, matched)), status: 'fail', findings: ['warning proxy clash-match-decides', 'error proxy clash-node-dead'] },
  { what: 'no row at all', judge: judged(coreOf({}, explanationOf({ rule: undefined, policy: 'DIRECT', chain: ['DIRECT'] }))), status: 'pass', findings: ['info proxy clash-match-decides'], says: /so it goes direct/ },
  { what: 'a row that refuses', judge: judged(coreOf({}, explanationOf({ policy: 'REJECT', chain: ['REJECT'] }))), status: 'fail', findings: ['error proxy clash-rejected'] },
  { what: 'a row that drops', judge: judged(coreOf({}, explanationOf({ policy: 'AD', chain: ['AD', 'REJECT-DROP'] }))), status: 'fail', findings: ['error proxy clash-rejected'], says: /wait until their own clock/ },
  {
    what: 'UDP that leaves elsewhere',
    judge: judged(coreOf({ hosts: [{ host, port: 443, gateway: 'openrouter', explanation: explanationOf(), udp: explanationOf({ rule: rowOf(9, 'MATCH,DIRECT'), policy: 'DIRECT', chain: ['DIRECT'], passedOver: [{ rule: rowOf(0, 'DOMAIN-SUFFIX,openrouter.ai,PROXY'), why: 'udp' }] }), sources: ['evaluated'] }] })),
    status: 'pass',
    findings: ['info proxy clash-udp-elsewhere'],
    says: /UDP goes by the policy DIRECT, HTTPS by the policy PROXY \(node node-a\)/,
  },
  {
    what: 'UDP that is refused, so that clients take HTTPS',
    judge: judged(coreOf({ hosts: [{ host, port: 443, gateway: 'openrouter', explanation: explanationOf(), udp: explanationOf({ rule: rowOf(9, 'MATCH,REJECT'), policy: 'REJECT', chain: ['REJECT'], passedOver: [{ rule: rowOf(0, 'DOMAIN-SUFFIX,openrouter.ai,PROXY'), why: 'udp' }] }), sources: ['evaluated'] }] })),
    status: 'pass',
    findings: [],
  },
  {
    what: 'a row that looks at the program',
    judge: judged(coreOf({}, explanationOf({ complete: false, undecided: [undecidedBy('process', 'curl')] }))),
    status: 'pass',
    findings: ['info proxy clash-undecided'],
    says: /row 2 \(X,y,DIRECT\) would lead to DIRECT; not known: which program calls \(curl\)/,
  },
  ...everyMissing.map((missing): RuleCase => ({
    what: `a row that needs to know: ${missing}`,
    judge: judged(coreOf({}, explanationOf({ complete: false, chainComplete: false, undecided: [undecidedBy(missing, '')] }))),
    status: 'pass',
    findings: ['info proxy clash-undecided'],
    says: /As far as it is known: PROXY -> node-a -> \?\./,
  })),
  {
    what: 'more rows than a sentence names',
    judge: judged(coreOf({}, explanationOf({ complete: false, undecided: Array.from({ length: 6 }, () => undecidedBy('rule-set', 'ai')) }))),
    status: 'pass',
    findings: ['info proxy clash-undecided'],
    says: /2 more rows/,
  },

  { what: 'a dead node', judge: judged(coreOf({ nodes: [nodeOf('node-a', false, { delaysMs: [40, 0, 0] })], groups: [groupOf('PROXY', { testUrl: 'http://test.example/204' })] })), status: 'fail', findings: ['error proxy clash-node-dead'], says: /Of its last 3 tests 1 were answered\. Tested with http:\/\/test\.example\/204/ },
  { what: 'a dead node, for calls that go another way', judge: judged(coreOf({ ...past, nodes: [nodeOf('node-a', false)], dns: { mode: 'redir-host', system: 'real', listener: 'real' } }), { paths: [direct] }), status: 'pass', findings: ['info proxy clash-node-dead', 'info proxy clash-not-used'] },
  { what: 'a node that was never tested', judge: judged(coreOf({ nodes: [nodeOf('node-a', null)] })), status: 'pass', findings: [] },
  {
    what: 'connections left on a dead node',
    judge: judged(coreOf({ nodes: [nodeOf('node-a'), nodeOf('node-b', false)], connections: [connectionOf({ node: 'node-b', left: { why: 'dead', now: 'node-a' } })] })),
    status: 'warn',
    findings: ['warning proxy clash-connections-on-dead-node'],
    says: /does not move or close what is open/,
  },
  { what: 'connections left on a node that is not chosen any more', judge: judged(coreOf({ connections: [connectionOf({ node: 'node-b', left: { why: 'deselected', now: 'node-a' } })] })), status: 'pass', findings: ['info proxy clash-connections-on-other-node'], says: /node-b -> node-a/ },
  { what: 'the same, and where a new one goes is not known', judge: judged(coreOf({ connections: [connectionOf({ node: 'node-b', left: { why: 'deselected', now: null } })] })), status: 'pass', findings: ['info proxy clash-connections-on-other-node'], says: /node-b -> \?/ },
  { what: 'a dead node that is all the group has', judge: judged(coreOf({ nodes: [nodeOf('node-a', false)], connections: [connectionOf()] })), status: 'fail', findings: ['error proxy clash-node-dead'] },
  { what: 'nodes in two regions', judge: judged(coreOf({ connections: [connectionOf({ node: 'HK-1' }), connectionOf({ startedAtMs: 2_000, node: 'JP-1' })] })), status: 'warn', findings: ['warning proxy clash-node-changed'], says: /stand in HK and JP/ },
  { what: 'a connection that ended on a dead node', judge: judged(coreOf({ nodes: [nodeOf('node-a'), nodeOf('node-b', false)], connections: [connectionOf({ node: 'node-b', live: false })] })), status: 'pass', findings: [] },
  {
    what: 'a node that changed between two calls',
    judge: judged(coreOf({ connections: [connectionOf({ startedAtMs: 2_000, node: 'node-b' }), connectionOf({ live: false })] })),
    status: 'warn',
    findings: ['warning proxy clash-node-changed'],
    says: /In order: node-a -> node-b\./,
  },
  { what: 'a policy that changed with it', judge: judged(coreOf({ connections: [connectionOf(), connectionOf({ startedAtMs: 2_000, node: 'node-b', policy: 'OTHER' })] })), status: 'warn', findings: ['warning proxy clash-node-changed'], says: /PROXY and OTHER/ },
  { what: 'a stream on which nothing comes', judge: judged(coreOf({ connections: [connectionOf({ silentMs: 45_000 })] })), status: 'pass', findings: ['info stream clash-stalled'], says: /45\.0 s/ },
  { what: 'a stream that was silent for a moment', judge: judged(coreOf({ connections: [connectionOf({ silentMs: 4_000 })] })), status: 'pass', findings: [] },

  { what: 'a url-test without tolerance', judge: judged(coreOf({ groups: [groupOf('PROXY'), auto] }, toNodeB)), status: 'pass', findings: ['info proxy clash-group-hops'], says: /A stream that runs is neither moved nor cut/ },
  {
    what: 'the same, seen to hop',
    judge: judged(coreOf({ groups: [groupOf('PROXY'), auto], connections: [connectionOf(), connectionOf({ startedAtMs: 2_000, node: 'node-b' })] }, toNodeB)),
    status: 'warn',
    findings: ['warning proxy clash-node-changed', 'warning proxy clash-group-hops'],
  },
  { what: 'a url-test that tests every ten seconds', judge: judged(coreOf({ groups: [{ ...auto, tolerance: 100, intervalSeconds: 10 }] }, toNodeB)), status: 'pass', findings: ['info proxy clash-group-hops'], says: /tests every 10 s/ },
  { what: 'a url-test with tolerance', judge: judged(coreOf({ groups: [{ ...auto, tolerance: 150 }] }, toNodeB)), status: 'pass', findings: [] },
  { what: 'a url-test whose settings nobody told', judge: judged(coreOf({ groups: [groupOf('AUTO', { type: 'url-test' })] }, toNodeB)), status: 'pass', findings: [] },
  { what: 'a url-test with one member', judge: judged(coreOf({ groups: [{ ...auto, members: 1 }] }, toNodeB)), status: 'pass', findings: [] },
  { what: 'a load-balance in turn', judge: judged(coreOf({ groups: [groupOf('AUTO', { type: 'load-balance', now: null, strategy: 'round-robin' })] }, toNodeB)), status: 'pass', findings: ['info proxy clash-group-hops'], says: /every connection leaves by the next node/ },
  { what: 'a load-balance by a way that is not known', judge: judged(coreOf({ groups: [groupOf('AUTO', { type: 'load-balance', now: null, strategy: 'dice' })] }, toNodeB)), status: 'pass', findings: ['info proxy clash-group-hops'] },
  { what: 'a load-balance by the host', judge: judged(coreOf({ groups: [groupOf('AUTO', { type: 'load-balance', now: null, strategy: 'consistent-hashing' })] }, toNodeB)), status: 'pass', findings: [] },

  { what: 'a fake address, and calls past the core', judge: judged(coreOf(pastWith('dead-end')), { paths: [direct] }), status: 'fail', findings: ['error dns clash-fake-address-dead-end', 'info proxy clash-not-used'] },
  { what: 'a real address under the TUN', judge: judged(coreOf({ ...tunWith('bypasses-core-dns'), dns: { mode: 'fake-ip', system: 'real', listener: 'fake' } }), { paths: [direct] }), status: 'warn', findings: ['warning dns clash-dns-past-core'], says: /dns-hijack/ },
  { what: 'a real address under the TUN of a core without fake-ip', judge: judged(coreOf({ ...tunWith('mapped'), dns: { mode: 'redir-host', system: 'real', listener: 'real' } }), { paths: [direct] }), status: 'pass', findings: [] },
  { what: 'a fake address of before, under the TUN', judge: judged(coreOf({ ...tunWith('orphaned'), dns: { mode: 'fake-ip', system: 'fake', listener: 'fake', stale: true } }), { paths: [direct] }), status: 'fail', findings: ['error dns clash-fake-address-stale'], says: /answers with another fake-ip address/ },
  { what: 'a fake address that the core knew no name for', judge: judged(coreOf({ ...tunWith('orphaned'), dns: { mode: 'fake-ip', system: 'fake', listener: null } }), { paths: [direct] }), status: 'fail', findings: ['error dns clash-fake-address-stale'], says: /knew no name behind it/ },
  { what: 'a fake address of before, by the port', judge: judged(coreOf({ dns: { mode: 'fake-ip', system: 'fake', listener: 'fake', stale: true } })), status: 'pass', findings: [] },
  { what: 'a real address, by the port', judge: judged(coreOf({ dns: { mode: 'fake-ip', system: 'real', listener: 'fake' } })), status: 'pass', findings: [] },
  { what: 'an address without a name', judge: judged(coreOf({ ...byTun, connections: [connectionOf({ withoutName: true, door: 'tun', process: '' })] }), { paths: [direct] }), status: 'warn', findings: ['warning dns clash-name-unknown'], says: /by tun/ },

  { what: 'another proxy before it, under a TUN', judge: judged(coreOf({ tun: true, ways: [{ path: 'proxy-1', way: 'other-proxy' }], dns: { mode: null, system: null, listener: null } })), status: 'warn', findings: ['warning proxy clash-second-proxy'] },
  { what: 'another proxy before it', judge: judged(coreOf({ proxyPorts: [], ways: [{ path: 'proxy-1', way: 'other-proxy' }], dns: { mode: null, system: null, listener: null } })), status: 'pass', findings: ['info proxy clash-second-proxy'] },
  { what: 'a VPN beside it', judge: judged(coreOf({ defaultTun: 'wg0' })), status: 'pass', findings: ['info proxy clash-beside-vpn'], says: /wg0/ },
  { what: 'a VPN that has the default route of its TUN', judge: judged(coreOf({ tun: true, ways: [{ path: 'direct', way: 'past', names: 'past-core' }], defaultTun: 'wg0', otherTuns: ['wg0'] }), { paths: [direct] }), status: 'warn', findings: ['info proxy clash-not-used', 'warning proxy clash-two-tuns'], says: /wg0/ },
  { what: 'a VPN beside its TUN, for other networks', judge: judged(coreOf({ ...byTun, defaultTun: 'Meta', otherTuns: ['wg0'] }), { paths: [direct] }), status: 'pass', findings: [] },
  { what: 'its own TUN', judge: judged(coreOf({ ...byTun, defaultTun: 'Meta' }), { paths: [direct] }), status: 'pass', findings: [] },
  {
    what: 'a program at both doors',
    judge: judged(coreOf({ ...byTun, connections: [connectionOf(), connectionOf({ door: 'tun', startedAtMs: 2_000 })] }), { paths: [direct] }),
    status: 'warn',
    findings: ['warning proxy clash-both-doors'],
    says: /node to openrouter\.ai/,
  },
  { what: 'the diagnosis itself at both doors', judge: judged(coreOf({ ...byTun, connections: [connectionOf({ own: true }), connectionOf({ door: 'tun', own: true })] }), { paths: [direct] }), status: 'pass', findings: [] },
  { what: 'two programs, a door each', judge: judged(coreOf({ ...byTun, connections: [connectionOf({ process: 'curl' }), connectionOf({ door: 'tun' })] }), { paths: [direct] }), status: 'pass', findings: [] },

  { what: 'global mode', judge: judged(coreOf({ mode: 'global' }, explanationOf({ mode: 'global', rule: undefined, policy: 'GLOBAL', chain: ['GLOBAL', 'node-a'] }))), status: 'pass', findings: ['info proxy clash-mode-global'], says: /GLOBAL -> node-a/ },
  { what: 'direct mode', judge: judged(coreOf({ mode: 'direct' }, explanationOf({ mode: 'direct', rule: undefined, policy: 'DIRECT', chain: ['DIRECT'] }))), status: 'pass', findings: ['info proxy clash-mode-direct'] },
  { what: 'a controller for everybody', judge: judged(coreOf({ exposure: { listens: '0.0.0.0:9090', loopback: false, guard: 'none' } })), status: 'warn', findings: ['warning settings clash-controller-open'], says: /a reload does not change/ },
  { what: 'a short secret', judge: judged(coreOf({ exposure: { listens: '0.0.0.0:9090', loopback: false, guard: 'short' } })), status: 'warn', findings: ['warning settings clash-controller-open'] },
  { what: 'a good secret on the network', judge: judged(coreOf({ exposure: { listens: '0.0.0.0:9090', loopback: false, guard: 'good' } })), status: 'pass', findings: [] },

  { what: 'two policies, one fails', judge: judged(coreOf(), through, comparedOf([{ status: null, code: 'ECONNRESET', durationMs: 4_000 }, {}])), status: 'warn', findings: ['warning proxy clash-one-policy-fails'], says: /Only the policy P1 fails: P2 reaches openrouter\.ai.*outage is local/ },
  { what: 'two policies, both fail', judge: judged(coreOf(), through, comparedOf([{ status: null, code: 'DEADLINE' }, { status: 502, node: null }])), status: 'warn', findings: ['warning proxy clash-both-policies-fail'] },
  { what: 'two policies, both answer', judge: judged(coreOf(), through, comparedOf([{}, { durationMs: 250 }])), status: 'pass', findings: ['info proxy clash-policies-compared'] },
  { what: 'two policies, one much quicker', judge: judged(coreOf(), through, comparedOf([{ durationMs: 2_000 }, {}])), status: 'pass', findings: ['info proxy clash-policies-compared'], says: /P2 is much quicker/ },
  { what: 'two policies, two answers', judge: judged(coreOf(), through, comparedOf([{ status: 403 }, {}])), status: 'pass', findings: ['info proxy clash-policies-compared'], says: /differently/ },
  { what: 'a choice that was not put back', judge: judged(coreOf(), through, comparedOf([{}, {}], { putBack: false })), status: 'warn', findings: ['info proxy clash-policies-compared', 'warning proxy clash-selection-left'] },
];
