import * as assert from 'node:assert/strict';
import { stacksTable } from '../../../../src/diagnosis/views/stacks-table.ts';
import { routeOf } from '../samples.ts';
import { stackOf, stacksOf } from '../rules/stack-cases.ts';

const other = { peer: { address: '127.0.0.1', port: 7890, certificate: { issuer: 'Acme Root', fingerprint256: 'CC' } } };

describe('the table of HTTP stacks', () => {
  it('is left out where nothing was compared', () => {
    assert.equal(stacksTable(stacksOf([])), undefined);
  });

  it('has a row for each stack, and marks what differs', () => {
    const table = stacksTable(
      stacksOf([
        stackOf('patched-https', 'proxy', 200, { source: 'setting', ...other }),
        stackOf('patched-fetch', 'direct', 'ECONNRESET'),
        stackOf('undici', 'direct'),
      ]),
    );
    assert.equal(table?.id, 'stacks');
    assert.ok(table.rows.every((row) => row.length === table.columns.length));
    assert.deepEqual(table.rows.map((row) => row.slice(1, 5)), [
      [
        { text: 'setting (http.proxy)' },
        { text: 'through http://127.0.0.1:7890', mark: 'differs' },
        { text: '200' },
        { text: 'Acme Root', mark: 'differs' },
      ],
      [{ text: 'nothing set' }, { text: 'direct' }, { text: 'ECONNRESET', mark: 'bad' }, { text: 'Google Trust Services, WE1' }],
      [{ text: 'nothing set' }, { text: 'direct' }, { text: '200' }, { text: 'Google Trust Services, WE1' }],
    ]);
    assert.deepEqual(table.remarks, []);
  });

  it('has a row also where nothing is known', () => {
    const table = stacksTable(stacksOf([stackOf('electron', 'direct', 'ERR_FAILED', { predicted: null, peer: { address: null, port: null } })]));
    assert.deepEqual(table?.rows[0]?.slice(1, 5), [{ text: 'unknown' }, { text: 'way unknown' }, { text: 'ERR_FAILED', mark: 'bad' }, { text: '' }]);
  });

  const remarks: readonly [what: string, editor: { proxy: string | null; source: string | null }, source: string, expected: RegExp[]][] = [
    ['as expected', { proxy: 'http://127.0.0.1:7890', source: 'setting' }, 'setting', [/http:\/\/127\.0\.0\.1:7890; decided by "setting" \(http\.proxy\)/]],
    ['otherwise than expected', { proxy: null, source: 'system_cached' }, 'setting', [/direct; decided by "system_cached"/, /"setting" was expected/]],
    ['in an older editor', { proxy: null, source: null }, 'setting', [/says: direct\.$/]],
    ['with a word that is not known yet', { proxy: null, source: 'tomorrow' }, 'tomorrow', [/"tomorrow" \(tomorrow\)/]],
  ];
  for (const [what, editor, source, expected] of remarks) {
    it(`says what the editor itself answered, ${what}`, () => {
      const stacks = [stackOf('patched-https', 'proxy', 200, { predicted: routeOf('vscode-exthost-http', 'proxy'), source })];
      const said = stacksTable(stacksOf(stacks, { editor }))?.remarks ?? [];
      assert.equal(said.length, expected.length);
      expected.forEach((pattern, index) => assert.match(said[index] ?? '', pattern));
    });
  }

  it('says that NO_PROXY is not read any more', () => {
    const table = stacksTable(stacksOf([stackOf('patched-https', 'direct')], { settings: { ownNoProxy: true } }));
    assert.match(table?.remarks.join(' ') ?? '', /does not read NO_PROXY/);
  });
});
