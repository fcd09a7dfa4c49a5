/** What this run has started and made, and the one place that ends it all: process groups, temporary folders. */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Undone last made first. @type {Set<() => void | Promise<void>>} */
const endings = new Set();
/** Process groups that are still alive; ended even when this process dies by an exception. @type {Set<number>} */
const groups = new Set();
/** @type {Set<string>} */
const folders = new Set();
let ending;

/** Registers something to undo at the end; returns a function that takes it off the list again. */
export function atEnd(undo) {
  endings.add(undo);
  return () => endings.delete(undo);
}

/** Ends everything this run started, newest first. Safe to call twice. */
export function endEverything() {
  ending ??= (async () => {
    for (const undo of [...endings].reverse()) {
      endings.delete(undo);
      await Promise.resolve()
        .then(undo)
        .catch(() => undefined);
    }
    for (const pid of groups) killGroup(pid, 'SIGKILL');
    for (const folder of folders) removeFolder(folder);
    ending = undefined;
  })();
  return ending;
}

/** Ends everything when the user presses Ctrl+C or the process is asked to stop; then exits with `exitCode`. */
export function endOnSignals(exitCode) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => void endEverything().then(() => process.exit(exitCode)));
  }
}

process.on('exit', () => {
  for (const pid of groups) killGroup(pid, 'SIGKILL');
  for (const folder of folders) removeFolder(folder);
});

/** A folder that is removed at the end. The path has its links resolved, because editors compare real paths. */
export function temporaryFolder(name) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `gatehouse-${name}-`));
  folders.add(folder);
  return folder;
}

/**
 * @typedef {object} StartedProcess
 * @property {number} pid
 * @property {() => string} output what it has printed so far on both streams, the last 200 KB
 * @property {Promise<{ code: number | null, signal: string | null }>} exited
 * @property {(pattern: RegExp, timeoutMs: number) => Promise<RegExpExecArray>} printed resolves when its output matches
 * @property {() => Promise<void>} end ends it and everything it started
 */

/**
 * Starts a program as the leader of its own process group, so that ending it ends its children too.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean }} [options] echo: also print its output here
 * @returns {StartedProcess}
 */
export function startProcess(command, args, options = {}) {
  const windows = process.platform === 'win32';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    windowsHide: true,
  });
  let output = '';
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const take = (chunk, stream) => {
    output = (output + chunk).slice(-200_000);
    if (options.echo) stream.write(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (chunk) => take(chunk, process.stdout));
  child.stderr.setEncoding('utf8').on('data', (chunk) => take(chunk, process.stderr));

  const pid = child.pid ?? 0;
  if (pid) groups.add(pid);
  const exited = new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  exited.catch(() => undefined);

  const end = async () => {
    removeEnding();
    if (!pid) return;
    killGroup(pid, 'SIGTERM');
    const gone = await Promise.race([exited.then(() => true), sleep(3000).then(() => false)]);
    // The leader may be gone while a child lingers in its group.
    killGroup(pid, 'SIGKILL');
    if (!gone) await Promise.race([exited, sleep(2000)]);
    groups.delete(pid);
  };
  const removeEnding = atEnd(end);

  const printed = (pattern, timeoutMs) =>
    new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        listeners.delete(look);
        settle(value);
      };
      const look = () => {
        const match = pattern.exec(output);
        if (match) finish(resolve, match);
      };
      const told = () => `\n${output.slice(-2000)}`;
      const timer = setTimeout(
        () =>
          finish(reject, new Error(`${path.basename(command)} was not ready within ${timeoutMs / 1000} s.${told()}`)),
        timeoutMs,
      );
      listeners.add(look);
      exited.then(
        ({ code }) => finish(reject, new Error(`${path.basename(command)} ended with code ${code}.${told()}`)),
        (error) => finish(reject, error),
      );
      look();
    });

  return { pid, output: () => output, exited, printed, end };
}

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<string>} what it printed; rejects with its last lines when it fails or outlives timeoutMs
 */
export async function runProcess(command, args, options = {}) {
  const started = startProcess(command, args, options);
  const limit = options.timeoutMs ?? 30 * 60_000;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${command} was still running after ${limit / 1000} s.`)), limit);
  });
  try {
    const { code, signal } = await Promise.race([started.exited, late]);
    if (code !== 0) {
      const tail = options.echo ? '' : `\n${started.output().slice(-4000)}`;
      const told = [path.basename(command), ...args].join(' ').slice(0, 120);
      throw new Error(`${told} ended with ${signal ?? `code ${code}`}.${tail}`);
    }
    return started.output();
  } finally {
    clearTimeout(timer);
    await started.end();
  }
}

/** @param {number} durationMs */
export function sleep(durationMs) {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

function killGroup(pid, signal) {
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody left in the group.
  }
}

function removeFolder(folder) {
  try {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {
    // A file still held by a dying process; the system's own clean-up of its temporary folder gets it.
  }
  folders.delete(folder);
}
