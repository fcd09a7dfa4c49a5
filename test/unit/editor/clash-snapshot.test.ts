import assert from 'node:assert/strict';
import { clashRows, shownClash, type FollowedConnection } from '../../../src/editor/inspector/clash-snapshot.ts';
import { connectionOf, coreOf, explanationOf, nodeOf } from '../diagnosis/rules/clash-cases.ts';

const followed = (number: number, more: Partial<FollowedConnection> = {}): FollowedConnection => ({ ...connectionOf({ startedAtMs: number * 1_000 }), number, bytesUp: 0, bytesDown: 0, endedAtMs: null, ...more });
const core = coreOf({ nodes: [nodeOf('node-a'), nodeOf('node-b', false)] });

describe('connections of a Clash core as rows', () => {
  const rows: readonly [what: string, connections: FollowedConnection[], marks: string[], failed: boolean][] = [
    ['nothing stands out', [followed(1)], [], false],
    ['a dead node', [followed(1, { node: 'node-b' })], ['dead-node'], true],
    ['a dead node, and it has ended', [followed(1, { node: 'node-b', live: false, endedAtMs: 5_000 })], ['dead-node', 'ended'], false],
    ['silent for long', [followed(1, { silentMs: 31_000 })], ['stalled'], false],
    ['silent for a moment', [followed(1, { silentMs: 2_000 })], [], false],
    ['another node than the call before', [followed(1), followed(2, { node: 'node-c' })], ['changed'], true],
    ['another region than the call before', [followed(1, { node: 'HK-1' }), followed(2, { node: 'JP-1' })], ['changed'], true],
    ['another policy than the call before', [followed(1), followed(2, { policy: 'OTHER' })], ['changed'], true],
    ['another rule alone', [followed(1, { rule: 'Match' }), followed(2, { rule: 'Domain(a)' })], [], false],
    ['a node that is not chosen any more', [followed(1, { left: { why: 'deselected', now: 'node-c' } })], ['left'], false],
    ['the same, and nobody knows which is', [followed(1, { left: { why: 'deselected', now: null } })], ['left'], false],
    ['a node that is dead by its own group', [followed(1, { left: { why: 'dead', now: null } })], ['dead-node'], true],
    ['silent for long after something was sent', [followed(1, { silentMs: 31_000, unanswered: true })], ['stalled'], false],
    ['another node than another program', [followed(1, { process: 'curl' }), followed(2, { node: 'node-c' })], [], false],
    ['by both doors', [followed(1), followed(2, { door: 'tun' })], ['double'], true],
    ['without a name', [followed(1, { withoutName: true })], ['no-name'], true],
  ];
  for (const [what, connections, marks, failed] of rows) {
    it(`${what}: ${marks.join(', ') || 'no mark'}`, () => {
      const row = clashRows(connections, core, 10_000).at(-1);
      assert.deepEqual(row?.marks.map(({ kind }) => kind), marks);
      assert.equal(row.failed, failed);
      assert.ok(row.marks.every(({ text }) => text !== ''));
    });
  }

  it('have a word for each door', () => {
    const words = (['connect', 'http', 'socks', 'tun', 'other'] as const).map((door) => clashRows([followed(1, { door, process: '' })], core, 0)[0]?.caller);
    assert.deepEqual(words, ['CONNECT', 'HTTP', 'SOCKS', 'TUN', 'another door']);
  });
});

describe('a Clash core on the page', () => {
  it('says in each state what there is to say', () => {
    const tried = [{ place: 'http://127.0.0.1:9097', why: 'port' as const, outcome: 'secret-wanted' as const }];
    const said = (['looking', 'none', 'locked', 'watching', 'lost'] as const).map((state) => shownClash({ state, tried, core: coreOf() }).sentence);
    assert.equal(new Set(said).size, 5);
    assert.equal(shownClash({ state: 'lost', tried, core: undefined, problem: 'It was restarted.' }).sentence, 'It was restarted.');
    assert.deepEqual(shownClash({ state: 'none', tried: [...tried, { place: 'a', why: 'file', outcome: 'found' }], core: undefined }).tried, ['http://127.0.0.1:9097: asks for its secret', 'a: found']);
  });

  it('has a row for a host of which nothing is known, and for the modes without rows', () => {
    assert.deepEqual(shownClash({ state: 'watching', tried: [], core: coreOf({}, null) }).hosts.map(({ row, way, healthMark }) => [row, way, healthMark]), [['unknown', 'unknown', 'quiet']]);
    const direct = coreOf({ mode: 'direct', nodes: [] }, explanationOf({ mode: 'direct', rule: undefined, policy: 'DIRECT', chain: ['DIRECT'] }));
    assert.deepEqual(shownClash({ state: 'watching', tried: [], core: direct }).hosts.map(({ row, health }) => [row, health]), [['mode direct', 'not tested']]);
  });
});
