/** The real programs that the trust matrix speaks of, each as a command line that asks URLs. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuntimeId } from '../../../src/path/trust-runtime.ts';
import { cache, isNewer, run, type Client } from '../dialects/client.ts';
import { codex, deno } from '../dialects/clients/agents.ts';
import { findProgram } from './program.ts';

/** One process that can stand for several rows of the matrix. */
export interface RealRuntime {
  title: string;
  rows: readonly RuntimeId[];
  /** @param urls one for each chain; what comes behind `/row` in the path is the client's own business. */
  commandLine(urls: readonly string[]): readonly string[];
  /** How the row stands in the path of the URL that arrives, when not as the row's own name. */
  arrivesAs?(row: RuntimeId): string;
}

const programs = fileURLToPath(new URL('runtimes/', import.meta.url));

/** Installs what is missing into the cache and gives every runtime. @throws an Error that names what is missing. */
export async function realRuntimes(): Promise<RealRuntime[]> {
  return [
    node('node@20', await olderNode()),
    node('node@24', process.execPath),
    ...(await pythons()),
    await goProgram(),
    await javaProgram(),
    {
      title: 'curl',
      rows: ['curl'],
      commandLine: (urls) => ['sh', '-c', 'for url; do curl -sS -m 5 -o /dev/null "$url"; done', 'curl', ...urls],
    },
    {
      title: 'git',
      rows: ['git'],
      commandLine: (urls) => [
        'sh',
        '-c',
        'for url; do GIT_TERMINAL_PROMPT=0 git ls-remote "$url"; done',
        'git',
        ...urls,
      ],
    },
    oneByOne('deno', await deno('2.9.6')),
    oneByOne('codex', await codex('0.169.0')),
  ];
}

/** A program that is told of one URL when it is started. */
function oneByOne(row: RuntimeId, { command, plumbing = {} }: Client): RealRuntime {
  const words = ['env', ...Object.entries(plumbing).map(([name, value]) => `${name}=${value}`), ...command];
  const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
  const line = (url: string): string => `${words.map((word) => quoted(word.replace('{url}', url))).join(' ')} </dev/null`;
  return { title: row, rows: [row], commandLine: (urls) => ['sh', '-c', urls.map(line).join('\n')] };
}

function node(row: RuntimeId, executable: string): RealRuntime {
  return { title: row, rows: [row], commandLine: (urls) => [executable, path.join(programs, 'ask.mjs'), ...urls] };
}

/** A Node 20 of this machine, else the one from the package registry. */
async function olderNode(): Promise<string> {
  for (const folder of ['/usr/bin', '/usr/local/bin']) {
    const file = path.join(folder, 'node');
    const version = await run(file, ['-p', 'process.versions.node']).catch(() => undefined);
    if (version?.stdout.startsWith('20.')) return file;
  }
  const prefix = path.join(cache, 'node-20');
  const file = path.join(prefix, 'node_modules', 'node', 'bin', 'node');
  if (!(await fs.stat(file).catch(() => undefined))) {
    await fs.mkdir(prefix, { recursive: true });
    await fs.writeFile(path.join(prefix, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', 'node@20'], { cwd: prefix });
  }
  return file;
}

const packages = ['requests==2.34.2', 'httpx==0.28.1', 'truststore==0.10.5', 'urllib3==2.8.0'];

/** Python before and from 3.13; where there is no such new one, an older one with the flags the new one sets. */
async function pythons(): Promise<RealRuntime[]> {
  const [older, newer] = [await python((minor) => minor < 13), await python((minor) => minor >= 13)];
  if (!older) throw new Error('MISSING PEER: python3 is not installed. Install it: apt-get install python3-venv');
  const flagged = newer ? '' : '@as-3.13';
  const newerTitle = newer ? 'Python 3.13' : 'Python with the flags of 3.13';
  const script = path.join(programs, 'ask.py');
  const by = (executable: string, suffix: string, ways: readonly string[]) => (urls: readonly string[]) => [
    executable,
    script,
    ...ways.map((way) => `${way}${suffix}`),
    '--',
    ...urls,
  ];
  const arrivesAs = (row: RuntimeId): string => /^python-([a-z]+)/.exec(row)?.[1] ?? '';
  return [
    {
      title: 'Python before 3.13',
      rows: ['python-requests@3.12', 'python-httpx@3.12', 'python-ssl@3.12', 'python-truststore'],
      commandLine: by(older, '', ['requests', 'httpx', 'ssl', 'truststore']),
      arrivesAs,
    },
    {
      title: newerTitle,
      rows: ['python-requests@3.13', 'python-httpx@3.13', 'python-ssl@3.13'],
      commandLine: by(newer ?? older, flagged, ['requests', 'httpx', 'ssl']),
      arrivesAs,
    },
    ...(newer
      ? [
          {
            title: `${newerTitle}, truststore`,
            rows: ['python-truststore' as const],
            commandLine: by(newer, '', ['truststore']),
            arrivesAs,
          },
        ]
      : []),
  ];
}

/** An environment with the packages for an interpreter whose minor version fits; undefined without such a one. */
async function python(fits: (minor: number) => boolean): Promise<string | undefined> {
  const versions = path.join(process.env['PYENV_ROOT'] || path.join(os.homedir(), '.pyenv'), 'versions');
  const minorOf = (name: string): number => Number(/^3\.(\d+)\.\d+$/.exec(name)?.[1] ?? -1);
  const names = (await fs.readdir(versions).catch((): string[] => [])).filter(
    (name) => minorOf(name) >= 10 && fits(minorOf(name)),
  );
  const [newest] = names.sort((a, b) => minorOf(b) - minorOf(a));
  const candidates = [
    ...(newest === undefined ? [] : [path.join(versions, newest, 'bin', 'python3')]),
    '/usr/bin/python3',
    '/usr/local/bin/python3',
  ];
  for (const interpreter of candidates) {
    const version = await run(interpreter, ['-c', 'import sys; print(sys.version_info[1])']).catch(() => undefined);
    if (!version || !fits(Number(version.stdout))) continue;
    const folder = path.join(
      cache,
      `python-trust-3.${version.stdout.trim()}-${packages.join('-').replaceAll('==', '')}`,
    );
    const executable = path.join(folder, 'bin', 'python');
    const ready = await run(executable, ['-c', 'import requests, httpx, truststore']).catch(() => undefined);
    if (!ready) {
      await run(interpreter, ['-m', 'venv', folder]);
      await run(executable, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
    }
    return executable;
  }
  return undefined;
}

async function goProgram(): Promise<RealRuntime> {
  const go = findProgram('go', 'golang-go');
  const { stdout } = await run(go, ['version']);
  const binary = path.join(cache, `go-trust-${/go(\d\S*)/.exec(stdout)?.[1] ?? ''}`, 'ask');
  const source = path.join(programs, 'ask.go');
  if (!(await isNewer(binary, source))) {
    await fs.mkdir(path.dirname(binary), { recursive: true });
    await run(go, ['build', '-o', binary, source], {
      env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' },
      cwd: programs,
    });
  }
  return { title: 'Go', rows: ['go'], commandLine: (urls) => [binary, ...urls] };
}

async function javaProgram(): Promise<RealRuntime> {
  const java = findProgram('java', 'default-jdk-headless');
  const classes = await javaClasses();
  return {
    title: 'Java',
    rows: ['java'],
    commandLine: (urls) => [java, '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', classes, 'Ask', ...urls],
  };
}

/** The folder with the compiled Java programs. */
export async function javaClasses(): Promise<string> {
  const folder = path.join(cache, 'java-trust');
  const sources = ['Ask.java', 'MakeStore.java'].map((name) => path.join(programs, name));
  const fresh = await Promise.all(
    sources.map((source) => isNewer(path.join(folder, path.basename(source).replace('.java', '.class')), source)),
  );
  if (fresh.includes(false)) {
    await fs.mkdir(folder, { recursive: true });
    await run(findProgram('javac', 'default-jdk-headless'), ['--release', '11', '-d', folder, ...sources]);
  }
  return folder;
}
