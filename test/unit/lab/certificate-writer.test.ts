import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateForm,
  keyUsage,
  serverAuthentication,
  subjectKeyIdentifier,
  writeCertificate,
} from '../../../src/lab/certificate-writer.ts';
import { createAuthority, type LeafOptions } from '../../../src/lab/certificates.ts';
import { x509 } from '../path/x509-library.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const webKey = (): Promise<CryptoKey> => {
  const spki = new Uint8Array(keys.publicKey.export({ type: 'spki', format: 'der' }));
  return crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
};

function written(form: Partial<CertificateForm>): string {
  return writeCertificate({
    serialNumber: Uint8Array.of(0x41, 0x42),
    subject: { commonName: 'subject' },
    issuer: { commonName: 'subject' },
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [basicConstraints(true)],
    ...form,
  });
}

/** A text that UTF-8 can hold, of any kind: controls, right-to-left marks, characters outside the first plane. */
const text = fc.string({ unit: 'binary', maxLength: 200 });

describe('the certificate writer', () => {
  it('holds any name, and says the same to another library', () => {
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), (commonName, organization) => {
        const name = { commonName, ...(organization === undefined ? {} : { organization }) };
        const pem = written({ subject: name, issuer: name });
        const read = new x509.X509Certificate(pem);
        assert.deepEqual(read.subjectName.getField('CN'), [commonName]);
        assert.deepEqual(read.subjectName.getField('O'), organization === undefined ? [] : [organization]);
        const own = new X509Certificate(pem);
        assert.equal(own.verify(keys.publicKey), true);
        assert.equal(own.checkIssued(own), true);
      }),
    );
  });

  it('holds every date from the year 0 to 9999, to the second', () => {
    const date = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, date, (notBefore, notAfter) => {
        const own = new X509Certificate(written({ notBefore, notAfter }));
        // Years below 1000 are printed without their zeros, which Date would read as other years.
        const seconds = (printed: string): number => {
          const [, month = '', day, time = '', year = ''] = /^(\w+) +(\d+) ([\d:]+) +(\d+) GMT$/.exec(printed) ?? [];
          const at = new Date(`${month} ${day} 2000 ${time} GMT`);
          return at.setUTCFullYear(Number(year), at.getUTCMonth(), at.getUTCDate());
        };
        assert.equal(seconds(own.validFrom), Math.floor(notBefore.getTime() / 1_000) * 1_000);
        assert.equal(seconds(own.validTo), Math.floor(notAfter.getTime() / 1_000) * 1_000);
      }),
    );
  });

  it('refuses a date after the year 9999', () => {
    assert.throws(() => written({ notAfter: new Date('+010000-01-01T00:00:00Z') }), RangeError);
  });

  it('holds serial numbers as positive numbers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (serialNumber) => {
        const own = new X509Certificate(written({ serialNumber }));
        assert.equal(BigInt(`0x${own.serialNumber}`), BigInt(`0x${Buffer.from(serialNumber).toString('hex')}`));
      }),
    );
  });

  it('holds any address', () => {
    const ip = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(fc.array(ip, { minLength: 1, maxLength: 5 }), (ips) => {
        const own = new X509Certificate(written({ extensions: [alternativeNames([], ips, false)] }));
        for (const one of ips) assert.equal(own.checkIP(one), one);
      }),
    );
  });

  for (const [name, asked] of [
    ['bücher.test', 'xn--bcher-kva.test'],
    ['*.日本.test', 'a.xn--wgv71a.test'],
    ['😀.test', 'xn--e28h.test'],
    ['x'.repeat(63) + '.test', 'x'.repeat(63) + '.test'],
  ] as const) {
    it(`${name} is answered for as ${asked}`, () => {
      const own = new X509Certificate(written({ extensions: [alternativeNames([name], [], false)] }));
      assert.ok(own.checkHost(asked));
    });
  }

  for (const [what, dns, ips] of [
    ['a name with no ASCII form', ['é <>.test'], []],
    ['an address that is none', [], ['localhost']],
    ['an address of two numbers', [], ['127.1']],
    ['an empty address', [], ['']],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => alternativeNames(dns, ips, false), TypeError));
  }

  it('writes each extension byte for byte as another library does', async () => {
    const key = await webKey();
    const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;
    const pairs: [string, Buffer, x509.Extension][] = [
      ['authority', basicConstraints(true), new x509.BasicConstraintsExtension(true, undefined, true)],
      ['no authority', basicConstraints(false), new x509.BasicConstraintsExtension(false, undefined, true)],
      ['signing', keyUsage('keyCertSign', 'cRLSign'), new x509.KeyUsagesExtension(keyCertSign | cRLSign, true)],
      ['serving', keyUsage('digitalSignature'), new x509.KeyUsagesExtension(digitalSignature, true)],
      ['server', serverAuthentication(), new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth])],
      [
        'names',
        alternativeNames(['a.test', '*.b.test'], ['10.0.0.1', '2001:db8::1'], true),
        new x509.SubjectAlternativeNameExtension(
          [
            { type: 'dns', value: 'a.test' },
            { type: 'dns', value: '*.b.test' },
            { type: 'ip', value: '10.0.0.1' },
            { type: 'ip', value: '2001:db8::1' },
          ],
          true,
        ),
      ],
      ['own key', subjectKeyIdentifier(keys.publicKey), await x509.SubjectKeyIdentifierExtension.create(key)],
      ["issuer's key", authorityKeyIdentifier(keys.publicKey), await x509.AuthorityKeyIdentifierExtension.create(key)],
    ];
    for (const [what, ours, theirs] of pairs) {
      assert.equal(ours.toString('hex'), Buffer.from(theirs.rawData).toString('hex'), what);
    }
  });
});

describe('certificates of the lab, before OpenSSL at its strictest', () => {
  let folder: string;
  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-test-'));
  });
  after(() => fs.rm(folder, { recursive: true }));

  /** What `openssl verify -x509_strict` says of a leaf. */
  async function verified(leaf: string, root: string, ...more: readonly string[]): Promise<string> {
    const files = { root: path.join(folder, 'root.pem'), leaf: path.join(folder, 'leaf.pem') };
    await fs.writeFile(files.root, root);
    await fs.writeFile(files.leaf, leaf);
    const anchors = ['-no-CApath', '-no-CAstore', '-CAfile', files.root];
    const args = ['verify', '-x509_strict', '-check_ss_sig', '-purpose', 'sslserver', ...anchors, ...more, files.leaf];
    return promisify(execFile)('openssl', args).then(
      ({ stdout }) => stdout.trim().replace(files.leaf, 'leaf'),
      (error: Error & { code?: unknown; stderr?: string }) => {
        if (error.code === 'ENOENT') throw error;
        return /error \d+ at \d depth lookup: (.*)/.exec(error.stderr ?? '')?.[1] ?? String(error.stderr);
      },
    );
  }

  before(async function () {
    const found = await promisify(execFile)('openssl', ['version']).catch(() => undefined);
    if (!found) this.skip();
  });

  const cases: [string, LeafOptions, string[], string][] = [
    ['a name', { dns: ['localhost'] }, ['-verify_hostname', 'localhost'], 'leaf: OK'],
    ['a wildcard', { dns: ['*.example.test'] }, ['-verify_hostname', 'a.example.test'], 'leaf: OK'],
    ['an IPv4 address', { ips: ['127.0.0.1'] }, ['-verify_ip', '127.0.0.1'], 'leaf: OK'],
    ['an IPv6 address', { ips: ['::1'] }, ['-verify_ip', '::1'], 'leaf: OK'],
    ['a mapped address', { ips: ['::ffff:192.0.2.1'] }, ['-verify_ip', '::ffff:192.0.2.1'], 'leaf: OK'],
    ['a full address', { ips: ['1:2:3:4:5:6:7:8'] }, ['-verify_ip', '1:2:3:4:5:6:7:8'], 'leaf: OK'],
    ['an address ::', { ips: ['::'] }, ['-verify_ip', '::'], 'leaf: OK'],
    ['an address with a zone', { ips: ['fe80::1%eth0'] }, ['-verify_ip', 'fe80::1'], 'leaf: OK'],
    ['a name outside ASCII', { dns: ['bücher.test'] }, ['-verify_hostname', 'xn--bcher-kva.test'], 'leaf: OK'],
    ['an empty subject', { dns: ['localhost'], subject: {} }, ['-verify_hostname', 'localhost'], 'leaf: OK'],
    ['no names at all', {}, [], 'leaf: OK'],
    ['hostile text', { dns: ['x'], subject: { commonName: 'a\u0000b\n"<>', organization: '，／' } }, [], 'leaf: OK'],
    ['another name', { dns: ['other.test'] }, ['-verify_hostname', 'localhost'], 'hostname mismatch'],
    ['another address', { ips: ['127.0.0.2'] }, ['-verify_ip', '127.0.0.1'], 'IP address mismatch'],
    ['an expired one', { dns: ['x'], validity: 'expired' }, [], 'certificate has expired'],
    ['one not valid yet', { dns: ['x'], validity: 'not-yet-valid' }, [], 'certificate is not yet valid'],
  ];
  for (const [what, options, flags, expected] of cases) {
    it(`${what}: ${expected}`, async () => {
      const authority = await createAuthority();
      assert.equal(await verified((await authority.issue(options)).certificate, authority.pem, ...flags), expected);
    });
  }

  it('a root of the same name with another key is not the issuer', async () => {
    const [authority, other] = await Promise.all([createAuthority(), createAuthority()]);
    const leaf = await authority.issue({ dns: ['localhost'] });
    assert.equal(await verified(leaf.certificate, other.pem), 'unable to get local issuer certificate');
  });

  it('a leaf can sign no one', async () => {
    const authority = await createAuthority();
    const leaf = await authority.issue({ dns: ['localhost'] });
    assert.notEqual(await verified(leaf.certificate, leaf.certificate), 'leaf: OK');
  });
});
