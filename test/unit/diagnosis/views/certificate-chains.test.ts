import * as assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import type { TlsEvidence } from '../../../../src/diagnosis/evidence.ts';
import { withoutGivenCertificates, withoutPrivateCertificates } from '../../../../src/diagnosis/rules/tls-redaction.ts';
import { judgeTls } from '../../../../src/diagnosis/rules/tls.ts';
import { certificateChains } from '../../../../src/diagnosis/views/certificate-chains.ts';
import { asTlsEvidence, chainPem, pemsIn, rootPem } from '../../../../src/diagnosis/views/chain-pems.ts';
import { createAuthority } from '../../../../src/lab/certificates.ts';
import { certificateFacts, type CertificateFacts } from '../../../../src/path/certificate-facts.ts';
import type { FoundRoot } from '../../../../src/path/trust-gift.ts';
import { factsOf, observationOf } from '../samples.ts';

const factsIn = (pem: string): CertificateFacts => certificateFacts(new X509Certificate(pem).raw);
const now = new Date().toISOString();

describe('the certificates of a path', () => {
  let leaf: CertificateFacts;
  let root: CertificateFacts;
  let expired: CertificateFacts;
  before(async () => {
    const authority = await createAuthority({ name: { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' } });
    leaf = factsIn((await authority.issue({ dns: ['openrouter.ai'] })).certificate);
    expired = factsIn((await authority.issue({ dns: ['openrouter.ai'], validity: 'expired' })).certificate);
    root = factsIn(authority.pem);
  });

  const evidenceOf = (chain: readonly CertificateFacts[], found?: FoundRoot, ends: 'root' | 'none' = 'none'): TlsEvidence => ({
    applies: true,
    measuredAt: now,
    paths: [
      {
        path: 'direct',
        observation: observationOf({ chain, trust: { bundled: false, extra: false, system: ends === 'root' }, bundledCode: 'SELF_SIGNED_CERT_IN_CHAIN' }),
        trust: [
          {
            context: 'integrated-terminal',
            rows: [],
            stores: { os: { ends, anchor: null, faults: [], strictFaults: [], certificates: 1 }, java: { problem: 'missing' } },
            osBundle: null,
            gifts: [{ variables: ['NODE_EXTRA_CA_CERTS'], replaces: false, keeps: [], cures: ['node@24'] }],
          },
        ],
        ...(found && { root: found }),
      },
    ],
  });
  const shown = (evidence: TlsEvidence) => certificateChains(evidence, factsOf())[0];

  it('are told one by one: what each is, until when, how it is signed, both fingerprints', () => {
    const chain = shown(evidenceOf([leaf, root], { ...root, from: 'chain' }));
    assert.deepEqual(chain?.certificates.map(({ title }) => title), ['openrouter.ai', 'Zscaler Root CA']);
    assert.match(chain?.certificates[0]?.role ?? '', /^server, valid for (89|90) more days$/);
    assert.match(chain?.certificates[1]?.role ?? '', /^root, /);
    assert.equal(chain?.root, undefined, 'it came along');
    const facts = new Map(chain?.certificates[0]?.facts.map(({ label, value }) => [label, value]));
    assert.deepEqual([...facts.keys()], ['Subject', 'Issuer', 'Valid', 'Names', 'Key', 'Signature', 'SHA-256', 'SHA-1']);
    assert.deepEqual([facts.get('Key'), facts.get('Signature')], ['EC, 256 bits', 'ECDSA with SHA-256']);
    const certificate = new X509Certificate(leaf.pem ?? '');
    assert.deepEqual([facts.get('SHA-256'), facts.get('SHA-1')], [certificate.fingerprint256, certificate.fingerprint]);
    assert.match(chain?.certificates[1]?.facts.find(({ label }) => label === 'Issuer')?.value ?? '', /signed by itself/);
  });

  it('say what is wrong with their dates', () => {
    assert.equal(shown(evidenceOf([expired]))?.certificates[0]?.role, 'server, expired');
    const early = { ...leaf, validFrom: '2999-01-01T00:00:00.000Z', validTo: '2999-02-01T00:00:00.000Z' };
    assert.equal(shown(evidenceOf([early]))?.certificates[0]?.role, 'server, not valid yet');
    assert.equal(shown({ ...evidenceOf([{ ...leaf, validTo: 'soon' }]) })?.certificates[0]?.role, 'server');
  });

  it('say who knows the root, and where it is when it did not come along', () => {
    const known = shown(evidenceOf([leaf], { ...root, from: 'os' }, 'root'));
    assert.match(known?.remarks.join(' ') ?? '', /SELF_SIGNED_CERT_IN_CHAIN.*Its root is in: the system's store\.$/);
    assert.equal(known?.root?.title, 'Zscaler Root CA');
    assert.match(shown(evidenceOf([leaf]))?.remarks.join(' ') ?? '', /No store of this machine has its root\. The root is not at hand/);
  });

  it('are nothing where none was seen', () => {
    assert.deepEqual(certificateChains({ applies: false, paths: [] }, factsOf()), []);
    assert.deepEqual(certificateChains({ applies: true, paths: [{ path: 'direct', notReached: { leg: 'tcp', step: 'tcp', code: 'X', message: '' } as never }] }, factsOf()), []);
  });

  it('can be copied whole, one by one, and without what is missing', () => {
    const evidence = evidenceOf([leaf, root], { ...root, from: 'chain' });
    assert.equal(chainPem(evidence, 'direct'), `${leaf.pem}${root.pem}`);
    assert.equal(rootPem(evidence, 'direct'), root.pem);
    assert.deepEqual([...pemsIn(evidence).keys()], [leaf.fingerprint256, root.fingerprint256]);
    const bare = withoutPrivateCertificates(evidenceOf([root])).paths[0]?.observation?.chain[0];
    assert.ok(bare && bare.pem === undefined);
    assert.equal(chainPem(evidenceOf([leaf, bare]), 'direct'), undefined);
    assert.equal(chainPem(evidence, 'elsewhere'), undefined);
    assert.equal(rootPem(evidenceOf([leaf]), 'direct'), undefined);
  });

  it('are only looked for in evidence of the right form', () => {
    for (const value of [undefined, null, 'x', {}, { paths: 'x' }]) assert.equal(asTlsEvidence(value), undefined);
    assert.ok(asTlsEvidence(evidenceOf([leaf])));
  });

  it('do not leave the machine: neither with the evidence nor with the fixes', () => {
    const evidence = evidenceOf([leaf, root], { ...root, from: 'chain' });
    const { findings } = judgeTls(evidence, factsOf());
    assert.match(JSON.stringify(findings), /BEGIN CERTIFICATE/, 'the fix has it to write');
    const out = JSON.stringify([withoutPrivateCertificates(evidence), withoutGivenCertificates(findings)]);
    assert.doesNotMatch(out, /BEGIN CERTIFICATE/);
    assert.ok(out.includes(root.fingerprint256));
    assert.match(out, /"kind":"new-file"/);
  });

  it('leave of a public chain the root alone, which everybody has', () => {
    const evidence = evidenceOf([leaf], { ...root, from: 'bundled' });
    const [path] = evidence.paths;
    assert.ok(path?.observation);
    const open: TlsEvidence = { ...evidence, paths: [{ ...path, observation: { ...path.observation, trust: { bundled: true, extra: null, system: null } } }] };
    const out = withoutPrivateCertificates(open);
    assert.deepEqual([...pemsIn(out).keys()], [leaf.fingerprint256]);
  });
});
