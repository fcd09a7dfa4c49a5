/**
 * What a real Clash core does with connections, beside what the rules' evaluator says it does: made-up configurations,
 * really connected through, rule, policy and chain compared.
 */
import * as assert from 'node:assert/strict';
import * as dgram from 'node:dgram';
import * as fs from 'node:fs';
import { once } from 'node:events';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import type { CoreRule } from '../../src/clash/controller/answers/rules.ts';
import type { ClashConnection, ClashKnowledge } from '../../src/clash/rules/connection.ts';
import { DomainSet } from '../../src/clash/rules/domain-set.ts';
import { compileRules } from '../../src/clash/rules/evaluate.ts';
import type { RuleReference } from '../../src/clash/rules/explanation.ts';
import { nothingKnown } from '../../src/clash/rules/nothing-known.ts';
import { refusedLines, ruleLines } from '../unit/clash/rules/rule-lines.ts';
import { askCore, ready, type Observed } from './clash-rules/ask-core.ts';
import { addressOf, makeConfiguration, makeNameSet, type Made, type Surroundings } from './clash-rules/generate.ts';
import { checkWithClashCore, startClashCore, type ClashCore } from './rigs/clash-core.ts';
import { startHttpNode, startSocksNode, type ClashNode } from './rigs/clash-node.ts';
import { startClashOrigin, type ClashOrigin } from './rigs/clash-origin.ts';
import { startStubDns, type StubDns } from './rigs/stub-dns.ts';

const configurations = Number(process.env['GATEHOUSE_CLASH_CONFIGURATIONS'] ?? 30);
const nameSets = Number(process.env['GATEHOUSE_CLASH_NAME_SETS'] ?? 15);
const firstSeed = Number(process.env['GATEHOUSE_CLASH_SEED'] ?? 1);

describe('rules, by a real Clash core', function () {
  this.timeout(300_000);
  let origin: ClashOrigin;
  let dns: StubDns;
  let nodes: ClashNode[] = [];
  let open: Openings;
  let around: Surroundings;

  before(async () => {
    origin = await startClashOrigin();
    open = await startOpenings(3);
    dns = await startStubDns(addressOf);
    const to = ({ network }: { network: 'tcp' | 'udp' }): { port: number } => ({ port: network === 'udp' ? origin.udpPort : origin.port });
    nodes = await Promise.all([startHttpNode('n-http', to), startSocksNode('n-socks', to), startSocksNode('n-udp', to, { udp: true }), startHttpNode('n-dead', to)]);
    await nodes[3]?.close();
    around = { ports: open.ports, dnsPort: dns.port, healthUrl: `http://127.0.0.1:${origin.port}/generate_204`, nodes: nodes.map((node) => node.yaml) };
  });

  after(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await dns.close();
    await open.close();
    await origin.close();
  });

  it('decide as the evaluator says, over made-up configurations', async () => {
    let compared = 0;
    let incomplete = 0;
    let found = 0;
    const wrong: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + configurations; seed++) {
      const made = makeConfiguration(seed, around);
      const core = await startClashCore(made.text, { files: made.files });
      try {
        const judge = await judgeFor(core, made);
        for (const observed of await askCore(core, made.questions)) {
          compared++;
          if (observed.process !== undefined) found++;
          const { difference, guessed } = judge(observed);
          if (difference !== undefined) wrong.push(`seed ${seed}: ${difference}`);
          if (guessed === 'incomplete') incomplete++;
        }
      } finally {
        await core.stop();
      }
    }
    console.log(`      ${compared} connections over ${configurations} configurations, ${wrong.length} differ; with less known, ${incomplete} were left open`);
    assert.deepEqual(wrong, []);
    if (configurations >= 30) assert.ok(compared >= 300 && incomplete > 100 && found > 50, `${compared} ${incomplete} ${found}`);
  });

  it('take and refuse the lines that the reader takes and refuses', async () => {
    const surroundings = `proxies:\n  - {name: G, type: direct}\n  - {name: '🇭🇰 HK 01', type: direct}\nrule-providers:\n  r: {type: inline, behavior: domain, payload: [a]}\nsub-rules:\n  s: ['MATCH,G']\n`;
    const configuration = (lines: readonly string[]): string => `${surroundings}rules:\n${lines.map((line) => `  - ${JSON.stringify(line)}\n`).join('')}`;
    // A country needs a database, which the core would fetch.
    const taken = await checkWithClashCore(configuration(ruleLines.map(([line]) => line).filter((line) => !line.startsWith('GEOIP,CN'))));
    assert.ok(taken.accepted, taken.said);
    const wrong: string[] = [];
    for (const [line] of refusedLines) if ((await checkWithClashCore(configuration([line]))).accepted) wrong.push(line);
    assert.deepEqual(wrong, []);
  });

  it('find names in sets as the evaluator does', async () => {
    let compared = 0;
    let open = 0;
    const wrong: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + nameSets; seed++) {
      const { set, hosts } = makeNameSet(seed);
      const core = await startClashCore(`proxies:\n${nodes.slice(0, 2).map((node) => `  - ${node.yaml}\n`).join('')}rule-providers:\n  s: {type: inline, behavior: domain, payload: ${JSON.stringify(set)}}\nrules:\n  - RULE-SET,s,n-http\n  - MATCH,n-socks\n`);
      try {
        await ready(core);
        const names = new DomainSet(set);
        for (const { question, policy } of await askCore(core, hosts.map((host) => ({ way: 'connect', host, port: 80 })))) {
          const said = names.has(question.host);
          compared++;
          if (said === undefined) open++;
          else if (said !== (policy === 'n-http')) wrong.push(`seed ${seed}: ${question.host} in ${JSON.stringify(set)}: the core says ${policy === 'n-http'}`);
        }
      } finally {
        await core.stop();
      }
    }
    console.log(`      ${compared} names over ${nameSets} sets, ${wrong.length} differ, ${open} were left open`);
    assert.deepEqual(wrong, []);
    assert.ok(compared < 100 || open < compared / 50);
  });

  it('do the odd things of docs/clash-core.md', async () => {
    const port = around.ports[0] ?? 0;
    const odd: [what: string, rows: readonly (string | null)[], more: string, policy: string][] = [
      ['brackets that hold everything do not count, and AND of nothing is true', ['AND,(DOMAIN,nowhere),n-http', 'MATCH,n-socks'], '', 'n-http'],
      ['OR of nothing is false', ['OR,(DOMAIN,a.test),n-http', 'MATCH,n-socks'], '', 'n-socks'],
      ['conditions without outer brackets', ['AND,(DOMAIN,a.test),(NETWORK,udp),n-http', 'AND,(DOMAIN,a.test),(NETWORK,tcp),n-udp', 'MATCH,n-socks'], '', 'n-udp'],
      ['spaces behind commas of an expression', ['DOMAIN-REGEX,^a{1, 2}\\.test$,n-http', 'MATCH,n-socks'], '', 'n-http'],
      ['ports that lose their upper bits', [`DST-PORT,${65_536 + port},n-http`, 'MATCH,n-socks'], '', 'n-http'],
      ['null rows', [null, 'DOMAIN,a.test,n-http', null, 'MATCH,n-socks'], '', 'n-http'],
      ['hosts that stand for another name', ['DOMAIN,other.example,n-http', 'MATCH,n-socks'], 'hosts: { a.test: other.example }\n', 'n-http'],
      ['hosts, looked at by a row that does not resolve', ['IP-CIDR,127.30.5.5/32,n-http,no-resolve', 'MATCH,n-socks'], 'hosts: { a.test: 127.30.5.5 }\n', 'n-http'],
      ['a sub-rule left by PASS', ['SUB-RULE,(NETWORK,tcp),s', 'MATCH,n-socks'], "sub-rules: { s: ['DOMAIN,a.test,PASS', 'MATCH,n-http'] }\n", 'n-socks'],
    ];
    for (const [what, rows, more, policy] of odd) {
      const core = await startClashCore(`proxies:\n${nodes.slice(0, 3).map((node) => `  - ${node.yaml}\n`).join('')}${more}rules:\n${rows.map((row) => `  - ${JSON.stringify(row)}\n`).join('')}`);
      try {
        await ready(core);
        const [observed] = await askCore(core, [{ way: 'connect', host: 'a.test', port }]);
        assert.ok(observed);
        assert.equal(observed.policy, policy, `the core: ${what}`);
        const configuration = readConfiguration(fs.readFileSync(core.configurationFile, 'utf8'));
        assert.equal(configuration.rules.length, (await core.client.rules(AbortSignal.timeout(5_000))).length, what);
        assert.equal(compileRules(configuration).explain(connectionOf(observed, core.ports.mixed), { ...nothingKnown, addressOf }).policy, policy, what);
      } finally {
        await core.stop();
      }
    }
  });

  it('do not count in the modes global and direct', async () => {
    for (const mode of ['global', 'direct']) {
      const core = await startClashCore(`mode: ${mode}\nproxies:\n${nodes.slice(0, 3).map((node) => `  - ${node.yaml}\n`).join('')}proxy-groups:\n  - { name: S, type: select, proxies: [n-http, n-udp] }\nrules:\n  - MATCH,n-socks\n`);
      try {
        await ready(core);
        const signal = AbortSignal.timeout(10_000);
        await core.client.select('GLOBAL', 'S', signal);
        const proxies = await core.client.proxies(signal);
        const [observed] = await askCore(core, [{ way: 'connect', host: 'a.test', port: around.ports[0] ?? 0 }]);
        assert.ok(observed);
        const configuration = readConfiguration(fs.readFileSync(core.configurationFile, 'utf8'));
        const said = compileRules(configuration).explain(connectionOf(observed, core.ports.mixed), { ...nothingKnown, chosen: (group) => proxies.get(group)?.now });
        assert.deepEqual([said.mode, said.rule, said.chain], [mode, undefined, observed.chain ?? [observed.policy]]);
        assert.equal(said.chain.at(-1), mode === 'global' ? 'n-http' : 'DIRECT');
        assert.equal(observed.rule, '');
      } finally {
        await core.stop();
      }
    }
  });

  it('end the core by a suffix that is a whole address', async () => {
    const core = await startClashCore('rules:\n  - IP-SUFFIX,127.0.0.1/32,REJECT\n  - MATCH,DIRECT\n');
    try {
      await assert.rejects(ready(core));
      assert.match(core.output(), /panic: runtime error: index out of range \[-1\]/);
    } finally {
      await core.stop();
    }
  });
});

/** Compares one connection with what the evaluator says, knowing everything and knowing less. */
type Judge = (observed: Observed) => { difference: string | undefined; guessed: 'right' | 'incomplete' };

async function judgeFor(core: ClashCore, made: Made): Promise<Judge> {
  const signal = AbortSignal.timeout(20_000);
  await settle(core, signal);
  await ready(core);
  for (const [group, choice] of Object.entries(made.choices)) await core.client.select(group, choice, signal);
  const proxies = await core.client.proxies(signal);
  const coreRules = await core.client.rules(signal);
  const configuration = readConfiguration(fs.readFileSync(core.configurationFile, 'utf8'));
  assert.deepEqual(configuration.faults, []);
  assert.equal(configuration.rules.length, coreRules.length);
  const known: ClashKnowledge = {
    ...nothingKnown,
    addressOf,
    ruleSet: (name) => made.ruleSets[name],
    chosen: (group) => proxies.get(group)?.now,
  };
  const rules = compileRules(configuration);
  return (observed) => {
    const { question, chain, policy } = observed;
    const connection = connectionOf(observed, core.ports.mixed);
    const said = rules.explain(connection, known);
    const row = said.rule && outerRow(said.rule);
    const saidRow = row === undefined ? undefined : coreRules[row];
    const same =
      said.complete &&
      said.policy === policy &&
      isRow(saidRow, observed) &&
      (chain === undefined || (said.chainComplete && said.chain.join(' > ') === chain.join(' > '))) &&
      resolvedAlike(observed, said.resolvedBy !== undefined, said.chain);
    const difference = same
      ? undefined
      : `${question.way} ${question.host}:${question.port}\n  core: ${observed.rule}(${observed.payload}) ${(chain ?? [policy]).join(' > ')} ${observed.destinationIp ?? '-'}\n  said: ${saidRow?.type}(${saidRow?.payload}) ${said.chain.join(' > ')} ${said.complete ? '' : 'incomplete '}${JSON.stringify({ ...said.rule, undecided: said.undecided, passed: said.passedOver, dns: said.resolvedBy })}`;
    const less = rules.explain(withoutProcess(connection), { ...nothingKnown, chosen: known.chosen });
    if (less.complete && less.policy !== policy) return { difference: `${difference ?? ''} sure of ${less.policy} instead of ${policy} with less known: ${JSON.stringify(question)}`, guessed: 'right' };
    return { difference, guessed: less.complete ? 'right' : 'incomplete' };
  };
}

function withoutProcess({ process: _process, processPath: _path, uid: _uid, ...rest }: ClashConnection): ClashConnection {
  return rest;
}

/** The controller answers before the configuration counts; and fallbacks leave the node that is dead when the health check at the start is over. */
async function settle(core: ClashCore, signal: AbortSignal): Promise<void> {
  for (;;) {
    const proxies = await core.client.proxies(signal);
    if (proxies.get('F1')?.now === 'n-udp' && proxies.get('F2')?.now === 'n-http') return;
    await sleep(30, undefined, { signal });
  }
}

/** A core on a busy machine does not find every process, which is then nobody's for it; its record says which it found. */
function connectionOf({ question: { way, host, port }, sourcePort, process: program }: Observed, mixedPort: number): ClashConnection {
  const executable = fs.realpathSync(process.execPath);
  return {
    host: net.isIP(host) ? null : host,
    ...(net.isIP(host) && { destinationIp: host }),
    sniffHost: null,
    network: way === 'udp' ? 'udp' : 'tcp',
    destinationPort: port,
    sourceIp: '127.0.0.1',
    sourcePort,
    inboundPort: mixedPort,
    inboundType: way === 'connect' ? 'HTTPS' : 'SOCKS5',
    // The mixed port's UDP half goes by another name (listener/listener.go).
    inboundName: way === 'udp' ? 'DEFAULT-SOCKS' : 'DEFAULT-MIXED',
    inboundUser: null,
    process: program ?? null,
    processPath: program === path.basename(executable) ? executable : null,
    uid: program === undefined ? null : (process.getuid?.() ?? null),
    dscp: 0,
  };
}

/** Where in `rules` a row stands, or the row that led into its list, which is the one the core tells. */
function outerRow(rule: RuleReference): number {
  return (rule.via?.[0] ?? rule).index;
}

function isRow(row: CoreRule | undefined, { rule, payload }: Observed): boolean {
  return row ? row.type === rule && row.payload === payload : rule === '';
}

/** A proxied connection has an address exactly where a rule made the core look for one, and there was one. */
function resolvedAlike({ question: { host, way }, chain, destinationIp }: Observed, said: boolean, saidChain: readonly string[]): boolean {
  if (chain === undefined || way === 'udp' || net.isIP(host) || ['pinned.test', 'alias.test', 'localhost', 'nx.test'].includes(host) || saidChain.at(-1) === 'DIRECT' || saidChain.at(-1) === 'COMPATIBLE') return true;
  return said === (destinationIp !== undefined);
}

interface Openings {
  readonly ports: readonly number[];
  close(): Promise<void>;
}

/** Listens at every loopback address, for what goes direct. */
async function startOpenings(count: number): Promise<Openings> {
  const servers: net.Server[] = [];
  const sockets: dgram.Socket[] = [];
  const held = new Set<net.Socket>();
  for (let index = 0; index < count; index++) {
    const server = net.createServer((socket) => {
      held.add(socket);
      socket.on('error', () => undefined);
    }).listen(0, '0.0.0.0');
    await once(server, 'listening');
    servers.push(server);
    const socket = dgram.createSocket('udp4').bind((server.address() as net.AddressInfo).port, '0.0.0.0');
    await once(socket, 'listening');
    sockets.push(socket);
  }
  return {
    ports: servers.map((server) => (server.address() as net.AddressInfo).port).sort((a, b) => a - b),
    close: async () => {
      for (const socket of held) socket.destroy();
      for (const socket of sockets) socket.close();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
