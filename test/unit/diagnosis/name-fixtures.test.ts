/** What was seen on rigs of real DNS servers and a TUN (test/peers/dns-verdicts.test.ts), judged again without them. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { judgedAgain, type NameFixture } from '../../peers/rigs/name-fixture.ts';

const folder = new URL('fixtures/', import.meta.url);

describe('names and connections as they were recorded', () => {
  const kinds = ['dns', 'connect'];
  for (const kind of kinds) {
    const files = fs.readdirSync(new URL(`${kind}/`, folder));
    it(`${kind}: there are some`, () => assert.ok(files.length >= 8));
    for (const file of files) {
      const fixture = JSON.parse(fs.readFileSync(new URL(`${kind}/${file}`, folder), 'utf8')) as NameFixture;
      it(`${fixture.rig}: ${fixture.findings.join(', ') || 'nothing'}`, () => {
        assert.deepEqual(judgedAgain(fixture), fixture.findings);
        // The same on every system: what is true of Linux alone stays in the words.
        for (const platform of ['win32', 'darwin'] as const) {
          assert.deepEqual(judgedAgain({ ...fixture, facts: { ...fixture.facts, platform } }), fixture.findings);
        }
      });
    }
  }
});
