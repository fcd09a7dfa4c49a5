import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { CoreRule } from '../../../../src/clash/controller/answers/rules.ts';
import { isRunning, textOfRows } from '../../../../src/diagnosis/clash/running-configuration.ts';

const running = (rows: readonly [type: string, payload: string, target: string][]): CoreRule[] =>
  rows.map(([type, payload, target], index) => ({ index, type, payload, target, size: undefined, disabled: undefined, counts: undefined }));
const file = (rules: readonly string[]) => readConfiguration(`rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`, { form: 'configuration' });

describe('whether a file is what a core runs', () => {
  const rows: readonly [what: string, rules: readonly string[], core: CoreRule[], same: boolean][] = [
    ['the same', ['DOMAIN-SUFFIX,a.test,P', 'IP-CIDR6,2001:db8::/32,DIRECT', 'SUB-RULE,(NETWORK,tcp),one', 'MATCH,P'], running([['DomainSuffix', 'a.test', 'P'], ['IPCIDR', '2001:db8::/32', 'DIRECT'], ['SubRules', '', ''], ['Match', '', 'P']]), true],
    ['another target', ['MATCH,P'], running([['Match', '', 'Q']]), false],
    ['another type', ['DOMAIN,a.test,P'], running([['DomainSuffix', 'a.test', 'P']]), false],
    ['a row more', ['MATCH,P'], running([['Domain', 'a', 'P'], ['Match', '', 'P']]), false],
    ['a row that nobody can read', ['NONSENSE,a,P'], running([['Nonsense', 'a', 'P']]), false],
  ];
  for (const [what, rules, core, same] of rows) it(`${what}: ${same}`, () => assert.equal(isRunning(file(rules), core), same));
});

describe('rows as a core lists them', () => {
  it('are read again as rows, in their places', () => {
    const rows = running([['DomainSuffix', 'a.test', 'P'], ['GeoIP', 'CN', 'DIRECT'], ['ProcessName', 'curl', 'P'], ['Match', '', 'P']]);
    const { text, unsure } = textOfRows(rows, [{ name: 'P', members: ['a', 'b'] }]);
    const read = readConfiguration(text, { form: 'configuration' });
    assert.deepEqual(read.rules.map((line) => line.text), ['DOMAIN-SUFFIX,a.test,P', 'GEOIP,CN,DIRECT', 'PROCESS-NAME,curl,P', 'MATCH,P']);
    assert.deepEqual([...unsure], [1]);
    assert.deepEqual(read.groups.map(({ members }) => members.map(({ value }) => value)), [['a', 'b']]);
  });

  it('never end in a text that breaks, whatever stands in names', () => {
    fc.assert(fc.property(fc.array(fc.record({ payload: fc.string(), target: fc.string() })), fc.array(fc.record({ name: fc.string(), members: fc.array(fc.string()) })), (rows, groups) => {
      const { text } = textOfRows(running(rows.map(({ payload, target }) => ['Domain', payload, target])), groups);
      assert.equal(readConfiguration(text, { form: 'configuration' }).rules.length, rows.length);
    }));
  });
});
