import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type * as net from 'node:net';
import * as tls from 'node:tls';
import { promisify } from 'node:util';
import { dial } from '../../../src/path/dial.ts';
import { dateOverTls } from '../../../src/path/tls-date.ts';
import { acceptedRoots, certificateFacts, observeOtherHost, observeTls, type TlsObservation } from '../../../src/path/tls.ts';
import { createAuthority, startLab, startResigningProxy, type Lab, type Leaf } from '../../../src/lab/lab.ts';
import { answering, pathBy, patient, resolveHere, startRawServer, until } from './raw-server.ts';

const never = new AbortController().signal;
const run = promisify(execFile);

/** What no text of a certificate may bring along: line breaks, control, bidirectional and invisible characters. */
const unclean = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('the TLS observation', () => {
  let lab: Lab;
  const closers: (() => Promise<void>)[] = [];
  before(async () => {
    lab = await startLab();
  });
  afterEach(async () => {
    lab.setScenario('healthy');
    for (const close of closers.splice(0)) await close();
  });
  after(() => lab.close());

  const observe = (
    host: string,
    port: number,
    more: { proxy?: string; limitMs?: number; now?: Date; signal?: AbortSignal } = {},
  ): Promise<TlsObservation> => {
    const by = more.proxy === undefined ? pathBy('direct') : pathBy('connect', more.proxy);
    const openTunnel = async (): Promise<net.Socket> => {
      const dialled = await dial({ host, port }, by, resolveHere, patient, more.signal ?? never);
      if (dialled.ok) return dialled.socket;
      throw Object.assign(new Error(dialled.failure.message), { code: dialled.failure.code });
    };
    return observeTls(host, openTunnel, more.limitMs ?? 3_000, more.signal ?? never, more.now ?? new Date(), {}, process.platform);
  };
  const serve = async (leaf: Leaf): Promise<number> => {
    const server = tls.createServer({ cert: leaf.certificate, key: leaf.key }, (socket) => socket.on('error', () => socket.destroy()));
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    return (server.address() as net.AddressInfo).port;
  };

  it('of an authority nobody has', async () => {
    const seen = await observe('localhost', lab.port);
    assert.equal(seen.failure, undefined);
    assert.deepEqual(seen.trust, { bundled: false, extra: false, system: false });
    assert.equal(seen.bundledCode, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    assert.deepEqual([seen.expired, seen.notYetValid, seen.nameProblem], [false, false, null]);
    assert.equal(seen.mintedForInventedName, false);
    assert.match(seen.protocol ?? '', /^TLSv1\.[23]$/);
    assert.equal(seen.alpn, 'http/1.1');
    const [leaf] = seen.chain;
    assert.deepEqual([leaf?.issuerOrganization, leaf?.issuerCommonName], ['Gatehouse lab', 'Gatehouse practice root']);
    assert.deepEqual([leaf?.selfSigned, leaf?.transparency, leaf?.authorityAccess], [false, false, false]);
    assert.match(leaf?.alternativeNames ?? '', /DNS:localhost/);
    assert.match(leaf?.validTo ?? '', /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.ok(seen.handshakeMs > 0);
    assert.equal(await acceptedRoots(seen, {}, process.platform), undefined);
  });

  it('judges an address by the addresses of the certificate', async () => {
    assert.equal((await observe('127.0.0.1', lab.port)).nameProblem, null);
    const authority = await createAuthority();
    const port = await serve(await authority.issue({ dns: ['localhost'] }));
    assert.match((await observe('127.0.0.1', port)).nameProblem ?? '', /127\.0\.0\.1/);
    assert.equal((await observe('localhost', port)).nameProblem, null);
  });

  it('of a certificate that is past its time, and of one whose time has not come', async () => {
    lab.setScenario('tls-expired');
    const expired = await observe('localhost', lab.port);
    assert.deepEqual([expired.failure, expired.expired, expired.notYetValid], [undefined, true, false]);
    const authority = await createAuthority();
    const port = await serve(await authority.issue({ dns: ['localhost'], validity: 'not-yet-valid' }));
    const early = await observe('localhost', port);
    assert.deepEqual([early.failure, early.expired, early.notYetValid], [undefined, false, true]);
    const later = await observe('localhost', port, { now: new Date(Date.now() + 365 * 86_400_000) });
    assert.deepEqual([later.expired, later.notYetValid], [true, false], 'the clock is the one that was given');
  });

  it('of a certificate for another name', async () => {
    lab.setScenario('tls-wrong-host');
    const seen = await observe('localhost', lab.port);
    assert.match(seen.nameProblem ?? '', /gateway\.other-host\.example/);
    assert.equal(seen.expired, false);
    assert.equal(seen.mintedForInventedName, false);
  });

  it('of a certificate that signed itself', async () => {
    // The authority's own certificate, served as a leaf.
    const authority = await createAuthority({ name: { commonName: 'localhost' } });
    const leaf = await authority.issue({ dns: ['localhost'] });
    const facts = certificateFacts(Buffer.from(authority.pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
    assert.equal(facts.selfSigned, true);
    assert.equal(certificateFacts(Buffer.from(leaf.certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64')).selfSigned, false);
  });

  it('finds out an interceptor by the certificate it makes for a name that can not exist', async () => {
    for (const sendRoot of [false, true]) {
      const proxy = await startResigningProxy({ issuer: { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' }, sendRoot, upstreamCa: lab.caPem });
      closers.push(() => proxy.close());
      const seen = await observe('localhost', lab.port, { proxy: proxy.url });
      assert.equal(seen.mintedForInventedName, true);
      assert.equal(seen.bundledCode, sendRoot ? 'SELF_SIGNED_CERT_IN_CHAIN' : 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
      assert.equal(seen.chain[0]?.issuerOrganization, 'Zscaler Inc.');
      assert.equal(seen.chain.length, sendRoot ? 2 : 1);
      assert.equal(seen.nameProblem, null);
      assert.ok(proxy.log.every(({ bytesFromClient, sawAuthorization }) => bytesFromClient === 0 && !sawAuthorization), 'nothing is said on these connections');
    }
  });

  const roots: readonly { what: string; extra: boolean }[] = [
    { what: 'counts what NODE_EXTRA_CA_CERTS adds as extra, never as public', extra: true },
    { what: 'does not see it without the variable', extra: false },
  ];
  for (const { what, extra } of roots) {
    it(what, async () => {
      // Node reads the variable when it starts, so this takes a process.
      const module = (name: string): string => new URL(`../../../src/path/${name}.ts`, import.meta.url).href;
      const script = `
        const { observeTls, acceptedRoots } = await import(${JSON.stringify(module('tls'))});
        const { connect } = await import('node:net');
        const open = () => new Promise((resolve) => { const socket = connect(${lab.port}, '127.0.0.1', () => resolve(socket)); });
        const seen = await observeTls('localhost', open, 3000, new AbortController().signal, new Date(), process.env, process.platform);
        const accepted = await acceptedRoots(seen, process.env, process.platform);
        console.log(JSON.stringify({ trust: seen.trust, code: seen.bundledCode, accepted: accepted !== undefined }));`;
      const env = { PATH: process.env['PATH'] ?? '', ...(extra && { NODE_EXTRA_CA_CERTS: lab.caFile }) };
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env });
      const seen = JSON.parse(stdout) as { trust: object; code: string; accepted: boolean };
      assert.deepEqual(seen, {
        trust: { bundled: false, extra, system: false },
        code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        accepted: extra,
      });
    });
  }

  const hostile: readonly { what: string; name: string }[] = [
    { what: 'control characters', name: 'a\u0000b\u0007\u001b[31mred' },
    { what: 'right-to-left overrides', name: '\u202egnp.exe\u2066\u200f' },
    { what: 'new lines', name: 'one\nCN=Zscaler Root CA\r\nO=Zscaler' },
    { what: 'markup', name: '<script>alert(1)</script> "quoted", and\\slashed' },
    { what: '100 KB of text', name: 'Z'.repeat(100_000) },
    { what: 'letters of every kind', name: 'Größe 证书 🙂' },
  ];
  for (const { what, name } of hostile) {
    it(`bounds and cleans a certificate whose names hold ${what}`, async () => {
      const authority = await createAuthority({ name: { commonName: name, organization: name } });
      const leaf = await authority.issue({ dns: ['localhost'], subject: { commonName: name, organization: name } });
      const seen = await observe('localhost', await serve(leaf));
      const [facts] = seen.chain;
      if (seen.failure) {
        // OpenSSL itself refuses records of that size; that is an answer too.
        assert.ok(name.length > 10_000, JSON.stringify(seen.failure));
        return;
      }
      assert.ok(facts);
      for (const text of [facts.subject, facts.issuer, facts.subjectCommonName, facts.issuerCommonName, facts.issuerOrganization]) {
        assert.doesNotMatch(text, unclean);
        assert.ok(text.length <= 200);
      }
      assert.equal(facts.issuerCommonName.startsWith('Zscaler'), false, 'a name can not pass for another part');
      assert.ok(facts.alternativeNames.length <= 2_000);
    });
  }

  it('bounds alternative names', async () => {
    const authority = await createAuthority();
    const names = Array.from({ length: 300 }, (_, index) => `name-${index}.${'a'.repeat(40)}.test`);
    const seen = await observe('localhost', await serve(await authority.issue({ dns: names })));
    assert.equal(seen.chain[0]?.alternativeNames.length, 2_000);
    assert.ok((seen.nameProblem ?? '').length <= 200 && (seen.nameProblem ?? '').length > 0);
  });

  it('shows names as people write them', async () => {
    const authority = await createAuthority({ name: { commonName: 'Inspection CA', organization: 'Acme, Inc. "North" + Sons' } });
    const seen = await observe('localhost', await serve(await authority.issue({ dns: ['localhost'] })));
    assert.equal(seen.chain[0]?.issuerOrganization, 'Acme, Inc. "North" + Sons');
  });

  it('says what a port that speaks no TLS does', async () => {
    const plain = await startRawServer(answering('HTTP/1.1 400 Bad Request\r\n\r\n', 'end'));
    const closing = await startRawServer(answering('', 'end'));
    const resetting = await startRawServer(answering('', 'reset'));
    const silent = await startRawServer(() => undefined);
    closers.push(...[plain, closing, resetting, silent].map((server) => () => server.close()));
    const codeOf = async (port: number, limitMs = 3_000): Promise<string> => {
      const seen = await observe('localhost', port, { limitMs });
      assert.deepEqual(seen.chain, []);
      assert.deepEqual(seen.trust, { bundled: false, extra: null, system: null });
      assert.equal(seen.failure?.leg, 'tls');
      return seen.failure?.code ?? '';
    };
    assert.match(await codeOf(plain.port), /^(EPROTO|ERR_SSL_)/);
    assert.equal(await codeOf(closing.port), 'ECONNRESET');
    assert.equal(await codeOf(resetting.port), 'ECONNRESET');
    assert.equal(await codeOf(silent.port, 150), 'DEADLINE');
    assert.equal(plain.total, 1, 'what does not speak TLS is asked once');
    for (const server of [closing, resetting, silent]) assert.equal(server.total, 2, 'and what cuts, once more with another name');
    for (const server of [plain, closing, resetting, silent]) await until('nothing stays open', () => server.open === 0);
  });

  it('tells a filter by name from a dead port', async () => {
    const filter = await startRawServer((socket) => {
      socket.once('data', (hello: Buffer) => {
        if (hello.includes('gateway.test')) return void socket.resetAndDestroy();
        const inner = connect(lab.port, '127.0.0.1');
        inner.on('error', () => socket.destroy());
        inner.write(hello);
        socket.pipe(inner).pipe(socket);
      });
    });
    const dead = await startRawServer(answering('', 'reset'));
    closers.push(() => filter.close(), () => dead.close());
    const openTo = (port: number) => async (): Promise<net.Socket> => {
      const dialled = await dial({ host: '127.0.0.1', port }, pathBy('direct'), resolveHere, patient, never);
      assert.ok(dialled.ok);
      return dialled.socket;
    };
    const look = (port: number): Promise<TlsObservation> => observeTls('gateway.test', openTo(port), 1_000, never, new Date(), {}, process.platform);
    assert.deepEqual((await look(filter.port)).neutralName, { name: 'example.com', answered: true, code: null, sameAddress: true });
    const cut = (await look(dead.port)).neutralName;
    assert.deepEqual([cut?.answered, cut?.code, cut?.sameAddress], [false, 'ECONNRESET', true]);
    assert.equal((await observe('localhost', lab.port)).neutralName, undefined, 'nobody else is asked for when there is an answer');
  });

  it('checks in a process whose own checks are switched off', async () => {
    const module = (name: string): string => new URL(`../../../src/path/${name}.ts`, import.meta.url).href;
    const script = `
      const { observeTls } = await import(${JSON.stringify(module('tls'))});
      const { dateOverTls } = await import(${JSON.stringify(module('tls-date'))});
      const { connect } = await import('node:net');
      const { rootCertificates } = await import('node:tls');
      const open = () => new Promise((resolve) => { const socket = connect(${lab.port}, '127.0.0.1', () => resolve(socket)); });
      const signal = new AbortController().signal;
      const seen = await observeTls('localhost', open, 3000, signal, new Date(), process.env, process.platform);
      const date = await dateOverTls('localhost', open, rootCertificates, 3000, signal);
      console.log(JSON.stringify({ trust: seen.trust, date }));`;
    const env = { PATH: process.env['PATH'] ?? '', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env });
    assert.deepEqual(JSON.parse(stdout), { trust: { bundled: false, extra: false, system: false }, date: null });
  });

  it('asks for the time over verified TLS alone', async () => {
    const before = Date.now();
    const open = async (): Promise<net.Socket> => {
      const dialled = await dial({ host: 'localhost', port: lab.port }, pathBy('direct'), resolveHere, patient, never);
      assert.ok(dialled.ok);
      return dialled.socket;
    };
    const date = await dateOverTls('localhost', open, [lab.caPem], 3_000, never);
    assert.ok(date !== null && Math.abs(Date.parse(date) - before) < 60_000, String(date));
    assert.equal(await dateOverTls('localhost', open, [...tls.rootCertificates], 3_000, never), null);
    assert.equal(await dateOverTls('other.test', open, [lab.caPem], 3_000, never), null);
  });

  it('looks at another host with two connections and says nothing to it', async () => {
    const proxy = await startResigningProxy({ upstreamCa: lab.caPem });
    closers.push(() => proxy.close());
    const open = async (): Promise<net.Socket> => {
      const dialled = await dial({ host: 'localhost', port: lab.port }, pathBy('connect', proxy.url), resolveHere, patient, never);
      assert.ok(dialled.ok);
      return dialled.socket;
    };
    const other = await observeOtherHost('localhost', open, 3_000, never);
    assert.deepEqual([other.host, other.publicRoot, other.chain[0]?.issuerCommonName], ['localhost', false, 'Practice Inspection Root CA']);
    assert.equal(other.chain[0]?.pem, undefined);
    assert.equal(proxy.log.length, 2);
    assert.ok(proxy.log.every(({ bytesFromClient }) => bytesFromClient === 0));
  });

  it('rejects with the reason of an abort', async () => {
    const silent = await startRawServer(() => undefined);
    closers.push(() => silent.close());
    const controller = new AbortController();
    const running = observe('localhost', silent.port, { signal: controller.signal });
    await until('it is connected', () => silent.open === 1);
    controller.abort(new Error('the user went away'));
    await assert.rejects(running, /the user went away/);
    await until('nothing stays open', () => silent.open === 0);
  });
});
