/** Every setting that a fix may write is written, checked and taken back in a real workbench. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { writableSettings } from '../../../../src/diagnosis/fixes/change.ts';

/** By setting: the file in test/ui, and the title of a test there. */
const tests: Readonly<Record<string, readonly [file: string, title: string]>> = {
  'http.proxy': ['fixes', 'removes a setting that names no proxy, sees that this helps, and puts it back'],
  'http.noProxy': ['setting-fixes', 'lets the editor go directly where its proxy is dead and others get through'],
  'http.proxyStrictSSL': ['fixes', 'takes a line out of a file and puts it back where it was'],
  'http.systemCertificates': ['company-setting-fixes', 'lets the editor use the certificates of the system'],
  'http.proxySupport': ['company-setting-fixes', 'switches the proxy support of the editor on'],
  'http.fetchAdditionalSupport': ['setting-fixes', 'gives fetch the proxy that https has'],
  'gatehouse.customBaseUrl': ['setting-fixes', 'corrects a base URL that was copied from a wrong example'],
  'gatehouse.gateway': ['setting-fixes', 'lets the known gateway take the place of an entry with a wrong base URL'],
  'terminal.integrated.env.linux': ['fixes', 'gives every client in the terminal the same exclusion list, with the proof beside it'],
};

/** Written only where the editor runs on that system, in the same way (`sections` of the rules). */
const ofOtherSystems = ['terminal.integrated.env.osx', 'terminal.integrated.env.windows'];

/** What stands between a test's title and the next test. */
function body(file: string, title: string): string {
  const text = fs.readFileSync(new URL(`../../../ui/${file}.test.ts`, import.meta.url), 'utf8');
  const start = text.indexOf(`  it('${title}'`);
  assert.ok(start >= 0, `test/ui/${file}.test.ts has no test "${title}"`);
  return text.slice(start).split(/\n  it\(|\n  \}\);\n/, 1)[0] ?? '';
}

describe('settings that a fix may write', () => {
  it('are all tried in a real workbench', () => {
    assert.deepEqual([...writableSettings].toSorted(), [...Object.keys(tests), ...ofOtherSystems].toSorted());
  });
  for (const [id, [file, title]] of Object.entries(tests)) {
    it(`${id}: applied, checked and undone`, () => {
      const text = body(file, title);
      for (const step of ['fixes.apply(', 'fixes.applied()', 'fixes.undo()']) assert.ok(text.includes(step), step);
      // The chosen gateway is read off the page, where it stands without its setting's name.
      assert.ok(text.includes(id.startsWith('gatehouse.') ? 'shows(rightBaseUrl)' : `'${id}'`), `the test says nothing of ${id}`);
    });
  }
});
