import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { certificateShape, type CertificateShape } from '../../../src/path/certificate-extensions.ts';
import { certificateFacts } from '../../../src/path/certificate-facts.ts';
import { make, type MadeOptions } from './pki.ts';

const der = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
const dns = ['a.test'];

describe('the shape of a certificate', () => {
  const rows: readonly { what: string; made: Partial<MadeOptions>; shape: Partial<CertificateShape> }[] = [
    {
      what: 'an authority',
      made: { authority: true, pathLength: 3 },
      shape: {
        version: 3,
        basicConstraints: { critical: true, authority: true, pathLength: 3 },
        keyUsage: { certificateSign: true },
      },
    },
    {
      what: 'one whose constraints are not critical',
      made: { authority: true, constraints: 'plain' },
      shape: { basicConstraints: { critical: false, authority: true, pathLength: null } },
    },
    {
      what: 'a server',
      made: { dns },
      shape: {
        keyUsage: { certificateSign: false },
        alternativeNames: { empty: false },
        transparency: false,
        authorityAccess: false,
      },
    },
    {
      what: 'one with key identifiers',
      made: { dns },
      shape: { subjectKeyId: { present: true, critical: false }, authorityKeyId: { present: true, critical: false } },
    },
    {
      what: 'one without',
      made: { dns, keyIds: 'none' },
      shape: { subjectKeyId: { present: false, critical: false }, authorityKeyId: { present: false, critical: false } },
    },
    {
      what: 'a public server',
      made: { dns, timestamps: true, authorityAccess: true },
      shape: { transparency: true, authorityAccess: true },
    },
    { what: 'an empty name', made: { commonName: '' }, shape: { emptySubject: false } },
  ];
  for (const { what, made, shape } of rows) {
    it(what, async () => {
      const seen = certificateShape(der((await make({ commonName: 'x', ...made })).certificate));
      assert.ok(seen);
      for (const [name, value] of Object.entries(shape))
        assert.deepEqual(seen[name as keyof CertificateShape], value, name);
    });
  }

  it('has no constraints and no usage where there are none', async () => {
    const seen = certificateShape(
      der((await make({ commonName: 'x', constraints: 'none', keyUsage: false })).certificate),
    );
    assert.ok(seen && !('basicConstraints' in seen) && !('keyUsage' in seen) && !('alternativeNames' in seen));
  });

  it('is read from any bytes without harm', async () => {
    const whole = der((await make({ commonName: 'x', dns, timestamps: true })).certificate);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void certificateShape(Buffer.from(bytes))));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const torn = Buffer.from(whole.subarray(0, length));
        if (at < torn.length) torn[at] = value;
        const seen = certificateShape(torn);
        assert.ok(seen === undefined || typeof seen.transparency === 'boolean');
      }),
    );
    assert.equal(certificateShape(Buffer.alloc(0)), undefined);
  });
});

describe('the facts of a certificate', () => {
  it('has what a viewer shows, and of a name no more than organisation and common name', async () => {
    const root = await make({
      commonName: 'Charles Proxy CA (1 Jan 2026, ada-laptop)',
      organization: 'XK72 Ltd',
      authority: true,
      key: 'rsa-2048',
    });
    const facts = certificateFacts(der(root.certificate));
    assert.equal(facts.subject, 'O=XK72 Ltd, CN=Charles Proxy CA (1 Jan 2026, ada-laptop)');
    assert.deepEqual([facts.selfSigned, facts.authority, facts.key], [true, true, { kind: 'rsa', bits: 2_048 }]);
    assert.match(facts.pem ?? '', /^-----BEGIN CERTIFICATE-----\n/);
    const leaf = certificateFacts(der((await make({ commonName: 'a.test', dns, issuer: root })).certificate));
    assert.deepEqual([leaf.selfSigned, leaf.authority, leaf.key], [false, false, { kind: 'ec', bits: 256 }]);
    assert.equal(leaf.issuer, facts.subject);
  });

  it('knows a server that signed its own certificate', async () => {
    assert.equal(certificateFacts(der((await make({ commonName: 'a.test', dns })).certificate)).selfSigned, true);
  });
});
