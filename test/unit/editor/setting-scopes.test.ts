import * as assert from 'node:assert/strict';
import { decidingScope, sidesOf, type Inspected } from '../../../src/editor/setting-scopes.ts';

describe('the scopes of a setting', () => {
  const rows: readonly [inspected: Inspected | undefined, scope: ReturnType<typeof decidingScope>, sides: ReturnType<typeof sidesOf>][] = [
    [undefined, 'default', undefined],
    [{ defaultValue: 'd', globalLocalValue: undefined, globalRemoteValue: undefined }, 'default', undefined],
    [{ globalValue: 'a', globalLocalValue: 'a', globalRemoteValue: undefined }, 'user', { local: 'A' }],
    [{ globalValue: 'b', globalLocalValue: 'a', globalRemoteValue: 'b' }, 'remote', { local: 'A', remote: 'B' }],
    [{ globalValue: 'a', globalLocalValue: 'a', globalRemoteValue: 'a', workspaceValue: 'c' }, 'workspace', undefined],
    [{ globalValue: ['a'], globalLocalValue: ['a'], globalRemoteValue: ['a'], workspaceFolderValue: [] }, 'folder', undefined],
    // An editor that does not tell the halves apart.
    [{ globalValue: 'a', globalRemoteValue: 'a' }, 'remote', undefined],
  ];
  for (const [inspected, scope, sides] of rows) {
    it(JSON.stringify(inspected) ?? 'none', () => {
      assert.equal(decidingScope(inspected), scope);
      assert.deepEqual(sidesOf(inspected, (value) => String(value).toUpperCase()), sides);
    });
  }
});
