import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { mayWrite } from '../../../src/diagnosis/fixes/change.ts';
import { legs } from '../../../src/path/leg.ts';
import { accountAndModelCases } from './rules/account-cases.ts';
import { httpCases, streamCases } from './rules/api-cases.ts';
import { clashCases } from './rules/clash-cases.ts';
import { correlationCases } from './rules/correlation-cases.ts';
import { measuredCases } from './rules/measured-cases.ts';
import { connectCases, dnsCases } from './rules/network-cases.ts';
import { pacCases } from './rules/pac-cases.ts';
import { loopbackCases, proxyEnvironmentCases, routeCases } from './rules/settings-cases.ts';
import { givenBy, givingCases, tlsCases } from './rules/tls-cases.ts';
import { stackCases } from './rules/stack-cases.ts';
import { deepStreamCases, idleCases, uploadCases } from './rules/stream-cases.ts';
import { toolFileCases } from './rules/tool-file-cases.ts';
import { wslCases } from './rules/wsl-cases.ts';
import { resultOf, type RuleCase } from './samples.ts';

const tables: Readonly<Record<string, readonly RuleCase[]>> = {
  'proxy-environment': [...proxyEnvironmentCases, ...toolFileCases, ...wslCases],
  route: [...routeCases, ...pacCases],
  'measured-routes': measuredCases,
  loopback: loopbackCases,
  dns: dnsCases,
  connect: connectCases,
  clash: clashCases,
  tls: tlsCases,
  http: [...httpCases, ...accountAndModelCases],
  stacks: stackCases,
  stream: [...streamCases, ...deepStreamCases],
  upload: uploadCases,
  idle: idleCases,
};

function texts({ title, detail, fixes }: Finding): string {
  return [title, detail, ...fixes.flatMap((fix) => [fix.title, fix.detail, fix.snippet ?? ''])].join(' ');
}

for (const [rule, cases] of Object.entries(tables)) {
  describe(`the rule ${rule}`, () => {
    for (const { what, judge, status, findings, says } of cases) {
      it(`${what}: ${status}${findings.length > 0 ? `, ${findings.join(', ')}` : ''}`, () => {
        const judged = judge();
        assert.deepEqual(judged.findings.map(({ severity, leg, id }) => `${severity} ${leg} ${id}`), findings);
        assert.equal(judged.status, status);
        assert.ok(judged.summary !== '' || judged.findings.length === 0);
        const said = judged.findings.map(texts).join(' ');
        if (says) assert.match(said, says);
        for (const finding of judged.findings) {
          assert.ok(legs.includes(finding.leg) && finding.probes.includes(rule));
          assert.match(finding.title, /\S.*[.?]$/);
          assert.ok(finding.detail.length > 0);
          if (finding.severity === 'error' && rule !== 'route') assert.ok(finding.fixes.length > 0, 'a fault comes with something to do');
          for (const fix of finding.fixes) assert.ok(fix.title !== '' && fix.detail !== '');
        }
        assert.doesNotMatch(said, /undefined|\[object|NaN|\{\d\}|!/);
        assert.doesNotMatch(said, /REJECT_UNAUTHORIZED=0\b.*to (fix|work)|--insecure|verify=False/i, 'no fix switches checks off');
      });
    }
  });
}

describe('a root is given', () => {
  for (const { what, judge, gives } of givingCases) {
    it(`${gives.length > 1 ? '' : 'not '}for ${what}`, () => {
      assert.deepEqual(givenBy(judge), gives);
      for (const { fixes } of judge().findings) {
        for (const { changes = [] } of fixes) assert.ok(changes.every(mayWrite));
      }
    });
  }
});

describe('the rules together', () => {
  it('have a case for every finding and every fix they can make', () => {
    const made = new Set<string>();
    const note = ({ id, fixes }: Finding): void => {
      made.add(id);
      for (const fix of fixes) made.add(fix.id);
    };
    for (const cases of Object.values(tables)) for (const { judge } of cases) judge().findings.forEach(note);
    for (const { facts, results } of correlationCases) diagnose(facts, results).findings.forEach(note);
    const folder = new URL('../../../src/diagnosis/', import.meta.url);
    const files = ['rules', 'correlations'].flatMap((room) => fs.readdirSync(new URL(`${room}/`, folder)).map((file) => `${room}/${file}`));
    const source = files.map((file) => fs.readFileSync(new URL(file, folder), 'utf8')).join('\n');
    const ids = [...source.matchAll(/\bid: ([^,\n]*)/g)].flatMap(([, value = '']) => [...value.matchAll(/'([a-z][a-z0-9-]+)'/g)].map((one) => one[1] ?? ''));
    assert.ok(ids.length > 60, 'ids are found in the sources');
    assert.deepEqual([...new Set(ids)].filter((id) => !made.has(id)), []);
  });

  it('call nothing worse than information on honest evidence', () => {
    const honest = Object.entries(tables).flatMap(([rule, cases]) =>
      cases.filter(({ status }) => status === 'pass' || status === 'skip').map(({ judge }) => resultOf(rule, 'http', judge())),
    );
    assert.ok(honest.length > 40);
    for (const { findings } of honest) assert.deepEqual(findings.filter(({ severity }) => severity !== 'info'), []);
  });
});
