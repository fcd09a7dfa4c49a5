/** `npm run docs`: writes the generated parts of the pages under docs/. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pages } from './generated.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
for (const [file, { is, should }] of pages(root)) {
  if (is === should) continue;
  fs.writeFileSync(path.join(root, file), should);
  console.log(`${file} written`);
}
