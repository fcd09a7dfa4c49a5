import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Authority, Leaf } from '../../../src/lab/certificates.ts';
import { createAuthority } from '../../../src/lab/certificates.ts';
import { handshake } from './clients.ts';

/** Serves a leaf and reports how a client that trusts `ca` takes it. */
async function served(leaf: Leaf, ca: string, servername: string): Promise<Awaited<ReturnType<typeof handshake>>> {
  const server = tls.createServer({ cert: leaf.certificate, key: leaf.key }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => {});
  await once(server, 'listening');
  try {
    return await handshake({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ca, servername });
  } finally {
    server.close();
  }
}

describe('certificates of the lab', () => {
  let authority: Authority;
  before(async () => {
    authority = await createAuthority({ name: { commonName: 'Test Root', organization: 'Test, "Inc."' } });
  });

  it('makes a root that may sign and verifies itself', () => {
    const root = new X509Certificate(authority.pem);
    assert.equal(root.ca, true);
    assert.equal(root.verify(root.publicKey), true);
    assert.equal(root.issuer, root.subject);
    assert.match(root.subject, /CN=Test Root/);
    assert.equal(root.publicKey.asymmetricKeyType, 'ec');
  });

  it('issues a leaf with names, addresses and the root as its issuer', async () => {
    const leaf = await authority.issue({ dns: ['localhost', '*.example.test'], ips: ['127.0.0.1', '::1'] });
    const certificate = new X509Certificate(leaf.certificate);
    const root = new X509Certificate(authority.pem);
    assert.equal(certificate.ca, false);
    assert.equal(certificate.checkIssued(root), true);
    assert.equal(certificate.verify(root.publicKey), true);
    assert.equal(certificate.checkHost('a.example.test'), '*.example.test');
    assert.equal(certificate.checkIP('::1'), '::1');
    assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(certificate.checkHost('elsewhere.test'), undefined);
    assert.ok(Date.parse(certificate.validFrom) < Date.now() && Date.now() < Date.parse(certificate.validTo));
  });

  it('gives every certificate its own serial number and key', async () => {
    const made = await Promise.all([1, 2, 3].map(() => authority.issue({ dns: ['localhost'] })));
    assert.equal(new Set(made.map((one) => new X509Certificate(one.certificate).serialNumber)).size, 3);
    assert.equal(new Set(made.map((one) => one.key)).size, 3);
  });

  it('is accepted by a client that trusts the root', async () => {
    const result = await served(await authority.issue({ dns: ['localhost'] }), authority.pem, 'localhost');
    assert.ok('certificate' in result, 'the handshake failed');
    assert.equal(result.certificate.issuer.CN, 'Test Root');
    assert.equal(result.certificate.issuer.O, 'Test, "Inc."');
  });

  for (const [what, options, code] of [
    ['an expired leaf', { dns: ['localhost'], validity: 'expired' }, 'CERT_HAS_EXPIRED'],
    ['a leaf not yet valid', { dns: ['localhost'], validity: 'not-yet-valid' }, 'CERT_NOT_YET_VALID'],
    ['a leaf for another host', { dns: ['other.test'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const) {
    it(`${what} fails with ${code}`, async () => {
      assert.deepEqual(await served(await authority.issue(options), authority.pem, 'localhost'), { code });
    });
  }

  it('a leaf of another authority fails', async () => {
    const stranger = await createAuthority();
    const result = await served(await stranger.issue({ dns: ['localhost'] }), authority.pem, 'localhost');
    assert.deepEqual(result, { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  it('carries hostile text in names unchanged to the client', async () => {
    const commonName = 'evil"><script>alert(1)</script>, O=Google\n\u202e\u001b[31m #"\\';
    const hostile = await createAuthority({ name: { commonName, organization: '../../etc' } });
    const leaf = await hostile.issue({ dns: ['localhost'], subject: { commonName } });
    const result = await served(leaf, hostile.pem, 'localhost');
    assert.ok('certificate' in result, 'the handshake failed');
    assert.equal(result.certificate.subject.CN, commonName);
    assert.equal(result.certificate.issuer.CN, commonName);
    assert.equal(result.certificate.issuer.O, '../../etc');
  });
});
