/** Types into real terminals of a workbench, and reads back what programs there have written. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../workbench/lifetime.js';
import type { Workbench } from '../workbench/workbench.ts';

/** A limit here is for what hangs, in ms. */
const longMs = 60_000;
let files = 0;
const folder = temporaryFolder('shell');

/** A file that nobody has written yet. */
export function newFile(): string {
  return path.join(folder, `${++files}.txt`);
}

/** Waits for a file that is whole: written elsewhere and renamed, as `run` does. */
export async function textOf(file: string, limitMs = longMs): Promise<string> {
  for (const untilMs = Date.now() + limitMs; !fs.existsSync(file); ) {
    if (Date.now() > untilMs) throw new Error(`${file} was not written within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return fs.readFileSync(file, 'utf8');
}

/** A command line whose output, errors among it, becomes a file once it has ended. */
export function into(file: string, command: string): string {
  return `{ ${command} ; } > ${file}.part 2>&1; mv ${file}.part ${file}`;
}

/** Opens a terminal and waits until its shell takes what is typed. */
export async function openTerminal(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Terminal: Create New Terminal');
  await workbench.page.locator('.terminal-wrapper.active .xterm-helper-textarea').first().waitFor({ state: 'attached', timeout: longMs });
  // A shell that has not started yet may lose what is typed.
  for (let goes = 0; goes < 20; goes++) {
    const file = newFile();
    await type(workbench.page, `touch ${file}`);
    const there = await textOf(file, 2_000).catch(() => undefined);
    if (there !== undefined) return;
  }
  throw new Error('no shell answered in the new terminal');
}

/** Types a line into the terminal that is in front. */
export async function type(page: Page, line: string): Promise<void> {
  await page.locator('.terminal-wrapper.active .xterm-helper-textarea').first().focus();
  // Key by key: xterm.js takes no pasted text while it believes that a key is down.
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** Runs a command line in the terminal that is in front, and gives what it printed. */
export async function run(workbench: Workbench, command: string): Promise<string> {
  const file = newFile();
  await type(workbench.page, into(file, command));
  try {
    return await textOf(file, 30_000);
  } catch (error) {
    await workbench.screenshot('shell-without-answer');
    throw error;
  }
}

/** The environment of a shell in the terminal that is in front, without what differs between any two terminals. */
export async function shellEnvironment(workbench: Workbench): Promise<Record<string, string>> {
  const file = newFile();
  await type(workbench.page, `env -0 > ${file}.part; mv ${file}.part ${file}`);
  const entries = (await textOf(file)).split('\0').filter(Boolean).map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const);
  return Object.fromEntries(entries.filter(([name]) => !/^(?:VSCODE_IPC_HOOK_CLI|VSCODE_NONCE|VSCODE_STABLE|_)$/.test(name)));
}
