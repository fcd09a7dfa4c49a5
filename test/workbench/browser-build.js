/**
 * A real VS Code for machines without its desktop build: the workbench, server and extension host that the npm package
 * `code-server` carries in lib/vscode. Its own wrapper is not used.
 *
 * Its native modules (logging, watchdog, sqlite, kerberos) are left unbuilt: the server and the extension host work
 * without them, and so neither a compiler nor Node's headers are needed. Measured with Code 1.139.1.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cached } from './cache.js';
import { runProcess } from './lifetime.js';
import { npm, pinnedNode } from './project.js';
import { step } from './progress.js';

/** code-server's version; the editor inside it differs in the first digit: 4.139.1 carries Code 1.139.1. */
export const browserBuildVersion = '4.139.1';
const editorVersion = browserBuildVersion.replace(/^4/, '1');

/** The folder of the browser build's server (it holds out/server-main.js), downloaded the first time. */
export async function browserBuild() {
  if (process.platform === 'win32') {
    throw new Error(
      'The browser build of VS Code does not run on Windows. Install VS Code, or name its program in GATEHOUSE_VSCODE.',
    );
  }
  const folder = await cached(`browser-build-${browserBuildVersion}-${process.platform}-${process.arch}`, (partial) =>
    step(`Getting VS Code ${editorVersion} for the browser`, 'once, about a minute, 600 MB in the cache', () =>
      make(partial),
    ),
  );
  return path.join(folder, 'vscode');
}

async function make(folder) {
  const quiet = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--no-update-notifier'];
  // The package asks for Node 24, so npm itself runs on the pinned one.
  const env = { PATH: `${path.dirname(pinnedNode)}${path.delimiter}${process.env.PATH ?? ''}` };
  const install = (cwd, ...args) => npm(['install', ...args, ...quiet], { cwd, env });
  const download = path.join(folder, 'download');
  const vscode = path.join(folder, 'vscode');

  await fs.mkdir(download);
  await fs.writeFile(path.join(download, 'package.json'), '{ "private": true }\n');
  await install(download, `code-server@${browserBuildVersion}`, '--no-package-lock');
  await fs.rename(path.join(download, 'node_modules', 'code-server', 'lib', 'vscode'), vscode);
  await fs.rm(download, { recursive: true });
  await install(vscode);
  await install(path.join(vscode, 'extensions'));

  const version = await runProcess(pinnedNode, [path.join(vscode, 'out', 'server-main.js'), '--version'], {
    timeoutMs: 60_000,
  });
  if (!version.includes(editorVersion)) throw new Error(`The browser build says it is ${version.trim()}.`);
}
