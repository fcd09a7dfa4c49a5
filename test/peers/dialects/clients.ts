import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.resolve(here, '../../..');
const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'gatehouse', 'peers');

/** A real client, ready to be played cases. */
export interface Client {
  /** Dialect and version to compare with. */
  spec: string;
  kind: 'worker' | 'spawn' | 'spawn-switch';
  command: readonly string[];
}

/** Clients by title; each is installed into the cache where it is not on the machine, and may fail to be. */
export const clients: Readonly<Record<string, () => Promise<Client>>> = {
  curl: async () => {
    const { stdout } = await run('curl', ['--version']);
    const version = /^curl (\S+)/.exec(stdout)?.[1] ?? '';
    return { spec: `curl@${version}`, kind: 'spawn', command: ['curl', '-q', '-sS', '-k', '-g', '-o', '/dev/null', '-m', '5'] };
  },
  'Python requests 2.34.2': () => python('requests', '2.34.2', ['requests==2.34.2', 'PySocks==1.7.1']),
  'Python requests 2.32.3': () => python('requests', '2.32.3', ['requests==2.32.3', 'PySocks==1.7.1']),
  'Python httpx 0.28.1': () => python('httpx', '0.28.1', ['httpx[socks]==0.28.1']),
  Go: async () => {
    const { stdout } = await run('go', ['version']);
    const version = /go(\d\S*)/.exec(stdout)?.[1] ?? '';
    const binary = path.join(cache, `go-${version}`, 'client');
    const source = path.join(here, 'client.go');
    if (!(await isNewer(binary, source))) {
      await fs.mkdir(path.dirname(binary), { recursive: true });
      await run('go', ['build', '-o', binary, source], { env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' }, cwd: here });
    }
    return { spec: `go@${version}`, kind: 'spawn', command: [binary] };
  },
  'Node fetch, switch off': () =>
    Promise.resolve({ spec: `node-fetch@${process.versions.node}`, kind: 'spawn', command: nodeFetch }),
  'Node fetch, switch on': () =>
    Promise.resolve({ spec: `node-fetch-global-env@${process.versions.node}`, kind: 'spawn-switch', command: nodeFetch }),
  'undici EnvHttpProxyAgent of this project': async () => {
    const folder = path.join(root, 'node_modules', 'undici');
    return undici(folder, await packageVersion(folder));
  },
  'undici EnvHttpProxyAgent 8.12.4': async () => undici(await npmPackage('undici', '8.12.4'), '8.12.4'),
  'the editor\'s agent, https': () => editorAgent('http'),
  'the editor\'s agent, fetch': () => editorAgent('fetch'),
};

const nodeFetch = [process.execPath, '--no-warnings', path.join(here, 'client-fetch.mjs')];

async function python(library: 'requests' | 'httpx', version: string, packages: readonly string[]): Promise<Client> {
  const folder = path.join(cache, `python-${library}-${version}`);
  const executable = path.join(folder, 'bin', 'python');
  const installed = await run(executable, ['-c', `import ${library} as x; import socks${library === 'httpx' ? 'io' : ''}; print(x.__version__)`]).catch(() => undefined);
  if (installed?.stdout.trim() !== version) {
    await run('python3', ['-m', 'venv', folder]);
    await run(executable, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  }
  return { spec: `python-${library}@${version}`, kind: 'worker', command: [executable, path.join(here, 'client.py'), library] };
}

function undici(folder: string, version: string): Client {
  return { spec: `undici-env-agent@${version}`, kind: 'worker', command: [process.execPath, '--no-warnings', path.join(here, 'client-undici.mjs'), folder] };
}

async function editorAgent(kind: 'http' | 'fetch'): Promise<Client> {
  const folder = await npmPackage('@vscode/proxy-agent', '0.45.0', ['undici@7.29.0']);
  return {
    spec: `vscode-exthost-${kind}`,
    kind: 'worker',
    command: [process.execPath, '--no-warnings', path.join(here, 'client-vscode-agent.mjs'), folder, kind],
  };
}

/** Installs a package outside the tree. @returns its folder. */
async function npmPackage(name: string, version: string, beside: readonly string[] = []): Promise<string> {
  const prefix = path.join(cache, `npm-${name.replace(/[@/]+/g, '-')}-${version}`);
  const folder = path.join(prefix, 'node_modules', ...name.split('/'));
  if ((await packageVersion(folder).catch(() => '')) !== version) {
    await fs.mkdir(prefix, { recursive: true });
    await fs.writeFile(path.join(prefix, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`, ...beside], { cwd: prefix });
  }
  return folder;
}

async function packageVersion(folder: string): Promise<string> {
  return (JSON.parse(await fs.readFile(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

async function isNewer(file: string, than: string): Promise<boolean> {
  try {
    return (await fs.stat(file)).mtimeMs > (await fs.stat(than)).mtimeMs;
  } catch {
    return false;
  }
}
