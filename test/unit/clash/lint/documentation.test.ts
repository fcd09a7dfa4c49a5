import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { lintRules } from '../../../../src/clash/lint/catalogue.ts';

describe('docs/clash-lint.md', () => {
  it('lists each rule of the catalogue in its order, with its code, its severity and whether there is a fix', () => {
    const page = fs.readFileSync('docs/clash-lint.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (\w+) \| (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)];
    assert.deepEqual(
      rows.map(([, id, code, severity, , , fix]) => ({ id, code, severity, fixable: fix?.trim() !== '-' })),
      lintRules.map(({ id, code, severity, fixable }) => ({ id, code, severity, fixable })),
    );
  });
});
