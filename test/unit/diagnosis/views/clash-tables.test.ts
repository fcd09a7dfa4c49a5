import assert from 'node:assert/strict';
import { clashTables } from '../../../../src/diagnosis/views/clash-tables.ts';
import { clashOf, comparedOf, connectionOf, coreOf, explanationOf, nodeOf, rowOf } from '../rules/clash-cases.ts';
import { factsOf, proxied } from '../samples.ts';

const facts = factsOf({ paths: [proxied] });
const texts = (table: ReturnType<typeof clashTables>[number] | undefined): string[][] => (table?.rows ?? []).map((row) => row.map(({ text }) => text));

describe('the tables of a Clash core', () => {
  it('are left out where there is none', () => assert.deepEqual(clashTables(clashOf(null), facts), []));

  it('tell the way of each host, its node, and where that is known from', () => {
    const [hosts] = clashTables(clashOf(coreOf()), facts);
    assert.deepEqual(texts(hosts), [['openrouter.ai', 'row 1 (DOMAIN-SUFFIX,openrouter.ai,PROXY)', 'PROXY -> node-a', 'passes its test, 40 ms', 'asking the core and evaluating its rows']]);
    assert.match(hosts?.remarks[0] ?? '', /Clash Meta v1\.19\.20, found at http:\/\/127\.0\.0\.1:9090; mode rule/);
  });

  it('mark a node that fails, and name what is missing', () => {
    const explanation = explanationOf({ complete: false, resolvedBy: rowOf(3, 'GEOIP,CN,DIRECT'), undecided: [{ rule: rowOf(1, 'PROCESS-NAME,curl,DIRECT'), missing: 'process', detail: 'curl', policy: 'DIRECT' }] });
    const [hosts] = clashTables(clashOf(coreOf({ nodes: [nodeOf('node-a', false)] }, explanation)), facts);
    assert.equal(hosts?.rows[0]?.[1]?.mark, 'differs');
    assert.deepEqual(hosts?.rows[0]?.[3], { text: 'failed its test', mark: 'bad' });
    assert.match(hosts?.remarks.join(' ') ?? '', /not known: which program calls \(curl\).*looked up because of row 4/);
  });

  it('have a row also for what is not known', () => {
    const [hosts] = clashTables(clashOf(coreOf({}, null)), facts);
    assert.deepEqual(texts(hosts), [['openrouter.ai', 'unknown', 'unknown', 'unknown', '']]);
  });

  for (const [mode, words] of [['rule', 'no row'], ['global', 'mode global'], ['direct', 'mode direct']] as const) {
    it(`say "${words}" where no row decided`, () => {
      const [hosts] = clashTables(clashOf(coreOf({ mode, nodes: [] }, explanationOf({ mode, rule: undefined }))), facts);
      assert.deepEqual(texts(hosts)[0]?.slice(1, 4), [words, 'PROXY -> node-a', 'not tested']);
    });
  }

  it('tell who resolves the name', () => {
    const dns = clashTables(clashOf(coreOf({ dns: { mode: 'fake-ip', system: 'none', listener: null } })), facts).find(({ id }) => id === 'clash-dns');
    assert.deepEqual(texts(dns).map((row) => row[1]), ['fake-ip', 'nothing', 'not asked', 'not asked', 'no connection', 'off', 'by a proxy port of the core', 'yes: the name is handed over']);
    const none = clashTables(clashOf(coreOf({ dns: { mode: null, system: null, listener: null } })), facts);
    assert.equal(none.some(({ id }) => id === 'clash-dns'), false);
  });

  it('tell whether rows by domain hold, what the core knew, and who else takes traffic', () => {
    const kinds = ['by-name', 'fake-ip', 'mapped', 'sniffed-or-hosts', 'bypasses-core-dns', 'no-mapping', 'orphaned', 'dead-end', 'past-core', 'unresolved', 'unknown'] as const;
    const said = kinds.map((names) => {
      const core = coreOf({ ways: [{ path: 'proxy-1', way: 'tun', names }] });
      return texts(clashTables(clashOf(core), facts).find(({ id }) => id === 'clash-dns')).at(-1)?.[1];
    });
    assert.equal(new Set(said).size, kinds.length);
    const records = [{ dnsMode: 'fake-ip' }, { dnsMode: 'redir-host' }, { dnsMode: 'hosts' }, { dnsMode: 'normal' }, { withoutName: true }].map((more) =>
      texts(clashTables(clashOf(coreOf({ connections: [connectionOf({ dnsMode: 'normal', withoutName: false, startedAtMs: 1 }), connectionOf({ startedAtMs: 2, ...more })] })), facts).find(({ id }) => id === 'clash-dns'))[4]?.[1]);
    assert.equal(new Set(records).size, records.length);
    const upstreams = (['real', 'none', 'off'] as const).map((upstream) => texts(clashTables(clashOf(coreOf({ dns: { mode: null, system: 'real', listener: null, upstream } })), facts).find(({ id }) => id === 'clash-dns'))[3]?.[1]);
    assert.deepEqual(upstreams, ['a real address', 'nothing', 'nothing: its DNS is off']);
    const remarks = clashTables(clashOf(coreOf({ otherTuns: ['wg0'], dns: { mode: null, system: 'real', listener: null, notFromCore: ['203.0.113.9'] } })), facts).find(({ id }) => id === 'clash-dns')?.remarks.join(' ');
    assert.match(remarks ?? '', /wg0.*203\.0\.113\.9/);
  });

  it('tell where a connection and the rows, or the file and the core, differ', () => {
    const core = coreOf({ otherFile: { path: '/c.yaml', row: 4 } });
    const hosts = core.hosts.map((one) => ({ ...one, otherwise: { policy: 'OLD', rule: 'Match' } }));
    assert.match(clashTables(clashOf({ ...core, hosts }), facts)[0]?.remarks.join(' ') ?? '', /newest connection went by OLD, by the rule Match.*\/c\.yaml.*row 5 differs/);
    const bare = core.hosts.map((one) => ({ ...one, otherwise: { policy: 'OLD', rule: '' } }));
    assert.match(clashTables(clashOf({ ...core, hosts: bare }), facts)[0]?.remarks.join(' ') ?? '', /went by OLD\./);
  });

  it('tell two policies apart', () => {
    const compared = clashTables(clashOf(null, comparedOf([{ status: null, code: 'ECONNRESET', node: null }, {}])), facts)[0];
    assert.deepEqual(compared?.rows.map((row) => row.slice(1, 3)), [
      [{ text: 'unknown', mark: 'quiet' }, { text: 'ECONNRESET', mark: 'bad' }],
      [{ text: 'node-2' }, { text: '401', mark: 'good' }],
    ]);
    assert.match(compared?.remarks.join(' ') ?? '', /put back/);
  });
});
