import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import type { startLab } from '../../../src/lab/lab.ts';
import { handshake } from './clients.ts';

const requireBanner = [
  "import { createRequire as gatehouseRequire } from 'node:module';",
  'const require = gatehouseRequire(import.meta.url);',
].join(' ');

describe('the lab as it is built', () => {
  it('is whole in the bundle: it makes its certificates and serves with them', async () => {
    const outdir = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-test-'));
    try {
      await esbuild.build({
        entryPoints: { lab: path.resolve(import.meta.dirname, '../../../src/lab/lab.ts') },
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'esm',
        splitting: true,
        outdir,
        outExtension: { '.js': '.mjs' },
        banner: { js: requireBanner },
        logLevel: 'silent',
      });
      const built = (await import(pathToFileURL(path.join(outdir, 'lab.mjs')).href)) as { startLab: typeof startLab };
      const lab = await built.startLab({ certificateDirectory: outdir });
      try {
        const seen = await handshake({ host: '127.0.0.1', port: lab.port, ca: lab.caPem });
        assert.ok('certificate' in seen, 'the handshake failed');
      } finally {
        await lab.close();
      }
    } finally {
      await fs.rm(outdir, { recursive: true });
    }
  });
});
