/** What real servers and interceptors showed once, judged again: the same verdict on every system. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { judgeTls } from '../../../src/diagnosis/rules/tls.ts';
import { resultOf } from './samples.ts';
import type { TlsFixture } from './fixtures/tls-fixture.ts';

const folder = new URL('fixtures/tls/', import.meta.url);
const fixtures = fs.readdirSync(folder).map((file) => JSON.parse(fs.readFileSync(new URL(file, folder), 'utf8')) as TlsFixture);

describe('TLS as it was recorded', () => {
  for (const { title, expected, facts, evidence } of fixtures) {
    it(`${title}: ${expected.findings.join(', ') || 'nothing'}`, () => {
      const judged = judgeTls(evidence, facts);
      assert.equal(judged.status, expected.status);
      const { findings } = diagnose(facts, [resultOf('tls', 'tls', judged, evidence)]);
      assert.deepEqual(findings.map(({ severity, id }) => `${severity} ${id}`), expected.findings);
    });
  }

  it('has every kind of verdict, and no interceptor where there was none', () => {
    const ids = new Set(fixtures.flatMap(({ expected }) => expected.findings.map((one) => one.split(' ')[1] ?? '')));
    const wanted = [
      'tls-intercepted-trusted', 'tls-intercepted-untrusted', 'tls-private-authority', 'tls-untrusted', 'tls-wrong-host',
      'tls-broken-chain', 'tls-unknown-public-root', 'tls-not-tls', 'tls-name-filtered', 'tls-closed', 'tls-expired',
      'clock-wrong', 'tls-weak-certificate', 'tls-name-refused', 'tls-old-peer', 'tls-runtime-refuses', 'tls-connects-unchecked',
    ];
    assert.deepEqual(wanted.filter((id) => !ids.has(id)), []);
    const honest = fixtures.filter(({ title }) => !/mitmproxy|squid, /.test(title));
    assert.ok(honest.length > 20);
    for (const { title, expected } of honest) assert.ok(!expected.findings.some((one) => one.includes('intercepted')), title);
  });

  it('names no folder of the machine it was recorded on', () => {
    for (const one of fixtures) assert.doesNotMatch(JSON.stringify(one), /\/(tmp|root|home|work)\//, one.title);
  });
});
