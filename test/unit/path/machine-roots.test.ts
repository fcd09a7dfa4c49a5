import assert from 'node:assert/strict';
import * as tls from 'node:tls';
import { machineRoots } from '../../../src/path/machine-roots.ts';

describe('the roots of this machine', () => {
  it('are the public ones and more, each once', async () => {
    const roots = await machineRoots(process.env, process.platform);
    const known = new Set(roots);
    assert.equal(known.size, roots.length);
    assert.ok(tls.rootCertificates.every((root) => known.has(root)));
    assert.ok(roots.every((root) => root.startsWith('-----BEGIN CERTIFICATE-----')));
  });

  it('are one list while they are fresh, also when many ask at once', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => machineRoots(process.env, process.platform)));
    assert.ok(others.every((roots) => roots === first));
    assert.equal(await machineRoots(process.env, process.platform), first);
  });
});
