import assert from 'node:assert/strict';
import { readCertificates, rootSet, verifyChain, type ChainVerdict } from '../../../src/path/trust-chain.ts';
import { make, type Made, type MadeOptions } from './pki.ts';

const now = Date.now();
const dns = ['gateway.test'];
const verdict = (served: readonly Made[], roots: readonly Made[], atMs = now): ChainVerdict =>
  verifyChain(readCertificates(served.map((one) => one.certificate)), rootSet(readCertificates(roots.map((one) => one.certificate))), atMs);

describe('a chain held against roots', () => {
  let root: Made;
  let middle: Made;
  let leaf: Made;
  let below: Made;
  before(async () => {
    root = await make({ commonName: 'Root', organization: 'Acme', authority: true, toDays: 900 });
    middle = await make({ commonName: 'Middle', authority: true, issuer: root });
    leaf = await make({ commonName: 'leaf', issuer: root, dns });
    below = await make({ commonName: 'below', issuer: middle, dns });
  });

  it('ends in a root, in a middle, or nowhere', async () => {
    const other = await make({ commonName: 'Root', organization: 'Acme', authority: true });
    assert.deepEqual(verdict([leaf], [root]), { ends: 'root', anchor: 'Root', faults: [], strictFaults: [] });
    assert.equal(verdict([leaf, root], [root]).ends, 'root');
    assert.equal(verdict([below, middle], [root]).ends, 'root');
    assert.equal(verdict([below], [root]).ends, 'none', 'nobody brings the middle');
    assert.equal(verdict([below], [root, middle]).ends, 'root', 'the set does');
    assert.deepEqual([verdict([below], [middle]).ends, verdict([below], [middle]).anchor], ['partial', 'Middle']);
    assert.equal(verdict([leaf], [other]).ends, 'none', 'the same name with another key');
    assert.equal(verdict([leaf], [other, root]).ends, 'root');
    assert.equal(verdict([leaf, root], []).ends, 'none');
    assert.equal(verdict([leaf], [leaf]).ends, 'partial', 'the certificate itself among the roots');
    assert.equal(verdict([root], [root]).ends, 'root', 'one that signed itself');
    assert.equal(verdict([], [root]).ends, 'none');
  });

  it('does not go round in circles', async () => {
    const twin = await make({ commonName: 'Root', organization: 'Acme', authority: true, issuer: middle });
    assert.equal(verdict([below, middle, twin], []).ends, 'none');
  });

  const faults: readonly { what: string; leaf?: Partial<MadeOptions>; root?: Partial<MadeOptions>; faults: readonly string[] }[] = [
    { what: 'an expired leaf', leaf: { fromDays: -90, toDays: -2 }, faults: ['expired'] },
    { what: 'a leaf of tomorrow', leaf: { fromDays: 2 }, faults: ['not-yet-valid'] },
    { what: 'an expired root', root: { fromDays: -900, toDays: -2 }, faults: ['expired'] },
    { what: 'a root that may not sign', root: { authority: false }, faults: ['not-an-authority'] },
    { what: 'a short key', leaf: { key: 'rsa-1024' }, faults: ['weak-key'] },
    { what: 'a leaf signed over SHA-1', leaf: { hash: 'SHA-1' }, root: { key: 'rsa-2048' }, faults: ['weak-signature'] },
    { what: 'a root signed over SHA-1', root: { key: 'rsa-2048', hash: 'SHA-1' }, faults: [] },
  ];
  for (const one of faults) {
    it(`finds ${one.what}: ${one.faults.join() || 'nothing'}`, async () => {
      const top = await make({ commonName: 'Top', authority: true, ...one.root });
      const bottom = await make({ commonName: 'bottom', issuer: top, dns, ...one.leaf });
      assert.deepEqual(verdict([bottom], [top]).faults, one.faults);
    });
  }

  const strict: readonly { what: string; leaf?: Partial<MadeOptions>; root?: Partial<MadeOptions>; faults: readonly string[] }[] = [
    { what: 'nothing amiss', faults: [] },
    { what: 'constraints that are not critical', root: { constraints: 'plain' }, faults: ['constraints-not-critical'] },
    { what: 'a leaf whose constraints are not critical', leaf: { constraints: 'plain' }, faults: [] },
    { what: 'a leaf without constraints', leaf: { constraints: 'none' }, faults: [] },
    { what: 'a root without key usage', root: { keyUsage: false }, faults: ['authority-without-key-usage'] },
    { what: 'a root with a path length', root: { pathLength: 0 }, faults: [] },
    { what: 'a leaf with a path length', leaf: { pathLength: 0 }, faults: ['path-length-misplaced'] },
    { what: 'a leaf without key identifiers', leaf: { keyIds: 'none' }, faults: ['no-authority-key-id'] },
    { what: 'a root without key identifiers', root: { keyIds: 'none' }, faults: ['no-subject-key-id'] },
    { what: 'a root without an authority key identifier', root: { keyIds: 'no-authority' }, faults: [] },
  ];
  for (const one of strict) {
    it(`minds when strict: ${one.what}: ${one.faults.join() || 'nothing'}`, async () => {
      const top = await make({ commonName: 'Top', authority: true, ...one.root });
      const bottom = await make({ commonName: 'bottom', issuer: top, dns, ...one.leaf });
      const seen = verdict([bottom], [top]);
      assert.equal(seen.ends, 'root');
      assert.deepEqual(seen.strictFaults, one.faults);
    });
  }

  it('reads what is a certificate and leaves the rest', () => {
    const text = `# Acme\n${root.certificate}\n-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n${middle.certificate}`;
    assert.deepEqual(readCertificates([text, 'nothing']).map(({ certificate }) => certificate.subject), ['O=Acme\nCN=Root', 'CN=Middle']);
  });
});
