/** `npm run package`: the production build as out/gatehouse.vsix. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { endEverything, runProcess } from '../workbench/lifetime.js';
import { step } from '../workbench/progress.js';
import { build, installPackages, pinnedNode, plainEnvironment, projectFolder } from '../workbench/project.js';

export const vsixFile = path.join(projectFolder, 'out', 'gatehouse.vsix');

/** Builds for production and packs. dist/ then holds the production build. */
export async function makeVsix() {
  await build({ production: true });
  fs.mkdirSync(path.dirname(vsixFile), { recursive: true });
  const vsce = path.join(projectFolder, 'node_modules', '@vscode', 'vsce', 'vsce');
  // The manifest names no repository, so vsce has no address to make the readme's relative links absolute with.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const args = [vsce, 'package', ...flags, '--out', vsixFile];
  await step('Packing the extension', 'a few seconds', () =>
    runProcess(pinnedNode, args, { cwd: projectFolder, env: plainEnvironment() }),
  );
  return vsixFile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await installPackages();
  const file = await makeVsix();
  console.log(`${path.relative(projectFolder, file)}: ${(fs.statSync(file).size / 1000).toFixed(1)} KB`);
  await endEverything();
  process.exit(0);
}
