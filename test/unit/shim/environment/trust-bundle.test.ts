/** The file of roots: what goes in, and that it is written whole, once and only when it changes. */
import * as assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { readStore } from '../../../../src/path/trust-survey.ts';
import { composeBundle, standingBundle } from '../../../../src/shim/environment/trust-bundle.ts';
import { trustPlaces } from '../../../../src/shim/environment/trust-places.ts';
import { make, type Made } from '../../path/pki.ts';

describe('the file of roots', function () {
  this.timeout(30_000);
  let folder: string;
  let a: Made;
  let b: Made;
  const file = (name: string, text: string): string => {
    const place = path.join(folder, name);
    fs.writeFileSync(place, text);
    return place;
  };
  const compose = (base: Record<string, string>) => composeBundle({ base, platform: process.platform }, folder);
  const read = (place: string): X509Certificate[] =>
    (fs.readFileSync(place, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []).map((pem) => new X509Certificate(pem));
  const has = (place: string, { certificate }: Made): boolean => read(place).some(({ raw }) => raw.equals(new X509Certificate(certificate).raw));

  before(async () => {
    a = await make({ commonName: 'Root A', authority: true });
    b = await make({ commonName: 'Root B', authority: true });
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-bundle-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('holds the public roots, the system\'s and those of the user, each once', async () => {
    const mine = file('mine.pem', `${a.certificate}\n${a.certificate}`);
    const { file: bundle, whole, certificates, leftOut } = await compose({ NODE_EXTRA_CA_CERTS: mine, SSL_CERT_FILE: mine, REQUESTS_CA_BUNDLE: mine });
    const system = (await readStore('os', process.platform)) ?? [];
    const there = new Set(read(bundle).map(({ fingerprint256 }) => fingerprint256));
    for (const pem of [...tls.rootCertificates, ...system, a.certificate]) assert.ok(there.has(new X509Certificate(pem).fingerprint256));
    assert.deepEqual([there.size, read(bundle).length, whole, leftOut], [certificates, certificates, true, []]);
    if (process.platform !== 'win32') assert.equal(fs.statSync(bundle).mode & 0o777, 0o600);
  });

  it('has the same bytes for the same roots, and is not written again', async () => {
    const one = file('one.pem', a.certificate + b.certificate);
    const two = file('two.pem', b.certificate.replaceAll('\n', '\r\n') + a.certificate);
    const first = await compose({ SSL_CERT_FILE: one });
    const before = fs.statSync(first.file, { bigint: true });
    const second = await compose({ NODE_EXTRA_CA_CERTS: two });
    assert.deepEqual([first.written, second.written], [true, false]);
    const after = fs.statSync(first.file, { bigint: true });
    assert.deepEqual([after.ino, after.mtimeNs], [before.ino, before.mtimeNs]);
    assert.equal((await compose({})).written, true);
    assert.deepEqual(fs.readdirSync(folder).toSorted(), ['one.pem', 'roots.pem', 'two.pem']);
  });

  it('never has a private key or anything else of a file in it', async () => {
    const mine = file('mine.pem', `# a note: s3cret\n${a.key}\nsubject=x\n${a.certificate}\n${b.key}`);
    const { file: bundle } = await compose({ SSL_CERT_FILE: mine });
    const text = fs.readFileSync(bundle, 'utf8');
    assert.ok(has(bundle, a));
    assert.match(text, /^(?:-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n)+$/);
  });

  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  const cases: readonly [what: string, text: string | undefined, why: string, whole: boolean][] = [
    ['a broken certificate is said and left out', broken, 'broken', true],
    ['a missing file is said', undefined, 'missing', true],
    ['a store that wants a password may not be lost', '\x30\x82\x01\x00\x02\x01\x03\xff\xfe\x00\x01', 'encrypted', false],
    ['nor what is too large to be looked at', 'x'.repeat(9 * 1024 * 1024), 'too-large', false],
  ];
  for (const [what, text, why, whole] of cases) {
    it(what, async () => {
      const place = text === undefined ? path.join(folder, 'not-there.pem') : file('odd.pem', '');
      if (text !== undefined) fs.writeFileSync(place, Buffer.from(text, 'latin1'));
      const mine = file('mine.pem', b.certificate);
      const composed = await compose({ SSL_CERT_FILE: place, NODE_EXTRA_CA_CERTS: mine });
      assert.deepEqual(composed.leftOut.map((one) => [one.place, one.why]), [[place, why]]);
      assert.equal(composed.whole, whole);
      assert.ok(has(composed.file, b) && !read(composed.file).some(({ raw }) => raw.length < 100));
    });
  }

  it('takes no certificate that is trusted under conditions only', async () => {
    const mine = file('mine.pem', a.certificate.replaceAll('BEGIN CERT', 'BEGIN TRUSTED CERT').replaceAll('END CERT', 'END TRUSTED CERT') + b.certificate);
    const { file: bundle, whole, leftOut } = await compose({ SSL_CERT_FILE: mine });
    assert.deepEqual([has(bundle, a), has(bundle, b), whole], [false, true, false]);
    assert.deepEqual(leftOut, [{ place: mine, why: 'with-conditions', count: 1 }]);
  });

  it('reads folders, and a relative name is nobody\'s', async () => {
    const certs = path.join(folder, 'certs');
    fs.mkdirSync(certs);
    fs.writeFileSync(path.join(certs, '0a1b2c3d.0'), a.certificate);
    const composed = await compose({ SSL_CERT_DIR: certs, REQUESTS_CA_BUNDLE: certs });
    assert.ok(has(composed.file, a) && composed.whole);
    assert.deepEqual(composed.leftOut, []);
    const relative = await compose({ SSL_CERT_FILE: 'certs/mine.pem' });
    assert.deepEqual([relative.whole, relative.leftOut], [false, [{ place: 'certs/mine.pem', why: 'relative' }]]);
  });

  it('does not keep roots only because it has them itself', async () => {
    const mine = file('mine.pem', a.certificate);
    const { file: bundle } = await compose({ SSL_CERT_FILE: mine });
    const again = await compose({ SSL_CERT_FILE: bundle, NODE_EXTRA_CA_CERTS: bundle });
    assert.ok(!has(again.file, a));
  });

  it('leaves what is there when it can\'t be written', async () => {
    const target = path.join(folder, 'roots.pem');
    fs.mkdirSync(target);
    await assert.rejects(compose({}), { code: /EISDIR|EPERM|ENOTEMPTY|EEXIST/ });
    assert.deepEqual(fs.readdirSync(folder), ['roots.pem']);
  });

  it('of another is whole for who needs no more than it has', async () => {
    const [mine, other] = [file('mine.pem', a.certificate), file('other.pem', b.certificate)];
    const { file: bundle } = await compose({ SSL_CERT_FILE: mine });
    const whole = async (base: Record<string, string>, at = bundle): Promise<boolean> => (await standingBundle(at, { base, platform: process.platform })).whole;
    assert.deepEqual([await whole({}), await whole({ PIP_CERT: mine }), await whole({ PIP_CERT: other }), await whole({}, `${bundle}.gone`)], [true, true, false, false]);
    assert.equal(await whole({ SSL_CERT_FILE: bundle }), true);
  });

  it('is made from what every variable and the tools name', () => {
    const tools = [
      { tool: 'git' as const, name: 'http.https://a.example/.sslCAInfo', value: '/g1', file: '' },
      { tool: 'git' as const, name: 'http.sslCAPath', value: '/g2', file: '' },
      { tool: 'cargo' as const, name: 'http.cainfo', value: '/c', file: '' },
      { tool: 'git' as const, name: 'http.proxy', value: '/no', file: '' },
    ];
    const places = trustPlaces({ NPM_CONFIG_CAFILE: '/n', SSL_CERT_DIR: '/d:/e', REQUESTS_CA_BUNDLE: '/r', AWS_CA_BUNDLE: '', PATH: '/no', ssl_cert_file: '/no' }, 'linux', tools);
    assert.deepEqual(places, { files: ['/c', '/g1', '/n', '/r'], folders: ['/d:/e', '/g2', '/r'] });
    assert.deepEqual(trustPlaces({ ssl_cert_file: 'C:\\a' }, 'win32').files, ['C:\\a']);
  });
});
