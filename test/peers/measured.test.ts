import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureClients, type MeasureRequest } from '../../src/path/measured/measure.ts';
import type { MeasuredRoute } from '../../src/path/measured/measured-route.ts';
import { wayWords } from '../../src/path/measured/outcome.ts';
import { run } from './dialects/client.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const clients = ['node-fetch', 'node-fetch-global-env', 'node-http-env', 'curl', 'git', 'python-urllib', 'wget', 'perl-lwp', 'ruby-net-http'];
const proxy = 'http://proxy.example:3128';

const environments: readonly [title: string, variables: Record<string, string>, url?: string][] = [
  ['nothing', {}],
  ['one proxy in lower case', { https_proxy: proxy }],
  ['an exception for the parent, two proxies', { HTTPS_PROXY: proxy, https_proxy: 'http://127.0.0.1:7890', NO_PROXY: 'example.com' }],
  ['exceptions with a dot and a wildcard', { https_proxy: proxy, NO_PROXY: 'foo.test,*.example.com', no_proxy: '.example.org' }],
  ['a SOCKS proxy for everything', { ALL_PROXY: 'socks5h://[2001:db8::9]:1080' }],
  ['an https proxy with credentials', { https_proxy: 'https://alice:sesame@proxy.example', HTTPS_PROXY: 'https://alice:sesame@proxy.example' }],
  ['a proxy without a scheme', { https_proxy: '192.0.2.9:3128', NO_PROXY: 'localhost' }],
  ['http, upper and lower case', { HTTP_PROXY: 'http://upper.example:1', http_proxy: 'http://lower.example:2' }, 'http://api.example.com:8080/v1'],
];

describe('The clients of this machine, measured', function () {
  this.timeout(300_000);
  let home: string;
  let machine: Record<string, string | undefined>;

  before(async () => {
    home = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-measured-home-'));
    // The pinned Node, and a home without settings.
    const PATH = [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter);
    machine = { ...process.env, PATH, HOME: home, XDG_CONFIG_HOME: home };
    const there = (command: string, ...args: string[]): Promise<boolean> => run(command, args).then(() => true, () => false);
    const packages = [
      ...((await there('wget', '--version')) ? [] : ['wget']),
      ...((await there('ruby', '--version')) ? [] : ['ruby']),
      ...((await there('perl', '-MLWP', '-MLWP::Protocol::https', '-e', '1')) ? [] : ['libwww-perl', 'liblwp-protocol-https-perl']),
    ];
    if (packages.length > 0) await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...packages]);
  });
  after(() => fs.rm(home, { recursive: true, force: true }));

  async function measure(environment: Record<string, string>, more: Partial<MeasureRequest> = {}, url = 'https://api.example.com/v1'): Promise<readonly MeasuredRoute[]> {
    const question = { url: new URL(url), urlText: url, environment, platform: process.platform };
    const { routes, absent } = await measureClients({
      question,
      machine,
      homeDirectory: home,
      clients,
      signal: new AbortController().signal,
      limitMs: 120_000,
      ...more,
    });
    assert.deepEqual(absent, [], 'every one of them is here');
    return routes;
  }

  /** One line a client: what was predicted, what was measured. */
  const said = (routes: readonly MeasuredRoute[]): string[] =>
    routes.map(({ client, predicted, measured, reason, remarks }) => {
      const expected = predicted.outcome === 'unknown' ? 'unknown' : wayWords({ ...predicted, outcome: predicted.outcome });
      return `${client}: ${expected} | ${measured ? wayWords(measured) : reason} | ${remarks.join(' ')}`;
    });

  for (const [title, variables, url] of environments) {
    it(`do what their dialects say with ${title}`, async () => {
      const routes = await measure(variables, {}, url);
      assert.deepEqual(said(routes.filter(({ agrees }) => agrees !== true)), []);
      assert.doesNotMatch(JSON.stringify(routes), /sesame/);
    });
  }

  it('do the same where no network of its own can be had, those that need one aside', async () => {
    for (const index of [2, 4, 5]) {
      const [title = '', variables = {}] = environments[index] ?? [];
      const routes = await measure(variables, { ownNetwork: false });
      const [wget, ...others] = [...routes].sort((a, b) => Number(b.client === 'wget') - Number(a.client === 'wget'));
      assert.equal(wget?.measured, null);
      assert.match(wget?.reason ?? '', /network of its own/);
      assert.deepEqual(said(others.filter(({ agrees }) => agrees !== true)), [], title);
      assert.deepEqual(others.filter(({ containment }) => containment === 'options').map(({ client }) => client), ['curl', 'git']);
    }
  });

  it('are shown as contradicted where a program of that name does something else', async () => {
    const bin = path.join(home, 'bin');
    await fs.mkdir(bin);
    const { stdout } = await run('sh', ['-c', 'command -v curl']);
    await fs.writeFile(path.join(bin, 'curl'), `#!/bin/sh\nunset NO_PROXY no_proxy\nexec ${stdout.trim()} "$@"\n`, { mode: 0o755 });
    const PATH = [bin, process.env['PATH'] ?? ''].join(path.delimiter);
    const args = ['--no-warnings', cli, 'resolve', '--measure', 'https://api.example.com/v1', '--client', 'curl', '--clean-env', '--env', `https_proxy=${proxy}`, '--env', 'NO_PROXY=example.com'];
    const text = await run(process.execPath, args, { env: { ...machine, PATH } });
    assert.match(text.stdout, /^curl \S+ +direct +http:\/\/proxy\.example:3128 \(connect\) +NO$/m);
    assert.match(text.stdout.replace(/\s+/g, ' '), /Contradicted: curl \S+ was expected to take the way "direct", and takes "http:\/\/proxy\.example:3128 \(connect\)"\./);
    const json = JSON.parse((await run(process.execPath, [...args, '--json'], { env: { ...machine, PATH } })).stdout) as { routes: MeasuredRoute[] };
    assert.deepEqual(json.routes.map(({ agrees, program }) => [agrees, path.basename(path.dirname(program))]), [[false, 'bin']]);
  });

  it('count their own settings files, and say so', async () => {
    await fs.writeFile(path.join(home, '.gitconfig'), '[http]\n\tproxy = http://bob:sesame@configured.example:8888\n');
    await fs.writeFile(path.join(home, '.curlrc'), 'proxy = configured.example:8888\n');
    await fs.writeFile(path.join(home, '.npmrc'), 'https-proxy=http://configured.example:8888\n');
    try {
      for (const ownNetwork of [undefined, false] as const) {
        const routes = await measure({}, { clients: ['curl', 'git', 'npm'], ...(ownNetwork === false && { ownNetwork }) });
        const [curl, git, npm] = routes;
        for (const one of [curl, git, npm]) {
          assert.equal(one?.predicted.outcome, 'direct');
          assert.equal(one?.agrees, false, one?.reason);
          assert.equal(one?.measured?.proxy, 'http://configured.example:8888');
          assert.equal(one?.remarks.length, 1);
        }
        assert.doesNotMatch(JSON.stringify(routes), /sesame/);
      }
    } finally {
      for (const name of ['.gitconfig', '.curlrc', '.npmrc']) await fs.rm(path.join(home, name));
    }
  });

  it('are ended with all they started when they take too long', async () => {
    const bin = path.join(home, 'slow');
    await fs.mkdir(bin);
    const note = path.join(home, 'pid');
    const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo 'git version 2.47.0'; exit; fi\nsleep 1000 &\necho $! > ${note}\nwait\n`;
    await fs.writeFile(path.join(bin, 'git'), script, { mode: 0o755 });
    const slow = { ...machine, PATH: [bin, machine['PATH']].join(path.delimiter) };
    const [git] = await measure({}, { clients: ['git'], machine: slow, limitMs: 5_000, ownNetwork: false });
    assert.equal(git?.measured, null);
    const pid = Number(await fs.readFile(note, 'utf8').catch(() => '0'));
    const gone = async (): Promise<boolean> => fs.readFile(`/proc/${pid}/stat`, 'utf8').then((stat) => / Z /.test(stat), () => true);
    for (let tries = 0; pid > 0 && tries < 600 && !(await gone()); tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(await gone(), `process ${pid} is still there`);
  });

  it('send nothing off this machine', async () => {
    // A machine with a way out over which nothing comes back: what would leave is counted. Inside it, the same answers.
    const variables = { HTTPS_PROXY: 'http://proxy.example:3128', no_proxy: 'example.com', ALL_PROXY: 'socks5://alice:sesame@192.0.2.9:1080' };
    const ask = [process.execPath, '--no-warnings', cli, 'resolve', '--measure', 'https://api.example.com/v1', '--json', '--clean-env'];
    const asked = [...ask, ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`])];
    const script = `set -eu
      ip link set lo up
      ip link add out0 type veth peer name out1
      # IPv6 of its own accord looks for routers, which is not what is counted.
      for one in out0 out1; do echo 1 > "/proc/sys/net/ipv6/conf/$one/disable_ipv6"; done
      ip link set out0 arp off up; ip link set out1 arp off up
      ip address add 192.0.2.2/24 dev out0
      ip route add default dev out0
      printf 'nameserver 192.0.2.53\\noptions timeout:1 attempts:1\\n' > "$1/resolv.conf"
      mount --bind "$1/resolv.conf" /etc/resolv.conf
      sent() { ip -s -j link show out0 | sed 's/.*"tx":{"bytes":[0-9]*,"packets":\\([0-9]*\\).*/\\1/'; }
      shift
      before=$(sent)
      "$@" 2>/dev/null
      echo "SENT $(( $(sent) - before ))"
      getent ahostsv4 gatehouse-control.example >/dev/null || :
      echo "CONTROL $(( $(sent) - before ))"`;
    const inside = ['--map-root-user', '--mount', '--net', '/bin/sh', '-c', script, 'sh', home, ...asked];
    const { stdout } = await run('unshare', inside, { env: machine, maxBuffer: 16 * 1024 * 1024 });
    const [, json = '', sent, control] = /^([^]*)SENT (\d+)\nCONTROL (\d+)\n$/.exec(stdout) ?? assert.fail(stdout.slice(-300));
    assert.ok(Number(control) > Number(sent), 'a look-up by name is counted');
    assert.equal(sent, '0');
    const outside = JSON.parse((await run(process.execPath, asked.slice(1), { env: machine })).stdout) as { routes: MeasuredRoute[] };
    const here = JSON.parse(json) as { routes: MeasuredRoute[] };
    assert.ok(here.routes.length >= clients.length);
    assert.deepEqual(said(here.routes), said(outside.routes));
  });
});
