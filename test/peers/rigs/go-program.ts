import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from '../../workbench/cache.js';
import { findProgram, runWell } from './program.ts';

/** The collector is some hundred modules, fetched and compiled once a machine. */
const buildLimitMs = 900_000;

/** A Go program of `rigs/go`, with the modules its `go.sum` names; built once and kept. Gives the executable. */
export async function goProgram(name: string): Promise<string> {
  const go = findProgram('go', 'golang-go');
  const sources = fileURLToPath(new URL(`go/${name}`, import.meta.url));
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(fs.readFileSync(path.join(sources, file)));
  const folder = await cached(`go-${name}-${hash.digest('hex').slice(0, 12)}-${process.arch}`, async (target) => {
    const command = ['nice', '-n', '10', go, 'build', '-C', sources, '-mod=readonly', '-o', path.join(target, name), '.'];
    await runWell(command, { environment: { ...(process.env as Record<string, string>), GOFLAGS: '-buildvcs=false' }, limitMs: buildLimitMs });
  });
  return path.join(folder, name);
}
