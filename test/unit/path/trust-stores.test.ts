import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { promisify } from 'node:util';
import { createAuthority } from '../../../src/lab/lab.ts';
import { readTrustStores, type TrustStores } from '../../../src/path/trust-stores.ts';

const run = promisify(execFile);
const module = new URL('../../../src/path/trust-stores.ts', import.meta.url).href;

describe('the trust stores', () => {
  let directory: string;
  before(async () => {
    directory = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-trust-'));
  });
  after(() => fs.rm(directory, { recursive: true }));

  /** Reads them in a process of its own; `older` is one without tls.getCACertificates (Node before 22.15). */
  const readWith = async (extraFile: string, older: boolean): Promise<{ bundled: number; extra: string[] | null; system: number | null }> => {
    const script = `
      import { syncBuiltinESMExports } from 'node:module';
      import tls from 'node:tls';
      ${older ? 'tls.getCACertificates = undefined; syncBuiltinESMExports();' : ''}
      const { readTrustStores } = await import(${JSON.stringify(module)});
      const { bundled, extra, system } = await readTrustStores(process.env, process.platform);
      console.log(JSON.stringify({ bundled: bundled.length, extra, system: system && system.length }));`;
    const env = { PATH: process.env['PATH'] ?? '', NODE_EXTRA_CA_CERTS: extraFile };
    const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { env });
    return JSON.parse(stdout) as Awaited<ReturnType<typeof readWith>>;
  };
  const normal = (pem: string): string => pem.replace(/\s/g, '');

  it('are the public roots, and what else this machine offers', async () => {
    const stores: TrustStores = await readTrustStores({}, process.platform);
    assert.equal(stores.bundled, tls.rootCertificates);
    assert.ok(stores.extra === null || Array.isArray(stores.extra));
  });

  for (const older of [false, true]) {
    it(`take the certificates of NODE_EXTRA_CA_CERTS${older ? ' from its file on an older Node' : ' from the runtime'}`, async () => {
      const [one, two] = [await createAuthority(), await createAuthority()];
      const file = path.join(directory, 'two.pem');
      await fs.writeFile(file, `# a comment\n${one.pem}\nnoise\n${two.pem}`);
      const { extra, bundled } = await readWith(file, older);
      assert.deepEqual(extra?.map(normal).toSorted(), [one.pem, two.pem].map(normal).toSorted());
      assert.equal(bundled, tls.rootCertificates.length);
    });
  }

  it('survive a file that is not there, is a folder, or holds no certificate', async () => {
    const empty = path.join(directory, 'empty.pem');
    await fs.writeFile(empty, 'nothing here');
    assert.equal((await readWith(path.join(directory, 'missing.pem'), true)).extra, null);
    assert.equal((await readWith(directory, true)).extra, null);
    assert.deepEqual((await readWith(empty, true)).extra, []);
  });
});
