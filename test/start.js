/**
 * `npm start`: a real VS Code with Gatehouse in it and the lab as its gateway, from a fresh clone. Plain JavaScript
 * that runs on any Node >= 18 before anything is installed. Ctrl+C ends everything it started.
 *
 *   node test/start.js [--check]   --check: click through once in a headless browser, print the verdict, end
 */
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { hasDesktop, openInDesktopBrowser } from './workbench/browser.js';
import { desktopEditor, openDesktop } from './workbench/desktop.js';
import { endEverything, endOnSignals, runProcess } from './workbench/lifetime.js';
import { startLabProcess } from './workbench/lab-process.js';
import { createProfile } from './workbench/profile.js';
import { say, step } from './workbench/progress.js';
import { build, installPackages, pinnedNode, projectFolder } from './workbench/project.js';
import { startServer } from './workbench/server.js';

endOnSignals(0);
let exitCode = 1;
try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  exitCode = await main(values.check);
} catch (error) {
  console.error(`\n${String(error.message ?? error)}`);
}
await endEverything();
process.exit(exitCode);

async function main(check) {
  await installPackages();
  await build();
  const lab = await step('Starting the lab, a practice gateway', 'a second or two', () => startLabProcess());
  say(`The lab answers at ${lab.baseUrl}`);
  const profile = createProfile({ 'gatehouse.gateway': 'custom', 'gatehouse.customBaseUrl': lab.baseUrl });

  // The desktop editor needs a screen; --check drives a browser and so takes the browser build.
  const editor = !check && (hasDesktop() || process.env.GATEHOUSE_VSCODE) ? desktopEditor() : undefined;
  if (editor) {
    const window = openDesktop(editor, profile, projectFolder);
    explain(`${path.basename(editor)} is opening.`, lab.port);
    await window.exited;
    say('The window was closed.');
    return 0;
  }
  profile.linkExtension(projectFolder);
  const server = await step('Starting VS Code for the browser', 'a few seconds', () => startServer(profile));
  if (check) return clickThrough(server.url);
  const opened = openInDesktopBrowser(server.url);
  explain(`${opened ? 'VS Code is opening in your browser' : 'Open VS Code in your browser'}: ${server.url}`, lab.port);
  await server.exited;
  throw new Error(`The server ended by itself.\n${server.output().slice(-2000)}`);
}

/** The one paragraph: what is open, what to click, how to make the lab misbehave, how to end. */
function explain(opening, labPort) {
  console.log(`
${opening}
Point at Gatehouse's item at the bottom left of the window ("127.0.0.1:${labPort}: not checked yet") and click Diagnose
in what opens, or click the item for its menu: the inspector shows the verdict, and against the healthy lab it says
healthy. To see a fault, make the lab misbehave from another terminal and diagnose again:
  node_modules/node/bin/node dist/cli.js lab --list
  node_modules/node/bin/node dist/cli.js lab --switch rate-limited --port ${labPort}
Ctrl+C here ends everything this command started.
`);
}

async function clickThrough(url) {
  const script = path.join(projectFolder, 'test', 'workbench', 'click-through.ts');
  await step('Clicking once: Diagnose on the status bar item, verdict', 'up to a minute', () =>
    runProcess(pinnedNode, [script, url], { echo: true, timeoutMs: 180_000 }),
  );
  return 0;
}
