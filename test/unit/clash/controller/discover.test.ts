import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { printControllerAddress } from '../../../../src/clash/controller/address.ts';
import { mergedFiles, socketPlaces, type DiscoveryMachine } from '../../../../src/clash/controller/candidates.ts';
import { discoverController, type Discovery, type DiscoveryOptions } from '../../../../src/clash/controller/discover.ts';
import type { DiscoveryFiles } from '../../../../src/clash/controller/discovery-files.ts';
import { statedControllers } from '../../../../src/clash/controller/stated-controllers.ts';
import { startMockController, type MockController, type MockControllerOptions } from '../../../../src/lab/clash/mock-controller.ts';
import { Secret } from '../../../../src/path/secret.ts';

const signal = new AbortController().signal;
const linux: DiscoveryMachine = { platform: 'linux', homeDirectory: '/home/me', environment: {}, uid: 1000, temporaryDirectory: '/tmp' };
const mac: DiscoveryMachine = { platform: 'darwin', homeDirectory: '/Users/me', environment: {}, uid: 501, temporaryDirectory: '/var/folders/ab/T/' };
const windows: DiscoveryMachine = { platform: 'win32', homeDirectory: 'C:\\Users\\me', environment: { APPDATA: 'C:\\Users\\me\\AppData\\Roaming' }, uid: undefined, temporaryDirectory: 'C:\\Temp' };

describe('where cores are looked for', () => {
  const files: [machine: DiscoveryMachine, app: string, expected: string][] = [
    [linux, 'Clash Verge Rev', '/home/me/.local/share/io.github.clash-verge-rev.clash-verge-rev/clash-verge.yaml'],
    [linux, 'Clash Party', '/home/me/.config/mihomo-party/work/config.yaml'],
    [linux, 'FlClash', '/home/me/.local/share/com.follow.clash/config.yaml'],
    [linux, 'Clash core', '/home/me/.config/mihomo/config.yaml'],
    [{ ...linux, environment: { XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: '/conf' } }, 'Clash Verge Rev', '/data/io.github.clash-verge-rev.clash-verge-rev/clash-verge.yaml'],
    [{ ...linux, environment: { XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: '/conf' } }, 'Clash core', '/conf/mihomo/config.yaml'],
    [{ ...linux, environment: { CLASH_HOME_DIR: '/srv/core' } }, 'CLASH_HOME_DIR', '/srv/core/config.yaml'],
    [mac, 'Clash Verge Rev', '/Users/me/Library/Application Support/io.github.clash-verge-rev.clash-verge-rev/clash-verge.yaml'],
    [mac, 'Clash Party', '/Users/me/Library/Application Support/mihomo-party/work/config.yaml'],
    [mac, 'ClashX Meta', '/Users/me/.config/clash.meta'],
    [windows, 'Clash Verge Rev', 'C:\\Users\\me\\AppData\\Roaming\\io.github.clash-verge-rev.clash-verge-rev\\clash-verge.yaml'],
    [windows, 'Clash Party', 'C:\\Users\\me\\AppData\\Roaming\\mihomo-party\\work\\config.yaml'],
    [{ ...windows, environment: {} }, 'Sparkle', 'C:\\Users\\me\\AppData\\Roaming\\sparkle\\work\\config.yaml'],
    [windows, 'Clash core', 'C:\\Users\\me\\.config\\mihomo\\config.yaml'],
  ];
  for (const [machine, app, expected] of files) {
    it(`${machine.platform}: ${app} at ${expected}`, () => {
      assert.ok(mergedFiles(machine).some((file) => file.app === app && file.path === expected), JSON.stringify(mergedFiles(machine)));
    });
  }

  const sockets: [machine: DiscoveryMachine, folder: string, name: string, app: string | undefined][] = [
    [linux, '/tmp/verge', 'verge-mihomo.sock', 'Clash Verge Rev'],
    [linux, '/var/run/clash-verge-service/users/1000', 'verge-mihomo.sock', 'Clash Verge Rev'],
    [linux, '/tmp', 'mihomo-party.sock', 'Clash Party'],
    [linux, '/tmp', 'mihomo-party-1000-4711.sock', 'Clash Party'],
    [linux, '/tmp', 'mihomo-party-1001-4711.sock', undefined],
    [linux, '/tmp', 'sparkle-mihomo-api-noperm.sock', 'Sparkle'],
    [linux, '/tmp', 'clashx_meta_ab12c.sock', undefined],
    [mac, '/tmp', 'clashx_meta_ab12c.sock', 'ClashX Meta'],
    [mac, '/var/folders/ab/T', 'verge-mihomo.sock', 'Clash Verge Rev'],
    [windows, '\\\\.\\pipe\\', 'verge-mihomo', 'Clash Verge Rev'],
    [windows, '\\\\.\\pipe\\', 'MihomoParty\\mihomo', 'Clash Party'],
    [windows, '\\\\.\\pipe\\', 'MihomoParty\\mihomo-user-1-4711', 'Clash Party'],
    [windows, '\\\\.\\pipe\\', 'Sparkle\\mihomo', 'Sparkle'],
    [windows, '\\\\.\\pipe\\', 'docker_engine', undefined],
  ];
  for (const [machine, folder, name, app] of sockets) {
    it(`${machine.platform}: ${folder} ${name} is ${app ?? 'nobody\'s'}`, () => {
      assert.equal(socketPlaces(machine).find((place) => place.folder === folder && place.names.test(name))?.app, app);
    });
  }
});

describe('what a configuration says of its controller', () => {
  const cases: [text: string, addresses: string[], secret?: string][] = [
    ['external-controller: 127.0.0.1:9090\nsecret: "s e"\n', ['http://127.0.0.1:9090'], 's e'],
    ['external-controller: \':9090\' # all\r\nsecret: \'it\'\'s\'\r\n', ['http://0.0.0.0:9090'], 'it\'s'],
    ['external-controller: ""\nsecret: ""', []],
    ['rules:\n  - external-controller: 1.1.1.1:1\n', []],
    ['# external-controller: 127.0.0.1:9090\n', []],
    ['external-controller-unix: ctl.sock\nexternal-controller: 127.0.0.1:9090', ['unix:/home/me/core/ctl.sock', 'http://127.0.0.1:9090']],
    ['external-controller-pipe: \\\\.\\pipe\\core\n', ['\\\\.\\pipe\\core']],
    ['external-controller-pipe: "\\\\\\\\.\\\\pipe\\\\core"\n', ['\\\\.\\pipe\\core']],
    ['external-controller-tls: 0.0.0.0:9443', ['https://0.0.0.0:9443']],
    ['secret: abc # note', [], 'abc'],
    ['secret: ~', []],
  ];
  for (const [text, addresses, secret] of cases) {
    it(JSON.stringify(text), () => {
      const stated = statedControllers(text, '/home/me/core');
      assert.deepEqual(stated.addresses.map(printControllerAddress), addresses);
      assert.equal(stated.secret, secret);
    });
  }

  it('reads any text without an error, fast', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      statedControllers(text, '/h');
      statedControllers(`secret: ${text}\nexternal-controller-unix: ${text}`, undefined);
    }));
  });
});

describe('finding a core', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const start = async (options: MockControllerOptions = {}): Promise<MockController> => {
    const mock = await startMockController(options);
    closers.push(() => mock.close());
    return mock;
  };
  const disk = (texts: Readonly<Record<string, string>>): DiscoveryFiles => ({
    read: (file) => Promise.resolve(texts[file]),
    list: (folder) => Promise.resolve(Object.keys(texts).filter((file) => path.posix.dirname(file) === folder).map((file) => path.posix.basename(file))),
  });
  const find = (options: Partial<DiscoveryOptions>): Promise<Discovery> => discoverController({ machine: linux, files: disk({}), ...options }, signal);
  const verge = '/home/me/.local/share/io.github.clash-verge-rev.clash-verge-rev/clash-verge.yaml';

  it('takes the setting before all others', async () => {
    const [set, open] = [await start(), await start({ kind: 'sing-box' })];
    const { found } = await find({ setting: set.url, openFile: { path: '/x.yaml', text: `external-controller: 127.0.0.1:${open.port}` } });
    assert.deepEqual([found?.source, found?.version.family], ['setting', 'meta']);
    assert.equal(open.calls.length, 0);
  });

  it('takes the open file, then merged files, and says why not', async () => {
    const [merged, page] = [await start({ secret: 'merged' }), await start()];
    page.setFault('page');
    const { found, tried } = await find({
      setting: 'unix:/nowhere/core.sock',
      openFile: { path: '/x.yaml', text: `external-controller: 127.0.0.1:${page.port}\nsecret: open` },
      files: disk({ [verge]: `mixed-port: 7897\nexternal-controller: 127.0.0.1:${merged.port}\nsecret: merged\n` }),
    });
    assert.deepEqual(tried.map(({ source, outcome }) => [source, outcome]), [['setting', 'no-socket'], ['open-file', 'not-a-core'], ['merged-file', 'found']]);
    assert.equal(found?.from, `Clash Verge Rev: ${verge}`);
    assert.equal((await found?.client.version(signal))?.family, 'meta');
    // The secret never went to what did not ask for it as a core does.
    assert.deepEqual(page.calls.map(({ path: asked }) => asked), ['/version']);
  });

  it('keeps a secret from what only looks like a core', async () => {
    let authorization: string | undefined;
    const http = await import('node:http');
    const server = http.createServer((request, response) => {
      authorization ??= request.headers.authorization;
      response.writeHead(401).end('Unauthorized');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as { port: number };
    const { tried } = await find({ setting: `127.0.0.1:${port}`, secretFor: () => Promise.resolve(new Secret('mine')) });
    assert.equal(tried[0]?.outcome, 'not-a-core');
    assert.equal(authorization, undefined);
  });

  it('tells a secret that is wrong from one that is missing', async () => {
    const mock = await start({ secret: 'right' });
    const missing = await find({ setting: mock.url });
    const wrong = await find({ setting: mock.url, secretFor: () => Promise.resolve(new Secret('wrong')) });
    const right = await find({ setting: mock.url, secretFor: () => Promise.resolve(new Secret('right')) });
    assert.match(missing.tried[0]?.message ?? '', /asks for a secret/);
    assert.match(wrong.tried[0]?.message ?? '', /refused the secret/);
    assert.equal(right.found?.source, 'setting');
  });

  it('takes the file\'s secret where the stored one is of before', async () => {
    const mock = await start({ secret: 'new' });
    const { found } = await find({ openFile: { path: '/x.yaml', text: `external-controller: 127.0.0.1:${mock.port}\nsecret: new` }, secretFor: () => Promise.resolve(new Secret('old')) });
    assert.equal((await found?.client.version(signal))?.family, 'meta');
  });

  it('does not ask another machine unless the setting says so', async () => {
    const { tried } = await find({ openFile: { path: undefined, text: 'external-controller: 192.0.2.1:9090\nsecret: x' }, files: disk({ [verge]: 'external-controller-tls: router.lan:9443' }) });
    assert.deepEqual(tried.slice(0, 2).map(({ outcome }) => outcome), ['needs-leave', 'needs-leave']);
  });

  it('finds a socket among others, without a secret', async function () {
    if (process.platform === 'win32') return this.skip();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sock-'));
    closers.push(async () => fs.rmSync(folder, { recursive: true }));
    const mock = await start({ secret: 'x', socketPath: path.join(folder, 'verge-mihomo.sock') });
    const { found } = await find({ machine: { ...linux, temporaryDirectory: folder }, files: disk({ [mock.port.toString()]: '', [path.join(folder, 'other.sock')]: '', [path.join(folder, 'verge-mihomo.sock')]: '' }) });
    assert.deepEqual([found?.source, found?.from], ['socket', 'Clash Verge Rev']);
  });

  it('ends at once when it is stopped', async () => {
    await assert.rejects(discoverController({ machine: linux, files: disk({}) }, AbortSignal.abort(new Error('stop'))), /stop/);
  });
});
