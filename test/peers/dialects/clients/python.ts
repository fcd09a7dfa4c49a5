import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { cache, programs, run, type Client, type ClientFamily } from '../client.ts';

/** Installs packages into a virtual environment of their own, named for the first. @returns its interpreter. */
export async function pythonWith(packages: readonly string[]): Promise<string> {
  const [library = '', version = ''] = packages[0]?.replace(/\[.*\]/, '').split('==') ?? [];
  const folder = path.join(cache, `python-${library}-${version}`);
  const executable = path.join(folder, 'bin', 'python');
  const names = packages.map((one) => one.replace(/\[.*\]/, '').split('=')[0] ?? '');
  const check = `from importlib.metadata import version as v; print([v(name) for name in ${JSON.stringify(names)}][0])`;
  const installed = await run(executable, ['-c', check]).catch(() => undefined);
  if (installed?.stdout.trim() !== version) {
    await run('python3', ['-m', 'venv', folder]);
    await run(executable, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  }
  return executable;
}

/** A client that `programs/python.py` can be, in a virtual environment of its own. */
async function python(client: string, dialect: string, packages: readonly string[]): Promise<Client> {
  const version = packages[0]?.replace(/\[.*\]/, '').split('==')[1] ?? '';
  const command = [await pythonWith(packages), path.join(programs, 'python.py'), client];
  return { spec: `${dialect}@${version}`, kind: 'worker', command };
}

/** The newest interpreter of this machine: pyenv's where it has some, else the one on the path. */
async function newestPython(): Promise<string> {
  const versions = path.join(process.env['PYENV_ROOT'] || path.join(os.homedir(), '.pyenv'), 'versions');
  const minor = (name: string): number => Number(/^3\.(\d+)\.\d+$/.exec(name)?.[1] ?? -1);
  const names = await fs.readdir(versions).catch((): string[] => []);
  const newest = names.filter((name) => minor(name) >= 0).sort((a, b) => minor(b) - minor(a))[0];
  return newest === undefined ? 'python3' : path.join(versions, newest, 'bin', 'python3');
}

const socks = 'PySocks==1.7.1';

export const pythonFamily: ClientFamily = {
  clients: {
    // Python 3.14 can't be installed from a package registry; its urllib reads as 3.13's does.
    'Python urllib': async () => ({
      spec: 'python-urllib@3.14.10',
      kind: 'worker',
      command: [await newestPython(), path.join(programs, 'python.py'), 'urllib'],
    }),
    'Python requests 2.34.2': () => python('requests', 'python-requests', ['requests==2.34.2', socks]),
    'Python requests 2.32.3': () => python('requests', 'python-requests', ['requests==2.32.3', socks]),
    // 26.2.2 is not on the index; it reads proxies as 26.3 does.
    'pip 26.3': () => python('pip', 'pip', ['pip==26.3', socks]),
    'pip 26.2.1': () => python('pip', 'pip', ['pip==26.2.1', socks]),
    'pip 25.1.1': () => python('pip', 'pip', ['pip==25.1.1', socks]),
    'Python httpx 0.28.1': () => python('httpx', 'python-httpx', ['httpx[socks]==0.28.1', 'socksio']),
    'Python httpx 0.27.2': () => python('httpx', 'python-httpx', ['httpx[socks]==0.27.2', 'socksio']),
    'Python httpx2 2.16.2': () => python('httpx2', 'python-httpx2', ['httpx2[socks]==2.16.2', 'socksio']),
    'Python httpx2 2.13.1': () => python('httpx2', 'python-httpx2', ['httpx2[socks]==2.13.1', 'socksio']),
    'Python httpx2 2.15.1': () => python('httpx2', 'python-httpx2', ['httpx2[socks]==2.15.1', 'socksio']),
    'openai for Python 3.6.0': () => python('openai', 'python-openai', ['openai==3.6.0', 'httpx2[socks]==2.15.1']),
    'openai for Python 2.54.0': () => python('openai', 'python-openai', ['openai==2.54.0', 'httpx[socks]==0.28.1']),
    'anthropic for Python 0.125.0': () =>
      python('anthropic', 'python-anthropic', ['anthropic==0.125.0', 'httpx[socks]==0.28.1']),
    'anthropic for Python 1.9.0': () =>
      python('anthropic', 'python-anthropic', ['anthropic==1.9.0', 'httpx2[socks]==2.15.1']),
    'aiohttp 3.13.3': () => python('aiohttp', 'python-aiohttp-trust-env', ['aiohttp==3.13.3']),
    'aiohttp 3.14.3': () => python('aiohttp', 'python-aiohttp-trust-env', ['aiohttp==3.14.3']),
  },
  known: [
    {
      client: 'python-urllib@',
      matches: ({ environment, url }, found) =>
        found.endsWith(' connect') &&
        /^https:/i.test(environment[url.startsWith('https:') ? 'https_proxy' : 'http_proxy'] ?? ''),
      reason: 'it speaks plain HTTP to an https:// proxy; the recorder understands that, a real one does not',
    },
    {
      client: 'python-urllib@',
      matches: ({ url }) => /[^\u0000-\u007f]/.test(url),
      reason: 'it compares NO_PROXY with the host as typed, and the question has it in its ASCII form only',
    },
    {
      client: 'python-requests@2.32.3',
      matches: ({ url }, found) => found === 'direct' && url.includes('[::ffff:10.'),
      reason: 'it compares NO_PROXY with the end of the address as typed, and the question has its canonical form only',
    },
    {
      client: 'pip@25.1.1',
      matches: ({ url }, found) => found === 'error' && /^https:\/\/(?:\[|10\.)/.test(url),
      reason: 'it goes direct to an address and then fails to set up TLS before it has sent anything',
    },
    {
      client: 'python-requests@2.32.3',
      matches: ({ environment, url }) =>
        url.startsWith('http:') && (environment['http_proxy'] ?? '').startsWith('https:'),
      reason: 'with urllib3 2.8 it fails to set up TLS to the proxy; with the urllib3 of its time it does not',
    },
  ],
};
