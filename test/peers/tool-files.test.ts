/** Real tools read from their files what is said to stand there. */
import * as assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ToolSetting } from '../../src/path/proxy-settings.ts';
import { parseProxyValue } from '../../src/path/proxy-value.ts';
import { parseCargoConfig } from '../../src/path/sources/cargo.ts';
import { parseDockerConfig } from '../../src/path/sources/docker.ts';
import { parseMavenSettings } from '../../src/path/sources/maven.ts';
import { parseNpmrc } from '../../src/path/sources/npm.ts';
import { parsePipConfig } from '../../src/path/sources/pip.ts';
import { parseWgetrc } from '../../src/path/sources/wget.ts';

/** A listener that notes what it is asked for, and answers what it is told to. */
interface Recorder {
  port: number;
  asked: string[];
  bodies: string[];
  close(): void;
}

async function startRecorder(headers: Record<string, string> = {}): Promise<Recorder> {
  const asked: string[] = [];
  const bodies: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(request.url?.endsWith('/_ping') === true ? 200 : 502, headers).end('{"message":"recorded"}');
    });
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, asked, bodies, close: () => void (server.closeAllConnections(), server.close()) };
}

/** Runs a tool in an environment of its own until it ends; its output, for what the tool prints. */
async function run(command: string, args: readonly string[], environment: Record<string, string>): Promise<string> {
  const { PATH = '', HOME = '', JAVA_HOME } = process.env;
  const child = spawn(command, args, { env: { PATH, HOME, ...(JAVA_HOME && { JAVA_HOME }), ...environment }, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  return output;
}

const here = (command: string): boolean => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

function valueOf(settings: readonly ToolSetting[], meaning: ToolSetting['meaning']): string | undefined {
  return settings.findLast((one) => one.meaning === meaning)?.value;
}

describe('real tools and their files', function () {
  this.timeout(120_000);
  let folder: string;
  let recorder: Recorder;
  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-tools-'));
  });
  after(() => fs.rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    recorder = await startRecorder({ 'api-version': '1.41', 'content-type': 'application/json' });
  });
  afterEach(() => recorder.close());

  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, text);
    return file;
  };

  describe('wget', function () {
    const cases: readonly { what: string; rc: (proxy: string) => string; environment?: (proxy: string) => Record<string, string>; url?: string; usable?: boolean; proxied: boolean }[] = [
      { what: 'a command in other spelling', rc: (proxy) => `# c\nHTTPS-Proxy =   ${proxy}\n`, url: 'https://tool.test/', proxied: true },
      { what: 'a value in quotes, which are part of it', rc: (proxy) => `http_proxy = "${proxy}"\n`, usable: false, proxied: false },
      { what: 'the file goes before the environment', rc: (proxy) => `http_proxy = ${proxy}\n`, environment: () => ({ http_proxy: 'http://127.0.0.1:9' }), proxied: true },
      { what: 'its list of exclusions', rc: (proxy) => `http_proxy = ${proxy}\nno_proxy = .test\n`, proxied: false },
      { what: 'the proxy switched off', rc: (proxy) => `http_proxy = ${proxy}\nuse_proxy = off\n`, proxied: false },
    ];
    for (const { what, rc, environment, url = 'http://tool.test/', usable = true, proxied } of cases) {
      it(what, async function () {
        if (!here('wget')) this.skip();
        const proxy = `http://127.0.0.1:${recorder.port}/`;
        const text = rc(proxy);
        const file = await write('wgetrc', text);
        await run('wget', ['--tries=1', '--timeout=5', '-q', '-O', '-', url], { WGETRC: file, ...environment?.(proxy) });
        const settings = parseWgetrc(text, file);
        const value = valueOf(settings, 'proxy') ?? '';
        if (usable) assert.equal(value, proxy);
        assert.equal(parseProxyValue(value).ok, usable);
        assert.deepEqual(recorder.asked, proxied ? [url.startsWith('https') ? 'CONNECT tool.test:443' : 'GET http://tool.test/'] : []);
        const off = settings.some(({ name, value }) => name === 'use_proxy' && value === 'off') || valueOf(settings, 'exclusions') === '.test';
        if (usable) assert.equal(off, !proxied);
      });
    }
  });

  for (const text of ['[http]\nproxy = "http://u:p@h:1" # c\ncainfo = \'/x/ca.pem\'\n', 'http = { proxy = "socks5://h:2", "cainfo" = "/x/\\u0041.pem" }\n', 'http.proxy = """\nh:3"""\nhttp."cainfo" = "/y"\n']) {
    it(`cargo: ${JSON.stringify(text)}`, async function () {
      if (!here('cargo')) this.skip();
      const file = await write('config.toml', text);
      const settings = parseCargoConfig(text, file).settings;
      for (const { name, value } of settings) {
        // The command is for nightly only; the variable lets a stable cargo do it too.
        const told = await run('cargo', ['config', 'get', name, '-Zunstable-options', '--format', 'json-value'], { CARGO_HOME: folder, RUSTC_BOOTSTRAP: '1', ...rustup() });
        assert.equal(value, JSON.parse(told));
      }
      assert.equal(settings.length, 2);
    });
  }

  it('maven asks the active proxy of settings.xml', async function () {
    if (!here('mvn')) this.skip();
    const text = `<settings>\n <proxies>\n  <proxy><id>off</id><active>false</active><host>127.0.0.1</host><port>9</port></proxy>\n  <!-- c -->\n  <proxy><id>on</id><host>127.0.0.1</host><port>${recorder.port}</port></proxy>\n </proxies>\n</settings>\n`;
    const file = await write('settings.xml', text);
    await run('mvn', ['-B', '-q', '-s', file, `-Dmaven.repo.local=${path.join(folder, 'repository')}`, 'help:effective-settings'], { https_proxy: 'http://127.0.0.1:9' });
    assert.equal(valueOf(parseMavenSettings(text, file).settings, 'proxy'), `http://127.0.0.1:${recorder.port}`);
    assert.match(recorder.asked[0] ?? '', /^CONNECT /);
  });

  it('docker hands the proxies of config.json to containers', async function () {
    if (!here('docker')) this.skip();
    const text = '{\n "proxies": {\n  "default": { "httpsProxy": "http://h:\\u0031", "noProxy": "localhost,.corp" }\n }\n}\n';
    const file = await write('docker/config.json', text);
    await run('docker', ['create', 'image'], { DOCKER_CONFIG: path.dirname(file), DOCKER_HOST: `tcp://127.0.0.1:${recorder.port}` });
    const settings = parseDockerConfig(text, file).settings;
    const body = recorder.bodies.find((one) => one.includes('"Env"')) ?? '{}';
    const { Env: variables = [] } = JSON.parse(body) as { Env?: string[] };
    assert.ok(variables.includes(`HTTPS_PROXY=${valueOf(settings, 'proxy')}`), `it created with ${JSON.stringify(variables)}`);
    assert.ok(variables.includes(`NO_PROXY=${valueOf(settings, 'exclusions')}`));
  });

  it('npm', async function () {
    if (!here('npm')) this.skip();
    const text = '; c\nhttps-proxy = "http://h:1/"\ncafile=${HOME}/ca.pem\n';
    const file = await write('npmrc', text);
    for (const { name, value } of parseNpmrc(text, file, { HOME: folder })) {
      const told = await run('npm', ['config', 'get', name, '--userconfig', file], { HOME: folder, npm_config_update_notifier: 'false' });
      assert.equal(told.trim(), value);
    }
  });

  it('pip', async function () {
    if (!here('pip')) this.skip();
    const text = '[global]\n# c\nproxy: http://h:1\ncert = /ca.pem\n';
    const file = await write('pip.conf', text);
    const told = await run('pip', ['config', 'list'], { PIP_CONFIG_FILE: file });
    const settings = parsePipConfig(text, file);
    assert.equal(settings.length, 2);
    for (const { name, value } of settings) assert.ok(told.split('\n').includes(`${name}='${value}'`), told);
  });
});

/** rustup's own folder is found by CARGO_HOME otherwise. */
function rustup(): Record<string, string> {
  return { RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? path.join(os.homedir(), '.rustup') };
}
