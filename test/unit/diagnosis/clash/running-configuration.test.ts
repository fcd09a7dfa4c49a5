import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { CoreRule } from '../../../../src/clash/controller/answers/rules.ts';
import { textOfRows } from '../../../../src/diagnosis/clash/running-configuration.ts';

const running = (rows: readonly [type: string, payload: string, target: string][]): CoreRule[] =>
  rows.map(([type, payload, target], index) => ({ index, type, payload, target, size: undefined, disabled: undefined, counts: undefined }));

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
