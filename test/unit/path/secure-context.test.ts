import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as tls from 'node:tls';
import { createAuthority } from '../../../src/lab/lab.ts';
import { verifyWith } from '../../../src/path/secure-context.ts';

describe('what a TLS connection verifies with', () => {
  let mine: string;
  let others: string;
  let server: tls.Server;
  let port = 0;
  before(async () => {
    const authority = await createAuthority();
    mine = authority.pem;
    others = (await createAuthority({ name: { commonName: 'Other root', organization: 'Others' } })).pem;
    const { certificate: cert, key } = await authority.issue({ dns: ['localhost'] });
    server = tls.createServer({ cert, key }, (socket) => socket.on('error', () => socket.destroy()));
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close());

  const code = async (roots: readonly string[], inOneGo = false): Promise<string> => {
    const verifying = inOneGo ? { ca: [...roots] } : await verifyWith(roots);
    const socket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: true, ...verifying });
    try {
      await once(socket, 'secureConnect');
      return 'verified';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    } finally {
      socket.destroy();
    }
  };

  const sets: readonly (readonly [string, () => readonly string[], string])[] = [
    ['the root alone', () => [mine], 'verified'],
    ['the root after all public ones', () => [...tls.rootCertificates, mine], 'verified'],
    ['two certificates in one text', () => [`${others}\n${mine}`], 'verified'],
    ['what is no certificate, and the root', () => ['nothing', mine], 'verified'],
    ['another root', () => [others], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['the public roots', () => tls.rootCertificates, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['no root at all', () => [], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ];
  for (const [name, roots, wanted] of sets) {
    it(`${name}: ${wanted}, as when Node reads them in one go`, async () => {
      assert.deepEqual([await code(roots()), await code(roots(), true)], [wanted, wanted]);
    });
  }

  it('is made once for equal sets, and anew for others', async () => {
    const [one, again, other] = await Promise.all([
      verifyWith([mine, others]),
      verifyWith([mine, others]),
      verifyWith([others, mine]),
    ]);
    assert.equal(one.secureContext, again.secureContext);
    assert.notEqual(one.secureContext, other.secureContext);
  });

  it('keeps a few sets, the ones used last', async () => {
    const first = await verifyWith([mine]);
    for (let more = 0; more < 3; more++) await verifyWith([mine, `${more}`]);
    assert.equal((await verifyWith([mine])).secureContext, first.secureContext);
    for (let more = 3; more < 7; more++) await verifyWith([mine, `${more}`]);
    assert.notEqual((await verifyWith([mine])).secureContext, first.secureContext);
  });
});
