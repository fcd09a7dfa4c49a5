/** The gateways and pass-throughs that are measured, each in a process of its own. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cached } from '../../workbench/cache.js';
import { firstLine, freePort, listening } from '../shim/subjects.ts';

const here = import.meta.dirname;
/** What the bench installs beside the project; nothing of it is part of the product. */
const versions = { portkey: '1.15.2', router: '2.0.0', litellm: '1.106.12' };
/** Portkey's package takes any later one of these, and answers every request with 500 with the latest (1.19). */
const portkeyServer = { '@hono/node-server': '1.13.7' };

export interface Gateway {
  port: number;
  floodChunks: number;
  stop(): void;
}

export interface Subject {
  name: string;
  port: number;
  /** Headers that it wants of its callers. */
  headers: Readonly<Record<string, string>>;
  /** What stands before the model's name. */
  alias: string;
  /** Where it is asked: chat completions, or Anthropic's messages where it serves nothing else. */
  path: string;
  /** The processes whose work counts. */
  pids(): number[];
  stop(): void;
}

export async function startGateway(): Promise<Gateway> {
  const child = spawn(process.execPath, [path.join(here, 'gateway.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = JSON.parse(await firstLine(child, 'gateway')) as { port: number; floodChunks: number };
  return { ...said, stop: () => child.kill('SIGKILL') };
}

const chat = '/v1/chat/completions';

export function direct({ port }: Gateway): Subject {
  return { name: 'direct', port, headers: {}, alias: '', path: chat, pids: () => [], stop: () => undefined };
}

/** Each starts its subject anew; one that is not on this machine says why instead. */
export const starters: Readonly<Record<string, (gateway: Gateway) => Promise<Subject>>> = {
  shim: async (gateway) => nodeSubject('shim', await bundledShim(), gateway),
  minimal: (gateway) => nodeSubject('minimal', path.join(here, 'minimal-http.cjs'), gateway),
  'claude-code-router': async (gateway) => {
    const folder = await fromNpm('router', '@musistudio/claude-code-router', versions.router);
    return listener('claude-code-router', (port, home) => {
      fs.mkdirSync(path.join(home, '.claude-code-router'));
      const provider = { name: 'bench', api_base_url: `http://127.0.0.1:${gateway.port}/v1/chat/completions`, api_key: 'sk-bench', models: ['json', 'first', 'paced', 'flood', 'burst', 'quiet'] };
      fs.writeFileSync(path.join(home, '.claude-code-router', 'config.json'), JSON.stringify({ PORT: port, LOG: false, NON_INTERACTIVE_MODE: true, Providers: [provider], Router: { default: 'bench,first' } }));
      return { program: process.execPath, args: [path.join(folder, 'node_modules/@musistudio/claude-code-router/dist/cli.js'), 'start'], alias: 'bench,', path: '/v1/messages' };
    });
  },
  portkey: async (gateway) => {
    const folder = await fromNpm('portkey', '@portkey-ai/gateway', versions.portkey, portkeyServer);
    return listener('portkey', (port) => ({
      program: process.execPath,
      args: [path.join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js'), '--headless', `--port=${port}`],
      headers: { authorization: 'Bearer sk-bench', 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `http://127.0.0.1:${gateway.port}/v1` },
    }));
  },
  litellm: async (gateway) => {
    const folder = await fromPip('litellm', 'litellm[proxy]', versions.litellm);
    return listener('litellm', (port, home) => {
      const file = path.join(home, 'config.yaml');
      const models = ['json', 'first', 'paced', 'flood', 'burst', 'quiet'].map((name) => ({ model_name: name, litellm_params: { model: `openai/${name}`, api_base: `http://127.0.0.1:${gateway.port}/v1`, api_key: 'sk-bench' } }));
      // JSON is YAML.
      fs.writeFileSync(file, JSON.stringify({ model_list: models, general_settings: { dangerously_permit_weak_or_unset_master_key: true } }));
      return { program: path.join(folder, 'bin', 'python'), args: [path.join(folder, 'bin', 'litellm'), '--config', file, '--host', '127.0.0.1', '--port', String(port)] };
    });
  },
  // Its package is a program that downloads another from the vendor's own host, and the Go module proxy has it not.
  bifrost: () => Promise.reject(new Error('@maximhq/bifrost 1.6.3 on npm downloads its binary from a host of its own, which a machine without it cannot be given')),
};

/** In one file, as it is shipped: Node's reader of TypeScript weighs more than the shim. */
async function bundledShim(): Promise<string> {
  const { build } = await import('esbuild');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-shim-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, 'shim.mjs');
  const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({ entryPoints: [path.join(here, 'shim-process.ts')], bundle: true, platform: 'node', target: 'node20', format: 'esm', banner: { js: banner }, outfile, logLevel: 'warning' });
  return outfile;
}

async function nodeSubject(name: string, file: string, { port: gatewayPort }: Gateway): Promise<Subject> {
  const child = spawn(process.execPath, ['--no-warnings', ...(process.env['BENCH_NODE_ARGS']?.split(' ') ?? []), file, String(gatewayPort)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = JSON.parse(await firstLine(child, name)) as Pick<Subject, 'port'> & Partial<Subject>;
  return { name, headers: {}, alias: '', path: chat, ...said, pids: () => [child.pid as number], stop: () => child.kill('SIGTERM') };
}

interface Command {
  program: string;
  args: readonly string[];
  headers?: Readonly<Record<string, string>>;
  alias?: string;
  path?: string;
}

/** A program that is told its port and has a home of its own. */
async function listener(name: string, command: (port: number, home: string) => Command): Promise<Subject> {
  const port = await freePort();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), `bench-${name}-`));
  const { program, args, headers = {}, alias = '', path: asked = chat } = command(port, home);
  const child = spawn(program, args, {
    stdio: ['ignore', fs.openSync(path.join(home, 'out'), 'w'), fs.openSync(path.join(home, 'err'), 'w')],
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, NODE_ENV: 'production', LITELLM_LOCAL_MODEL_COST_MAP: 'True', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
  });
  const stop = (): void => {
    child.kill('SIGKILL');
    fs.rmSync(home, { recursive: true, force: true });
  };
  try {
    await Promise.race([ended(child, name), listening(port)]);
  } catch (error) {
    const said = fs.readFileSync(path.join(home, 'err'), 'utf8').trim().split('\n').at(-1) ?? '';
    stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)} ${said}`, { cause: error });
  }
  return { name, port, headers, alias, path: asked, pids: () => [child.pid as number], stop };
}

function ended(child: ChildProcess, name: string): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  failed.catch(() => undefined);
  return failed;
}

function fromNpm(name: string, packageName: string, version: string, overrides: Readonly<Record<string, string>> = {}): Promise<string> {
  return cached(`bench-${name}-${version}`, async (folder) => {
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, overrides }));
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${packageName}@${version}`], { cwd: folder, stdio: 'ignore' });
  });
}

function fromPip(name: string, packageName: string, version: string): Promise<string> {
  return cached(`${name}-${version}`, async (folder) => {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
    execFileSync(path.join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `${packageName}==${version}`], { stdio: 'ignore' });
  });
}
