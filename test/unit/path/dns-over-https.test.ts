import assert from 'node:assert/strict';
import * as https from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decode, encode } from 'dns-packet';
import { askOverHttps, publicResolvers } from '../../../src/path/dns-over-https.ts';
import { lookup } from '../../../src/path/dns.ts';
import type { NetworkPath } from '../../../src/path/network-path.ts';
import { createAuthority } from '../../../src/lab/lab.ts';

const never = new AbortController().signal;
const direct: NetworkPath = { id: 'direct', mode: 'direct', label: 'direct', clients: [], primary: true };
const clocks = { dnsMs: 1_000, tcpMs: 1_000, proxyMs: 1_000, tlsMs: 2_000, headersMs: 1_000 };
const resolve = (name: string): ReturnType<typeof lookup> => lookup(name, 1_000, never);

describe('a public resolver over HTTPS', () => {
  let server: https.Server;
  let url: string;
  let root: string;
  let answer: (query: Buffer) => { status: number; body: Buffer };

  before(async () => {
    const authority = await createAuthority({ name: { commonName: 'Test root' } });
    const leaf = await authority.issue({ dns: ['localhost'] });
    root = authority.pem;
    server = https.createServer({ cert: leaf.certificate, key: leaf.key }, (request, response) => {
      const query = Buffer.from(new URL(request.url ?? '', 'https://x').searchParams.get('dns') ?? '', 'base64url');
      assert.deepEqual([request.method, request.headers.accept], ['GET', 'application/dns-message']);
      const { status, body } = answer(query);
      response.writeHead(status).end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://localhost:${(server.address() as AddressInfo).port}/dns-query`;
  });
  after(() => server.close());

  const ask = (roots: readonly string[] | 'own' = [root]): ReturnType<typeof askOverHttps> =>
    askOverHttps(url, 'gateway.test', direct, resolve, roots === 'own' ? undefined : roots, clocks, never);
  const reply = (query: Buffer, address: string | undefined): Buffer => {
    const { id, questions = [] } = decode(query);
    assert.deepEqual([id, questions[0]?.name, questions[0]?.type], [0, 'gateway.test', 'A']);
    const answers = address === undefined ? [] : [{ type: 'A' as const, name: 'gateway.test', ttl: 5, data: address }];
    return encode({ type: 'response', flags: address === undefined ? 3 : 0, questions, answers });
  };

  it('says which addresses a name has', async () => {
    answer = (query) => ({ status: 200, body: reply(query, '192.0.2.1') });
    const seen = await ask();
    assert.deepEqual([seen.addresses, seen.rcode, seen.failure], [['192.0.2.1'], 0, undefined]);
  });

  it('says that there is no such name', async () => {
    answer = (query) => ({ status: 200, body: reply(query, undefined) });
    const seen = await ask();
    assert.deepEqual([seen.addresses, seen.rcode], [[], 3]);
  });

  for (const [what, status, body] of [['an error page', 503, 'no'], ['a page that is no DNS message', 200, '<html>']] as const) {
    it(`gives evidence for ${what}`, async () => {
      answer = () => ({ status, body: Buffer.from(body) });
      const seen = await ask();
      assert.deepEqual([seen.addresses, seen.failure?.leg, seen.failure?.code], [[], 'dns', 'EBADRESP']);
    });
  }

  it('is not believed without a certificate that verifies', async () => {
    answer = () => assert.fail('asked');
    const seen = await ask('own');
    assert.deepEqual([seen.addresses, seen.failure?.leg], [[], 'dns']);
  });

  it('is named by its address, so that nobody else has to be asked first', () => {
    for (const resolver of publicResolvers) assert.match(new URL(resolver).hostname, /^\d+\.\d+\.\d+\.\d+$/);
  });
});
