import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { CoreRule } from '../../../../src/clash/controller/answers/rules.ts';
import { firstOtherRow } from '../../../../src/clash/controller/running-rules.ts';

type Row = [type: string, payload: string, target: string];
const running = (rows: readonly Row[]): CoreRule[] => rows.map(([type, payload, target], index) => ({ index, type, payload, target, size: undefined, disabled: undefined, counts: undefined }));
const file = (rules: readonly string[]) => readConfiguration(`rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`, { form: 'configuration' }).rules;

describe('the first row in which a file differs from what a core runs', () => {
  const rows: readonly [what: string, rules: readonly string[], core: readonly Row[], first: number | undefined][] = [
    ['the same', ['DOMAIN-SUFFIX,a.test,P', 'IP-CIDR6,2001:db8::/32,DIRECT', 'SUB-RULE,(NETWORK,tcp),one', 'MATCH,P'], [['DomainSuffix', 'a.test', 'P'], ['IPCIDR', '2001:db8::/32', 'DIRECT'], ['SubRules', '', ''], ['Match', '', 'P']], undefined],
    ['another target', ['MATCH,P'], [['Match', '', 'Q']], 0],
    ['another type', ['DOMAIN,a.test,P'], [['DomainSuffix', 'a.test', 'P']], 0],
    ['another name in the same place', ['MATCH,P', 'DOMAIN,a.test,P'], [['Match', '', 'P'], ['Domain', 'b.test', 'P']], 1],
    ['the name in capitals', ['DOMAIN,A.test,P'], [['Domain', 'a.test', 'P']], undefined],
    ['a name in other letters, which the core writes its own way', ['DOMAIN,名.test,P'], [['Domain', 'xn--5us.test', 'P']], undefined],
    ['a network, which the core may write its own way', ['IP-CIDR,10.1.2.3/8,P'], [['IPCIDR', '10.0.0.0/8', 'P']], undefined],
    ['a row by source, which has another name in the core', ['IP-CIDR,10.0.0.0/8,P,src'], [['SrcIPCIDR', '10.0.0.0/8', 'P']], undefined],
    ['a core with kinds of its own', ['DOMAIN,a.test,P'], [['default', 'domain=a.test', 'route(P)']], undefined],
    ['the same core with another target', ['DOMAIN,a.test,P'], [['default', 'domain=a.test', 'route(Q)']], 0],
    ['a row more in the core', ['MATCH,P'], [['Domain', 'a', 'P'], ['Match', '', 'P']], 0],
    ['a row more in the file', ['MATCH,P', 'MATCH,P'], [['Match', '', 'P']], 1],
    ['a row that nobody can read', ['NONSENSE,a,P'], [['Nonsense', 'a', 'P']], 0],
  ];
  for (const [what, rules, core, first] of rows) it(`${what}: ${first ?? 'none'}`, () => assert.equal(firstOtherRow(file(rules), running(core)), first));

  it('is the row that was changed', () => {
    fc.assert(fc.property(fc.nat({ max: 30 }), fc.nat({ max: 30 }), (length, place) => {
      const names = Array.from({ length: length + 1 }, (_, index) => `n${index}.test`);
      const at = place % names.length;
      const core = running(names.map((name, index): Row => ['Domain', name, index === at ? 'OTHER' : 'P']));
      assert.equal(firstOtherRow(file(names.map((name) => `DOMAIN,${name},P`)), core), at);
    }));
  });
});
