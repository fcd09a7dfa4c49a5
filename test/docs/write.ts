/** `npm run docs`: writes the generated parts of the pages under docs/, and the files that are generated whole. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { wholeFiles } from './generated-files.ts';
import { pages } from './generated.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
for (const [file, { is, should }] of [...pages(root), ...wholeFiles(root)]) {
  if (is === should) continue;
  fs.writeFileSync(path.join(root, file), should);
  console.log(`${file} written`);
}
