/** Two users of one machine who are neither root nor each other, with what the shim is started from in reach of both. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { projectFolder } from '../../workbench/project.js';
import type { OwnerWord } from './owner.ts';
import type { Outcome } from './stranger.ts';

/** Of nobody on this machine. */
export const ownerId = 61_001;
export const strangerId = 61_002;

/** A process of one of them that answers each line with a line. */
export class Talk {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #errors = '';

  constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    child.stdin.on('error', () => undefined);
  }

  async hear<T>(): Promise<T> {
    const { value, done } = (await this.#lines.next()) as IteratorResult<string>;
    if (done) throw new Error(`it ended: ${this.#errors}`);
    return JSON.parse(value) as T;
  }

  async ask<T>(line: string): Promise<T> {
    this.child.stdin.write(`${line}\n`);
    return this.hear<T>();
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'close');
  }
}

export class Machine {
  /** Both may look in here. */
  readonly folder: string;
  readonly node: string;
  readonly home: string;
  readonly #talks: Talk[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.node = path.join(folder, 'node');
    this.home = path.join(folder, 'home');
  }

  /** The project may lie where only root can look. */
  static async make(): Promise<Machine> {
    const machine = new Machine(fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-users-')));
    const { folder, node, home } = machine;
    fs.chmodSync(folder, 0o755);
    fs.copyFileSync(process.execPath, node);
    fs.chmodSync(node, 0o755);
    fs.cpSync(path.join(projectFolder, 'dist'), path.join(folder, 'dist'), { recursive: true });
    for (const file of ['package.json']) fs.copyFileSync(path.join(projectFolder, file), path.join(folder, file));
    await build({
      entryPoints: ['owner', 'stranger'].map((name) => path.join(import.meta.dirname, `${name}.ts`)),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
    fs.mkdirSync(home, { mode: 0o755 });
    fs.chownSync(home, ownerId, ownerId);
    return machine;
  }

  /** What a program of the owner has in its environment. */
  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return { PATH: process.env['PATH'] ?? '', HOME: this.home, LANG: 'C.UTF-8', ...more };
  }

  #talk(id: number, script: string, args: readonly string[], env: Record<string, string>): Talk {
    const talk = new Talk(spawn(this.node, [path.join(this.folder, script), ...args], { uid: id, gid: id, env, cwd: '/' }));
    this.#talks.push(talk);
    return talk;
  }

  /** The shim is started, or found, by the owner. */
  async owner(options: { newPort?: boolean; password?: string; allow?: string[] } = {}, environment: Readonly<Record<string, string>> = {}): Promise<{ talk: Talk; word: OwnerWord }> {
    const talk = this.#talk(ownerId, 'owner.mjs', [path.join(this.folder, 'dist', 'shim.js'), JSON.stringify(options)], this.environment(environment));
    return { talk, word: await talk.hear<OwnerWord>() };
  }

  stranger(): Stranger {
    return new Stranger(this.#talk(strangerId, 'stranger.mjs', [], { PATH: process.env['PATH'] ?? '', HOME: '/' }));
  }

  async end(): Promise<void> {
    await Promise.all(this.#talks.map((one) => one.end()));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Stranger {
  readonly #talk: Talk;

  constructor(talk: Talk) {
    this.#talk = talk;
  }

  do(...act: readonly string[]): Promise<Outcome> {
    return this.#talk.ask<Outcome>(JSON.stringify(act));
  }

  end(): Promise<void> {
    return this.#talk.end();
  }
}
