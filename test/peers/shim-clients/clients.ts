/** Real clients that are told of the shim as people tell them: by their own settings, with the token in the address. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { practiceKey } from '../../../src/gateways/practice.ts';
import { cache, isNewer, npmPackage, run as runHere } from '../dialects/client.ts';
import { pythonWith } from '../dialects/clients/python.ts';
import { machineEnvironment } from '../rigs/doctor.ts';
import { findProgram, run, runWell, type Ended } from '../rigs/program.ts';
import { digest, type Origin } from '../rigs/shim-origin.ts';
import type { World } from '../rigs/world.ts';

/** What a client got for one URL. */
export interface Answer {
  url: string;
  status?: number;
  sha256?: string;
  /** HTTP version, as the client says it. */
  version?: string;
  /** What the client said when it failed, all of it. */
  error?: string;
  /** What only some kinds tell. */
  events?: number;
  last?: string;
  same?: boolean;
  text?: string;
  reasons?: readonly string[];
}

/** One question to a client. */
export interface Question {
  /** `https://host`, asked one after another. */
  bases: readonly string[];
  /** Address of the shim. */
  proxy: string;
}

export interface ShimClient {
  /** Also its name in the proxy address. */
  id: string;
  /** Which of the origin's files it gets. */
  gets: 'body' | 'npm' | 'wheel' | 'git';
  /** It asks for a tunnel for plain addresses too. */
  alwaysTunnels?: true;
  ask(question: Question): Promise<Answer[]>;
}

/** What clients are started with. */
export interface ClientSetup {
  world: World;
  rootFile: string;
}

/** Installed once, for all of them in one environment. */
const pythonPackages = ['websockets==17.4', 'httpx[http2]==0.28.1', 'requests==2.34.2', 'aiohttp==3.14.3', 'openai==3.6.0', 'anthropic==1.9.0', 'httpx2==2.15.1'];
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The variables that a shell gets, in both spellings. */
export function proxyVariables(proxy: string): Record<string, string> {
  return { http_proxy: proxy, HTTP_PROXY: proxy, https_proxy: proxy, HTTPS_PROXY: proxy };
}

/** Roots, by each client's own variable. */
function rootVariables(rootFile: string): Record<string, string> {
  return {
    CURL_CA_BUNDLE: rootFile,
    GIT_SSL_CAINFO: rootFile,
    NODE_EXTRA_CA_CERTS: rootFile,
    PIP_CERT: rootFile,
    npm_config_cafile: rootFile,
    REQUESTS_CA_BUNDLE: rootFile,
    SSL_CERT_FILE: rootFile,
  };
}

let folders = 0;

/** Runs a client on the machine. */
export class ClientRunner {
  readonly #setup: ClientSetup;

  constructor(setup: ClientSetup) {
    this.#setup = setup;
  }

  get rootFile(): string {
    return this.#setup.rootFile;
  }

  folder(): string {
    const folder = path.join(this.#setup.world.folder, `client-${++folders}`);
    fs.mkdirSync(folder);
    return folder;
  }

  run(commandLine: readonly string[], proxy: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const { world, rootFile } = this.#setup;
    const environment = machineEnvironment(world.home, { ...rootVariables(rootFile), ...proxyVariables(proxy), PRACTICE_KEY: practiceKey, ...more });
    return run(world.onMachine(commandLine), { environment, limitMs: 60_000 });
  }

  /** Runs a program that prints a JSON line a URL. */
  async lines(commandLine: readonly string[], proxy: string, more?: Readonly<Record<string, string>>): Promise<Answer[]> {
    const { code, stdout, stderr } = await this.run(commandLine, proxy, more);
    if (code !== 0) throw new Error(`${commandLine.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Answer);
  }

  /** Runs a tool that leaves a file, once for each address. */
  async files(
    { bases, proxy }: Question,
    one: (base: string, folder: string) => { commandLine: readonly string[]; file: string; more?: Record<string, string> },
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const base of bases) {
      const folder = this.folder();
      const { commandLine, file, more } = one(base, folder);
      const { code, stdout, stderr } = await this.run(commandLine, proxy, more);
      const left = path.join(folder, file);
      answers.push(code === 0 && fs.existsSync(left) ? { url: base, status: 200, sha256: digest(left) } : { url: base, error: `ended with ${code}: ${stderr}${stdout}` });
    }
    return answers;
  }
}

/** Programs that more than one test starts. */
export interface Programs {
  python: string;
  /** Folder of `ws` and the agents beside it. */
  webSocket: string;
  go: string;
}

export async function installPrograms(): Promise<Programs> {
  const [python, webSocket, go] = await Promise.all([
    pythonWith(pythonPackages),
    npmPackage('ws', '8.23.0', ['https-proxy-agent@9.1.0', 'http-proxy-agent@9.1.0']),
    goProgram(),
  ]);
  return { python, webSocket, go };
}

export const python = (kind: string, programs: Programs, urls: readonly string[]): string[] => [programs.python, here('ask.py'), kind, ...urls];
export const node = (kind: string, folder: string, urls: readonly string[]): string[] => [process.execPath, '--no-warnings', here('ask.mjs'), kind, folder, ...urls];
/** What makes Node's own clients look at the variables (nodejs.org/api/cli.html, NODE_USE_ENV_PROXY). */
export const nodeReadsVariables = { NODE_USE_ENV_PROXY: '1' };

/** All of them, installed. */
export async function shimClients(runner: ClientRunner, programs: Programs): Promise<ShimClient[]> {
  const undici = await npmPackage('undici', '8.12.4');
  const pip = await pythonWith(['pip==26.3', 'PySocks==1.7.1']);
  const java = await javaProgram(runner);
  const body = (bases: readonly string[]): string[] => bases.flatMap((base) => [`${base}/body`]);
  const byPython = (kind: string): ShimClient => ({
    id: `python-${kind}`,
    gets: 'body',
    ask: ({ bases, proxy }) => runner.lines(python(kind, programs, body(bases)), proxy),
  });
  const byNode = (id: string, kind: string, folder: string, more?: Record<string, string>): ShimClient => ({
    id,
    gets: 'body',
    ask: ({ bases, proxy }) => runner.lines(node(kind, folder, body(bases)), proxy, more),
  });
  return [
    {
      id: 'curl',
      gets: 'body',
      ask: (question) => runner.files(question, (base, folder) => ({ commandLine: ['curl', '-q', '-sS', '--fail', '-w', 'tunnel %{http_connect}, answer %{http_code}', '-o', `${folder}/body`, `${base}/body?chunked`], file: 'body' })),
    },
    {
      id: 'wget',
      gets: 'body',
      // It has no variable for a root.
      ask: (question) =>
        runner.files(question, (base, folder) => ({
          commandLine: ['wget', '--no-config', '--no-hsts', '-nv', '--tries=1', `--ca-certificate=${runner.rootFile}`, '-O', `${folder}/body`, `${base}/body`],
          file: 'body',
        })),
    },
    {
      id: 'git',
      gets: 'git',
      ask: (question) =>
        runner.files(question, (base, folder) => ({
          commandLine: ['git', '-c', 'credential.helper=', 'clone', '--quiet', `${base}/demo.git`, `${folder}/demo`],
          file: 'demo/payload',
          more: { GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
        })),
    },
    {
      id: 'npm',
      gets: 'npm',
      ask: (question) =>
        runner.files(question, (base, folder) => ({
          commandLine: ['npm', 'pack', 'demo@1.0.0', `--registry=${base}/npm/`, `--pack-destination=${folder}`, `--cache=${folder}/cache`, '--fetch-retries=0', '--no-update-notifier'],
          file: 'demo-1.0.0.tgz',
        })),
    },
    {
      id: 'pip',
      gets: 'wheel',
      ask: (question) =>
        runner.files(question, (base, folder) => ({
          commandLine: [
            pip, '-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--retries=0', '-vv', '--disable-pip-version-check',
            `--index-url=${base}/simple/`, `--dest=${folder}`, ...(base.startsWith('http:') ? [`--trusted-host=${new URL(base).host}`] : []), 'demo',
          ],
          file: 'demo-1.0.0-py3-none-any.whl',
        })),
    },
    byPython('requests'),
    byPython('httpx'),
    byPython('aiohttp'),
    { id: 'go', gets: 'body', ask: ({ bases, proxy }) => runner.lines([programs.go, ...body(bases)], proxy) },
    {
      id: 'java',
      gets: 'body',
      ask: ({ bases, proxy }) => runner.lines(java(proxy, { authenticator: true, basicInTunnels: true }, body(bases)), proxy),
    },
    { ...byNode('node-fetch', 'fetch', '.', nodeReadsVariables), alwaysTunnels: true },
    byNode('node-https', 'http', '.', nodeReadsVariables),
    byNode('undici', 'undici', undici),
  ];
}

async function goProgram(): Promise<string> {
  const go = findProgram('go', 'golang-go');
  const source = here('ask.go');
  const binary = path.join(cache, 'go-shim', 'ask');
  if (await isNewer(binary, source)) return binary;
  fs.mkdirSync(path.dirname(binary), { recursive: true });
  await runHere(go, ['build', '-o', binary, source], { env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' } });
  return binary;
}

/** How a Java program is told of a proxy and its password. */
export interface JavaProxy {
  /** The program has an Authenticator; there is no other way to give a password. */
  authenticator: boolean;
  /** `jdk.http.auth.tunneling.disabledSchemes` is emptied; as delivered, Basic is in it (java.base/conf/net.properties). */
  basicInTunnels: boolean;
}

export type JavaLine = (proxy: string, how: JavaProxy, urls: readonly string[]) => string[];

/** The compiled program, and a trust store with the origin's root. */
export async function javaProgram(runner: ClientRunner): Promise<JavaLine> {
  const folder = path.join(cache, 'java-shim');
  const source = here('AskProxy.java');
  if (!(await isNewer(path.join(folder, 'AskProxy.class'), source))) {
    fs.mkdirSync(folder, { recursive: true });
    await runHere(findProgram('javac', 'default-jdk-headless'), ['--release', '11', '-d', folder, source]);
  }
  const store = path.join(runner.folder(), 'roots.p12');
  await runWell([findProgram('keytool', 'default-jdk-headless'), '-importcert', '-noprompt', '-alias', 'root', '-file', runner.rootFile, '-keystore', store, '-storepass', 'changeit']);
  return (proxy, { authenticator, basicInTunnels }, urls) => {
    const { hostname, port, username, password } = new URL(proxy);
    const properties = {
      'java.net.useSystemProxies': 'false',
      'http.proxyHost': hostname, 'http.proxyPort': port, 'https.proxyHost': hostname, 'https.proxyPort': port,
      'javax.net.ssl.trustStore': store, 'javax.net.ssl.trustStorePassword': 'changeit',
      ...(basicInTunnels && { 'jdk.http.auth.tunneling.disabledSchemes': '' }),
      ...(authenticator && username !== '' && { 'user.of.proxy': username, 'password.of.proxy': password }),
    };
    const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
    return [findProgram('java', 'default-jdk-headless'), '-Xshare:auto', '-XX:TieredStopAtLevel=1', ...given, '-cp', folder, 'AskProxy', ...urls];
  };
}

/** What the origin's file of a client has to be. */
export function expectedHash({ gets }: ShimClient, { hashes }: Origin): string {
  return hashes[gets];
}
