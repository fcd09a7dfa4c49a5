/** `npm run size`: what the package weighs, file by file, and which sources each built file consists of. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '../workbench/project.js';
import { makeVsix, vsixFile } from './package.js';
import { zipEntries } from './zip-entries.js';

const heaviestShown = 4;

/** Prints the archive's entries and, from esbuild's metafiles in out/meta, each built file's heaviest sources. */
export function printSizes(file = vsixFile) {
  console.log(`${path.basename(file)}: ${kilobytes(fs.statSync(file).size)} packed`);
  for (const entry of zipEntries(file))
    console.log(`  ${kilobytes(entry.packedBytes)} packed ${kilobytes(entry.bytes)} whole  ${entry.name}`);
  const folder = path.join(projectFolder, 'out', 'meta');
  for (const meta of fs.readdirSync(folder).sort()) {
    const { outputs } = JSON.parse(fs.readFileSync(path.join(folder, meta), 'utf8'));
    console.log(`${meta}`);
    for (const [output, { bytes, inputs }] of Object.entries(outputs)) {
      console.log(`  ${kilobytes(bytes)}  ${output}`);
      for (const [owner, weight] of heaviest(inputs)) console.log(`    ${kilobytes(weight)}  ${owner}`);
    }
  }
}

/** Sums a built file's inputs by package, or by room for our own sources. */
function heaviest(inputs) {
  const sums = new Map();
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const owner = /node_modules\/((@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input.split('/').slice(0, 2).join('/');
    sums.set(owner, (sums.get(owner) ?? 0) + bytesInOutput);
  }
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, heaviestShown);
}

function kilobytes(count) {
  return `${(count / 1000).toFixed(1).padStart(7)} KB`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await makeVsix();
  printSizes();
  process.exit(0);
}
