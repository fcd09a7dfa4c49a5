import * as assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { certificateFile } from '../../../../src/diagnosis/certificate-file.ts';
import type { TlsEvidence } from '../../../../src/diagnosis/evidence.ts';
import type { TrustPromise } from '../../../../src/diagnosis/finding.ts';
import { mayWrite, type FixChange, type NewFileChange } from '../../../../src/diagnosis/fixes/change.ts';
import { isPlainPath, newFiles, withPlaces } from '../../../../src/diagnosis/fixes/new-file.ts';
import { promiseKept } from '../../../../src/diagnosis/fixes/trust-promise.ts';
import { createAuthority } from '../../../../src/lab/certificates.ts';

const file: NewFileChange = { kind: 'new-file', ref: 'roots', name: 'acme.pem', certificates: [{ name: 'Acme', fingerprint256: 'AA' }], keeps: [] };
const variables = (fileEntries: Record<string, string>, entries: Record<string, string> = {}): FixChange => ({
  kind: 'setting-entries',
  id: 'terminal.integrated.env.linux',
  target: 'user',
  entries,
  fileEntries,
});

describe('a fix that writes a file and points to it', () => {
  it('knows the path once its place is chosen', () => {
    const changes = [file, variables({ NODE_EXTRA_CA_CERTS: 'roots' }, { OTHER: 'x' })];
    assert.deepEqual(newFiles(changes), [file]);
    assert.deepEqual(withPlaces(changes, new Map([['roots', '/home/a/acme.pem']])), [
      { ...file, file: '/home/a/acme.pem' },
      { kind: 'setting-entries', id: 'terminal.integrated.env.linux', target: 'user', entries: { OTHER: 'x', NODE_EXTRA_CA_CERTS: '/home/a/acme.pem' } },
    ]);
  });

  it('is not made without a place for each of its files', () => {
    assert.throws(() => withPlaces([file], new Map()), /roots/);
    assert.throws(() => withPlaces([variables({ NODE_EXTRA_CA_CERTS: 'others' })], new Map([['roots', '/a']])), /others/);
  });

  it('leaves other changes as they are', () => {
    const line: FixChange = { kind: 'file-line', file: '/a', line: 1, mentions: ['x'] };
    assert.deepEqual(withPlaces([line], new Map()), [line]);
  });

  for (const [wanted, change] of [
    [true, file],
    [false, { ...file, certificates: [] }],
    [true, variables({ SSL_CERT_FILE: 'roots' })],
    [false, variables({ LD_PRELOAD: 'roots' })],
    [false, variables({ NODE_OPTIONS: 'roots' })],
    [false, variables({}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })],
  ] as const satisfies readonly (readonly [boolean, FixChange])[]) {
    it(`${wanted ? 'may' : 'may not'} write ${JSON.stringify(change).slice(0, 120)}`, () => assert.equal(mayWrite(change), wanted));
  }

  for (const [text, wanted] of [
    ['/home/a/acme.pem', true],
    ['C:\\Users\\a b\\acme.pem', true],
    ['/home/a$b/acme.pem', true],
    ['/home/${env:HOME}/acme.pem', false],
    ['/home/a\nb.pem', false],
  ] as const) {
    it(`${wanted ? 'takes' : 'refuses'} the path ${JSON.stringify(text)}`, () => assert.equal(isPlainPath(text), wanted));
  }
});

describe('what a fix promises of runtimes', () => {
  const promise: TrustPromise = { path: 'direct', context: 'integrated-terminal', runtimes: ['node@24', 'curl'], before: [], after: [] };
  const seen = (accepts: readonly ('yes' | 'no')[], context: 'integrated-terminal' | 'task', alsoIn?: 'integrated-terminal'): TlsEvidence =>
    ({
      applies: true,
      paths: [
        {
          path: 'direct',
          trust: [
            { context: 'this-process', rows: [], stores: {}, osBundle: null },
            {
              context,
              ...(alsoIn && { alsoIn: [alsoIn] }),
              rows: (['node@24', 'curl'] as const).map((runtime, index) => ({ runtime, accepts: accepts[index], reason: { code: 'anchored' }, decidedBy: [] })),
              stores: {},
              osBundle: null,
            },
          ],
        },
      ],
    }) as TlsEvidence;

  for (const [what, evidence, wanted] of [
    ['is kept when all accept', seen(['yes', 'yes'], 'integrated-terminal'), true],
    ['is not kept when one refuses', seen(['yes', 'no'], 'integrated-terminal'), false],
    ['is looked up where another context stands for the same', seen(['yes', 'yes'], 'task', 'integrated-terminal'), true],
    ['can not be told of another context', seen(['yes', 'yes'], 'task'), undefined],
    ['can not be told without evidence', undefined, undefined],
  ] as const) {
    it(what, () => assert.equal(promiseKept(promise, evidence), wanted));
  }
});

describe('a file of certificates', () => {
  let folder: string;
  let pem: string;
  let own: NewFileChange;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-roots-'));
    pem = (await createAuthority()).pem;
    own = { ...file, certificates: [{ name: 'Acme', fingerprint256: new X509Certificate(pem).fingerprint256, pem }] };
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  const read = (text: string): X509Certificate[] => (text.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []).map((one) => new X509Certificate(one));

  it('holds the root alone where nothing is to be kept', async () => {
    const { text, kept } = await certificateFile(own, process.platform);
    assert.deepEqual([read(text).map(({ fingerprint256 }) => fingerprint256), kept], [[own.certificates[0]?.fingerprint256], 0]);
  });

  it('holds the root first and then each kept one once', async () => {
    const mine = path.join(folder, 'mine.pem');
    const other = (await createAuthority({ name: { commonName: 'Überall' } })).pem;
    fs.writeFileSync(mine, `# Übrige\n${other}${pem}${tls.rootCertificates[0] ?? ''}\n`);
    const { text, kept } = await certificateFile({ ...own, keeps: ['bundled', `file:${mine}`] }, process.platform);
    const found = read(text);
    assert.equal(found[0]?.fingerprint256, own.certificates[0]?.fingerprint256);
    assert.equal(found.length, new Set(found.map(({ fingerprint256 }) => fingerprint256)).size);
    assert.deepEqual([kept, found.length], [tls.rootCertificates.length + 1, tls.rootCertificates.length + 2]);
    assert.match(text, /^[\x0a\x20-\x7e]+$/);
    assert.ok(tls.createSecureContext({ ca: text }));
  });

  it('is not made of another certificate than the one that was shown, nor of none, nor without what is to be kept', async () => {
    const lie = { ...own, certificates: own.certificates.map((one) => ({ ...one, fingerprint256: 'AA:BB' })) };
    await assert.rejects(certificateFile(lie, process.platform), /not the one that was shown/);
    await assert.rejects(certificateFile({ ...own, certificates: [] }, process.platform));
    await assert.rejects(certificateFile(file, process.platform));
    await assert.rejects(certificateFile({ ...own, keeps: ['file:/nowhere/at/all.pem'] }, process.platform), /can not be read/);
  });
});
