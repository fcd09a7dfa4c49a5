import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { findJavaStore, readTrustDirectory, readTrustFile } from '../../../src/path/trust-files.ts';
import { readJavaStore } from '../../../src/path/trust-java-store.ts';
import { readCertificates } from '../../../src/path/trust-chain.ts';
import { make, type Made } from './pki.ts';

const der = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

/** A JKS store of trusted certificates, as KeyStore.store writes it, its digest left out. */
function jks(certificates: readonly Buffer[]): Buffer {
  const text = (value: string): Buffer => Buffer.concat([number(value.length, 2), Buffer.from(value, 'latin1')]);
  const entries = certificates.map((one, index) =>
    Buffer.concat([number(2, 4), text(`alias-${index}`), Buffer.alloc(8), text('X.509'), number(one.length, 4), one]),
  );
  return Buffer.concat([
    number(0xfeedfeed, 4),
    number(2, 4),
    number(certificates.length, 4),
    ...entries,
    Buffer.alloc(20),
  ]);
}

/** The part of a PKCS #12 without a password that matters: SEQUENCE { ... OID, [0] { OCTET STRING { certificate } } }. */
function openPkcs12(certificates: readonly Buffer[]): Buffer {
  const tagged = (tag: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([tag, 0x82]), number(content.length, 2), content]);
  const oid = Buffer.from('060a2a864886f70d01091601', 'hex');
  return tagged(
    0x30,
    Buffer.concat(certificates.map((one) => tagged(0x30, Buffer.concat([oid, tagged(0xa0, tagged(0x04, one))])))),
  );
}

function number(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

describe('files with roots', () => {
  let folder: string;
  let one: Made;
  let two: Made;
  const count = async (file: string): Promise<number | string> => {
    const place = await readTrustFile(path.join(folder, file));
    return 'problem' in place ? place.problem : readCertificates(place.certificates).length;
  };
  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-trust-'));
    [one, two] = [
      await make({ commonName: 'one', authority: true }),
      await make({ commonName: 'two', authority: true }),
    ];
    const files: Record<string, string | Buffer> = {
      'both.pem': `# roots\n${one.certificate}\r\n${two.certificate}`,
      'empty.pem': '',
      'text.pem': 'nothing here\n',
      'store.jks': jks([der(one.certificate), der(two.certificate)]),
      'store.p12': openPkcs12([der(one.certificate)]),
      'noise.bin': Buffer.from([0, 1, 2, 3, 255, 254]),
    };
    for (const [name, content] of Object.entries(files)) await fs.writeFile(path.join(folder, name), content);
    await fs.mkdir(path.join(folder, 'hashed'));
    await fs.writeFile(path.join(folder, 'hashed', '0a1b2c3d.0'), one.certificate);
    await fs.writeFile(path.join(folder, 'hashed', 'ignored.pem'), two.certificate);
    await fs.mkdir(path.join(folder, 'plain'));
    await fs.writeFile(path.join(folder, 'plain', 'root.pem'), two.certificate);
    await fs.mkdir(path.join(folder, 'java', 'lib', 'security'), { recursive: true });
    await fs.writeFile(path.join(folder, 'java', 'lib', 'security', 'cacerts'), jks([der(one.certificate)]));
  });
  after(() => fs.rm(folder, { recursive: true }));

  const rows: readonly [string, number | string][] = [
    ['both.pem', 2],
    ['empty.pem', 0],
    ['text.pem', 0],
    ['store.jks', 2],
    ['store.p12', 1],
    ['noise.bin', 'encrypted'],
    ['gone.pem', 'missing'],
    ['hashed', 'unreadable'],
  ];
  for (const [file, found] of rows) it(`${file}: ${found}`, async () => assert.equal(await count(file), found));

  it('folders: by hashes where there are any', async () => {
    const hashed = await readTrustDirectory(path.join(folder, 'hashed'), 'linux');
    assert.ok('certificates' in hashed && hashed.hashed === true && hashed.certificates.length === 1);
    const plain = await readTrustDirectory(path.join(folder, 'plain'), 'linux');
    assert.ok('certificates' in plain && plain.hashed === false && plain.certificates.length === 1);
    assert.deepEqual(await readTrustDirectory(path.join(folder, 'gone'), 'linux'), { problem: 'missing' });
    const both = await readTrustDirectory(`${path.join(folder, 'hashed')}:${path.join(folder, 'hashed')}`, 'linux');
    assert.ok('certificates' in both && both.certificates.length === 2);
  });

  it("Java's own, where JAVA_HOME says", async () => {
    const place = await findJavaStore(path.join(folder, 'java'));
    assert.ok('certificates' in place && place.certificates.length === 1);
  });

  it('no bytes do harm', () => {
    const whole = jks([der(one.certificate)]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readJavaStore(Buffer.from(bytes))));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const torn = Buffer.from(whole);
        torn[at] = value;
        readCertificates(readJavaStore(torn) ?? []);
      }),
    );
  });
});
