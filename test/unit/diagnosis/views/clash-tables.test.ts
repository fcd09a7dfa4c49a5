import assert from 'node:assert/strict';
import { clashTables } from '../../../../src/diagnosis/views/clash-tables.ts';
import { clashOf, comparedOf, coreOf, explanationOf, nodeOf, rowOf } from '../rules/clash-cases.ts';
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
    assert.deepEqual(texts(dns).map((row) => row[1]), ['fake-ip', 'nothing', 'not asked', 'off', 'by a proxy port of the core']);
    const none = clashTables(clashOf(coreOf({ dns: { mode: null, system: null, listener: null } })), facts);
    assert.equal(none.some(({ id }) => id === 'clash-dns'), false);
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
