import assert from 'node:assert/strict';
import { rowsChange, RowsWatch, type RowsChange, type RowsStanding } from '../../../../src/clash/fragment/rows-watch.ts';
import type { RunningRule } from '../../../../src/clash/fragment/running-rule.ts';
import { verification, type CoreAnswers, type RunningGroup, type VerificationFacts } from '../../../../src/clash/fragment/verification.ts';
import { verifyFragment, type CoreAsker } from '../../../../src/clash/fragment/verify.ts';
import type { RuleLine, RuleType } from '../../../../src/clash/rules/rule.ts';
import { wishFor } from './wishes.ts';

const wish = wishFor({ filter: undefined }, 'G');
const own = ['DomainSuffix', 'openrouter.ai', 'G'];

function rules(...lines: string[][]): RunningRule[] {
  return lines.map(([type = '', payload = '', target = ''], index) => ({ index, type, payload, target }));
}
function answers(list: RunningRule[], group: Partial<RunningGroup> | null = {}, mode = 'rule'): CoreAnswers {
  const nodes = ['a', 'b'].map((name): [string, RunningGroup] => [name, { name, type: 'Http', members: undefined, now: undefined, healthByUrl: new Map([[wish.testUrl, { alive: true }]]) }]);
  const groups: [string, RunningGroup][] = group ? [['G', { name: 'G', type: 'Fallback', members: ['a', 'b'], now: 'a', ...group }]] : [];
  return { mode, rules: list, proxies: new Map([...nodes, ...groups]) };
}
function line(type: RuleType, payload: string, target: string, noResolve = false): RuleLine {
  return { index: 0, text: '', range: { start: 0, end: 0 }, rule: { type, payload, target, noResolve, src: false, params: [] } };
}

describe('whether the rows are in force', () => {
  const good = rules(own, ['GeoIP', 'CN', 'DIRECT'], ['Match', '', 'PROXY']);
  const cases: [what: string, answers: CoreAnswers, problems: string[], took: boolean, facts?: VerificationFacts][] = [
    ['yes', answers(good), [], true],
    ['yes, below what can\'t catch the gateway', answers(rules(['Domain', 'ads.example', 'REJECT'], ['DomainKeyword', 'tracker', 'REJECT'], own)), [], true],
    ['the mode asks no rule', answers(good, {}, 'global'), ['mode'], false],
    ['a row that resolves stands above', answers(rules(['GeoIP', 'CN', 'DIRECT'], own)), ['row-below'], false, { file: [line('GEOIP', 'CN', 'DIRECT')] }],
    ['a broader row stands above', answers(rules(['DomainKeyword', 'router', 'DIRECT'], own)), ['row-below'], false],
    ['a rule set stands above', answers(rules(['RuleSet', 'ai', 'AI'], own)), ['row-below'], false],
    ['MATCH stands above', answers(rules(['Match', '', 'PROXY'], own)), ['row-below'], false],
    ['a row by address stands above, of which nothing is known', answers(rules(['IPCIDR', '10.0.0.0/8', 'DIRECT'], own)), ['maybe-resolving'], true],
    ['a row by address stands above, with no-resolve', answers(rules(['IPCIDR', '10.0.0.0/8', 'DIRECT'], own)), [], true, { file: [line('IP-CIDR', '10.0.0.0/8', 'DIRECT', true)] }],
    ['a rule above that is switched off', answers([{ index: 0, type: 'Match', payload: '', target: 'X', disabled: true }, { index: 1, type: 'DomainSuffix', payload: 'openrouter.ai', target: 'G' }]), [], true],
    ['no row', answers(rules(['Match', '', 'PROXY'])), ['rows-missing'], false],
    ['the row leads elsewhere', answers(rules(['DomainSuffix', 'openrouter.ai', 'PROXY'], ['Match', '', 'PROXY'])), ['rows-missing'], false],
    ['nothing of it, and the list as before', answers(rules(['Match', '', 'PROXY']), null), ['not-reloaded', 'group-missing'], false, { before: rules(['Match', '', 'PROXY']) }],
    ['nothing of it, and the rest of the file', answers(rules(['GeoIP', 'CN', 'DIRECT'], ['Match', '', 'PROXY']), null), ['not-reloaded', 'group-missing'], false, { file: [line('DOMAIN-SUFFIX', 'openrouter.ai', 'G'), line('GEOIP', 'CN', 'DIRECT'), line('MATCH', '', 'PROXY')] }],
    ['nothing of it, and other rules than the file\'s', answers(rules(['Domain', 'a.example', 'X'], ['Match', '', 'X']), null), ['other-profile', 'group-missing'], false, { file: [line('DOMAIN-SUFFIX', 'openrouter.ai', 'G'), line('GEOIP', 'CN', 'DIRECT'), line('MATCH', '', 'PROXY')] }],
    ['the pattern finds no node', answers(good, { members: ['COMPATIBLE'], now: 'COMPATIBLE' }), ['group-empty'], false],
    ['the group holds nothing but the way without a node', answers(good, { members: ['DIRECT'] }), ['group-empty'], false],
    ['the pattern finds no node, and the core refuses then', answers(good, { members: ['REJECT'] }), ['group-refuses'], false],
    ['no node reached the gateway', { ...answers(good), proxies: new Map([...answers(good).proxies].map(([name, one]) => [name, { ...one, healthByUrl: new Map([[wish.testUrl, { alive: false }]]) }])) }, ['nodes-dead'], true],
    ['a connection went elsewhere', answers(good), ['led-elsewhere'], false, { led: new Map([['openrouter.ai', ['PROXY', 'a']]]) }],
    ['a connection went through the group', answers(good), [], true, { led: new Map([['openrouter.ai', ['G', 'a']]]) }],
  ];
  for (const [what, said, problems, took, facts] of cases) {
    it(what, () => {
      const found = verification(wish, said, facts);
      assert.deepEqual([found.problems.map(({ id }) => id), found.took], [problems, took], JSON.stringify(found.problems));
      for (const { sentence } of found.problems) assert.doesNotMatch(sentence, /undefined|\{\d\}/);
    });
  }

  it('is asked of the core, and each connection is closed again', async () => {
    const said = answers(good);
    let [open, closed] = [0, 0];
    const core: CoreAsker = {
      configs: async () => ({ mode: 'rule' }),
      rules: async () => said.rules,
      proxies: async () => said.proxies,
      connections: async () => ({ connections: [{ host: 'openrouter.ai', startMs: 1, chains: ['b', 'OLD'] }, { host: 'openrouter.ai', startMs: 2, chains: ['a', 'G'] }] }),
    };
    const connect = async (host: string) => (host === 'openrouter.ai' && ++open ? { close: () => void closed++ } : undefined);
    assert.equal((await verifyFragment(wish, core, new AbortController().signal, { connect })).took, true);
    assert.deepEqual([open, closed], [1, 1]);
  });
});

describe('what a refresh does to the rows', () => {
  const standing = (list: RunningRule[]): RowsStanding => ({ rules: JSON.stringify(list), verification: verification(wish, answers(list)) });
  const inForce = standing(rules(own, ['Match', '', 'P']));
  const longer = standing(rules(own, ['Domain', 'x.example', 'P'], ['Match', '', 'P']));
  const moved = standing(rules(['RuleSet', 'ai', 'P'], own, ['Match', '', 'P']));
  const maybe = standing(rules(['IPCIDR', '10.0.0.0/8', 'P'], own, ['Match', '', 'P']));
  const cases: [what: string, before: RowsStanding, after: RowsStanding, kind: RowsChange['kind'] | undefined][] = [
    ['nothing', inForce, inForce, undefined],
    ['another list, the rows first', inForce, longer, 'kept'],
    ['moved below a rule set', inForce, moved, 'lost'],
    ['still moved', moved, moved, undefined],
    ['back', moved, inForce, 'back'],
    ['perhaps below one that resolves', inForce, maybe, 'worse'],
  ];
  for (const [what, before, after, kind] of cases) it(what, () => assert.equal(rowsChange(before, after)?.kind, kind));

  it('is told once by a watch, which outlives a core that is away', async () => {
    const looks: (RowsStanding | Error)[] = [inForce, new Error('away'), moved, moved, inForce];
    const told: string[] = [];
    let timer: (() => void) | undefined;
    const watch = new RowsWatch({
      look: async () => {
        const next = looks.shift();
        if (!next || next instanceof Error) throw next;
        return next;
      },
      after: (ms, run) => {
        assert.equal(ms, 1_000);
        timer = run;
        return { dispose: () => (timer = undefined) };
      },
      onChange: ({ kind }) => told.push(kind),
    }, 1_000);
    while (looks.length > 0) {
      timer?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(told, ['lost', 'back']);
    watch.dispose();
    assert.equal(timer, undefined);
  });
});
