/**
 * What real DNS servers, a forger of answers and a TUN do to a name, and what is said of it. RECORD_NAME_FIXTURES=1
 * keeps what was seen in test/unit/diagnosis/fixtures, where every system judges it again.
 */
import * as assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { ConnectEvidence, DnsEvidence } from '../../src/diagnosis/evidence.ts';
import type { LookupQueue } from '../../src/path/dns-queue.ts';
import { startDnsmasq, type DnsmasqOptions } from './rigs/dnsmasq.ts';
import { doctor, evidence, faults, finding, type Diagnosed, type DoctorOptions } from './rigs/doctor.ts';
import { startForgedDns } from './rigs/forged-dns.ts';
import { gatewayName, gatewayUrl, startGateway } from './rigs/gateway.ts';
import { keep } from './rigs/name-fixture.ts';
import { findProgram, runWell } from './rigs/program.ts';
import { note } from './rigs/seen.ts';
import { startSocksProxy } from './rigs/socks-proxy.ts';
import { startTinyproxy } from './rigs/tinyproxy.ts';
import { startTun, tunAddress } from './rigs/tun-device.ts';
import { startUnbound } from './rigs/unbound.ts';
import { outsideAddress, silentAddress, startWorld, type World, type WorldOptions } from './rigs/world.ts';

/** Of 198.18.0.0/15, which is reserved for benchmarks (RFC 2544). */
const fakeAddress = '198.18.0.7';
/** A documentation address (RFC 5737): in a world, packets to it are lost. */
const realAddress = '203.0.113.7';
const zones = ['test', 'invalid'];

/** What one case may use; everything it started ends with it. */
interface Stage {
  begin(options?: WorldOptions): Promise<World>;
  run<T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T>;
  dnsmasq(here: World, options?: Partial<DnsmasqOptions>): Promise<unknown>;
  diagnose(
    here: World,
    kind: 'dns' | 'connect',
    rig: string,
    findings: readonly string[] | ((seen: Diagnosed) => readonly string[]),
    options?: DoctorOptions,
  ): Promise<Diagnosed>;
}

type Play = (stage: Stage) => Promise<void>;

/** Cases wait most of their time, each in a world of its own: a few run at once. */
const atOnce = 4;
const waiting: (() => Promise<void>)[] = [];
let begun = false;

/** Declares a case. The first that is asked for starts them all. */
function play(title: string, work: Play): void {
  let settle: (outcome: Promise<void>) => void = () => undefined;
  const outcome = new Promise<void>((resolve) => (settle = resolve));
  outcome.catch(() => undefined);
  waiting.push(async () => {
    const done = onStage(work);
    settle(done);
    await done.catch(() => undefined);
  });
  it(title, async () => {
    if (!begun) {
      begun = true;
      for (let worker = 0; worker < atOnce; worker++) void workThrough();
    }
    await outcome;
  });
}

async function workThrough(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) await next();
}

async function onStage(work: Play): Promise<void> {
  let world: World | undefined;
  const running: { stop(): Promise<unknown> }[] = [];
  const run: Stage['run'] = async (starting) => {
    const started = await starting;
    running.push(started);
    return started;
  };
  try {
    await work({
      begin: async (options = {}) => (world = await startWorld(options)),
      run,
      dnsmasq: (here, options = {}) =>
        run(startDnsmasq(here, { addresses: { [gatewayName]: outsideAddress }, local: zones, ...options })),
      // Everything but the API: what is behind the connection is no matter here.
      diagnose: async (here, kind, rig, findings, options = {}) => {
        const args = ['--probe', 'dns', '--probe', 'connect', '--probe', 'tls'];
        const seen = await doctor(here, gatewayUrl, { args, ...options });
        note(rig, seen);
        keep(kind, rig, seen, typeof findings === 'function' ? findings(seen) : findings);
        return seen;
      },
    });
  } finally {
    for (const one of running) await one.stop();
    await world?.close();
  }
}

/** A gateway whose root the diagnosis is given: nothing above information may be said. */
async function honest(
  stage: Stage,
  here: World,
  rig: string,
  gatewayAt: readonly string[],
  more: readonly string[] = [],
): Promise<Diagnosed> {
  const gateway = await stage.run(startGateway(here, { addresses: gatewayAt }));
  const seen = await stage.diagnose(here, 'dns', rig, more, { environment: { NODE_EXTRA_CA_CERTS: gateway.rootFile } });
  assert.deepEqual(faults(seen), []);
  return seen;
}

describe('names, by real DNS servers', function () {
  this.timeout(180_000);

  describe('nothing wrong', () => {
    play('one dnsmasq', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here);
      const seen = await honest(stage, here, 'one dnsmasq', [outsideAddress]);
      const [server] = evidence<DnsEvidence>(seen, 'dns').each;
      assert.ok(server && 'rcode' in server.udp && server.tcp && 'rcode' in server.tcp);
      assert.deepEqual([server.udp.addresses, server.tcp.addresses], [[outsideAddress], [outsideAddress]]);
      assert.deepEqual([server.udp.authoritative, server.udp.ttlSeconds], [true, 1]);
      assert.ok(server.invented && 'rcode' in server.invented && server.invented.rcode === 3);
    });

    play('one unbound', async (stage) => {
      const here = await stage.begin();
      await stage.run(startUnbound(here, { data: [`${gatewayName}. 60 IN A ${outsideAddress}`], forwardTo: '127.0.0.1@9' }));
      await honest(stage, here, 'one unbound', [outsideAddress]);
    });

    play('two servers', async (stage) => {
      const here = await stage.begin({ dnsServers: ['127.0.0.1', '127.0.0.2'] });
      await stage.dnsmasq(here);
      await stage.dnsmasq(here, { listen: '127.0.0.2' });
      await honest(stage, here, 'two servers', [outsideAddress]);
    });

    play('a second server that is dead, which nobody waits for', async (stage) => {
      const here = await stage.begin({ dnsServers: ['127.0.0.1', silentAddress] });
      await stage.dnsmasq(here);
      await honest(stage, here, 'second server dead', [outsideAddress], ['info dns dns-server-silent']);
    });

    play('several addresses, both families', async (stage) => {
      const here = await stage.begin();
      await both(here);
      await stage.dnsmasq(here, { addresses: {}, records: [`${gatewayName},${outsideAddress},fd77::1`] });
      const seen = await honest(stage, here, 'both families', [outsideAddress, 'fd77::1']);
      const { attempts } = evidence<ConnectEvidence>(seen, 'connect').paths[0] ?? { attempts: [] };
      assert.deepEqual(attempts.map(({ family, greeting }) => [family, greeting?.outcome]).toSorted(), [[4, 'answered'], [6, 'answered']]);
    });

    play('IPv6 alone', async (stage) => {
      const here = await stage.begin();
      await both(here);
      await stage.dnsmasq(here, { addresses: { [gatewayName]: 'fd77::1' } });
      await honest(stage, here, 'IPv6 alone', ['fd77::1']);
    });

    play('the hosts file, with a DNS server that knows nothing of it', async (stage) => {
      const here = await stage.begin({ hosts: [`${outsideAddress} ${gatewayName}`] });
      await stage.dnsmasq(here, { addresses: {} });
      await honest(stage, here, 'hosts file', [outsideAddress]);
    });
  });

  describe('no answer, or none that helps', () => {
    play('NXDOMAIN', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here, { addresses: {} });
      const seen = await stage.diagnose(here, 'dns', 'NXDOMAIN', ['error dns dns-name-not-found']);
      assert.match(finding(seen, 'dns-name-not-found').detail, /NXDOMAIN after/);
    });

    play('SERVFAIL, by an unbound whose upstream refuses', async (stage) => {
      const here = await stage.begin();
      await stage.run(startUnbound(here, { refuses: true, listen: '127.0.0.2' }));
      await stage.run(startUnbound(here, { forwardTo: '127.0.0.2' }));
      const seen = await stage.diagnose(here, 'dns', 'SERVFAIL', ['error dns dns-server-fails']);
      assert.match(finding(seen, 'dns-server-fails').title, /127\.0\.0\.1.*SERVFAIL/);
    });

    play('silence, by an unbound whose upstream is silent', async (stage) => {
      const here = await stage.begin();
      await stage.run(startUnbound(here, { forwardTo: silentAddress }));
      await stage.diagnose(here, 'dns', 'upstream silent', ['error dns dns-no-answer']);
    });

    play('REFUSED', async (stage) => {
      const here = await stage.begin();
      await stage.run(startUnbound(here, { refuses: true }));
      const seen = await stage.diagnose(here, 'dns', 'REFUSED', ['error dns dns-server-fails']);
      assert.match(finding(seen, 'dns-server-fails').title, /REFUSED/);
    });

    play('a first server that is dead: slow, and both are named with their times', async (stage) => {
      const here = await stage.begin({ dnsServers: [silentAddress, '127.0.0.1'] });
      await stage.dnsmasq(here);
      const gateway = await stage.run(startGateway(here));
      const seen = await stage.diagnose(here, 'dns', 'first server dead', ['warning dns dns-slow'], {
        environment: { NODE_EXTRA_CA_CERTS: gateway.rootFile },
      });
      const { detail } = finding(seen, 'dns-slow');
      assert.match(detail, new RegExp(`${silentAddress}: no answer in \\d\\.\\d s; 127\\.0\\.0\\.1: \\d+ ms`));
      assert.match(detail, /waits 5 s/);
    });

    play('look-ups that wait for nobody: others of the process stand in line behind them', async (stage) => {
      const here = await stage.begin({ dnsServers: [silentAddress] });
      const script = fileURLToPath(new URL('rigs/lookup-queue-process.ts', import.meta.url));
      const measured = async (others: number): Promise<LookupQueue> =>
        JSON.parse(await runWell(here.onMachine([process.execPath, script, String(others)]))) as LookupQueue;
      const [free, behind] = await Promise.all([measured(1), measured(2)]);
      assert.ok(free.finished && behind.finished);
      // glibc asks a lone server twice, 5 s each; two look-ups run at a time.
      assert.ok(free.localhostMs < 2_500 && behind.localhostMs > 4_500, JSON.stringify({ free, behind }));
      assert.ok(behind.fileMs < behind.localhostMs / 2, JSON.stringify(behind));
    });

    play('blocked, by an address that leads nowhere', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here, { addresses: { 'openrouter.ai': '0.0.0.0' } });
      const seen = await stage.diagnose(here, 'dns', 'blocked by 0 0 0 0', ['error dns dns-blocked', 'error tcp connection-refused'], {
        gateway: 'openrouter',
      });
      assert.match(finding(seen, 'dns-blocked').detail, /That is what 127\.0\.0\.1 says/);
    });

    play('blocked, by the hosts file', async (stage) => {
      const here = await stage.begin({ hosts: ['127.0.0.1 openrouter.ai'] });
      await stage.dnsmasq(here, { addresses: { 'openrouter.ai': realAddress } });
      const seen = await stage.diagnose(here, 'dns', 'blocked by hosts file', ['error dns dns-blocked', 'error tcp connection-refused'], {
        gateway: 'openrouter',
      });
      assert.match(finding(seen, 'dns-blocked').detail, /hosts file or a local filter/);
    });

    play('blocked, by the first server, as a name that does not exist', async (stage) => {
      const here = await stage.begin({ dnsServers: ['127.0.0.1', '127.0.0.2'] });
      await stage.dnsmasq(here, { addresses: {}, local: ['openrouter.ai', ...zones] });
      await stage.dnsmasq(here, { addresses: { 'openrouter.ai': realAddress }, listen: '127.0.0.2' });
      await stage.diagnose(here, 'dns', 'blocked by NXDOMAIN', ['error dns dns-blocked'], { gateway: 'openrouter' });
    });

    play('an inner name, and a first server of the outer world', async (stage) => {
      const here = await stage.begin({ dnsServers: ['127.0.0.1', '127.0.0.2'] });
      await stage.dnsmasq(here, { addresses: {} });
      await stage.dnsmasq(here, { listen: '127.0.0.2' });
      const seen = await stage.diagnose(here, 'dns', 'servers disagree', ['error dns dns-servers-disagree']);
      assert.match(finding(seen, 'dns-servers-disagree').detail, /127\.0\.0\.1 says that there is no such name/);
    });

    play('split horizon: an inner address for a public gateway', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here, { addresses: { 'openrouter.ai': outsideAddress } });
      await stage.run(startGateway(here, { names: ['openrouter.ai'] }));
      const seen = await stage.diagnose(here, 'dns', 'split horizon', ['info dns dns-split-horizon'], { gateway: 'openrouter' });
      assert.match(finding(seen, 'dns-split-horizon').title, /10\.77\.0\.1/);
    });
  });

  describe('forged answers', () => {
    play('two answers over UDP', async (stage) => {
      const here = await stage.begin();
      await stage.run(startForgedDns(here, { forged: realAddress, genuine: outsideAddress }));
      const seen = await stage.diagnose(here, 'dns', 'two answers', ['error dns dns-poisoned', 'error tcp connection-timeout']);
      assert.match(finding(seen, 'dns-poisoned').detail, /203\.0\.113\.7, and then 10\.77\.0\.1/);
    });

    for (const [what, gatewayUp] of [['the other answer is right', true], ['and it is the gateway that is down', false]] as const) {
      play(`UDP differs from TCP, ${what}`, async (stage) => {
        const here = await stage.begin();
        await stage.run(startForgedDns(here, { forged: realAddress }));
        await stage.run(startUnbound(here, { tcpOnly: true, data: [`${gatewayName}. 60 IN A ${outsideAddress}`] }));
        if (gatewayUp) await stage.run(startGateway(here));
        const poisoned = gatewayUp ? ['error dns dns-poisoned'] : [];
        const seen = await stage.diagnose(here, 'dns', `UDP differs from TCP ${gatewayUp ? 'forged' : 'outage'}`, [...poisoned, 'error tcp connection-timeout']);
        if (!gatewayUp) return;
        const { detail, confidence } = finding(seen, 'dns-poisoned');
        assert.match(detail, /203\.0\.113\.7 over UDP and 10\.77\.0\.1 over TCP.*10\.77\.0\.1, which the other answer gives, is open/s);
        assert.equal(confidence, undefined);
      });
    }
  });

  describe('a TUN', () => {
    const fake = { addresses: { [gatewayName]: fakeAddress } };

    play('with its core: healthy, although it takes everything', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here, fake);
      await stage.run(startTun(here, { mode: 'relay', delayMs: 300 }));
      const gateway = await stage.run(startGateway(here, { where: 'machine', addresses: [tunAddress] }));
      const seen = await stage.diagnose(
        here,
        'connect',
        'TUN with its core',
        // A machine that is very busy opens no connection at once.
        (one) => [
          'info dns fake-ip',
          'info tcp tun-default-route',
          ...(openedAtOnce(one) ? ['info tcp answered-nearby'] : []),
        ],
        { environment: { NODE_EXTRA_CA_CERTS: gateway.rootFile } },
      );
      assert.deepEqual(faults(seen), []);
      assert.match(finding(seen, 'tun-default-route').title, /Meta/);
    });

    play('that is up while its core is stuck: an orphan, by silence', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here, fake);
      await stage.run(startTun(here, { mode: 'dead' }));
      const seen = await stage.diagnose(here, 'connect', 'TUN with a stuck core', [
        'error dns fake-ip-orphan',
        'error tcp connection-timeout',
        'info tcp tun-default-route',
      ]);
      assert.match(finding(seen, 'fake-ip-orphan').detail, /TUN Meta is up.*127\.0\.0\.1 still hands it out/);
    });

    play('that has gone with its core, while DNS still gives its addresses: an orphan, at once', async (stage) => {
      const here = await stage.begin({ network: 'local-network' });
      await stage.dnsmasq(here, fake);
      const tun = await startTun(here, { mode: 'relay' });
      await tun.stop();
      const seen = await stage.diagnose(here, 'connect', 'TUN gone', ['error dns fake-ip-orphan', 'error tcp network-unreachable']);
      assert.match(finding(seen, 'fake-ip-orphan').detail, /ENETUNREACH.*TUN of that core is gone/);
    });

    play('gone, and an answer kept from before that the servers no longer give', async (stage) => {
      const here = await stage.begin({ network: 'local-network', hosts: [`${fakeAddress} ${gatewayName}`] });
      await stage.dnsmasq(here);
      const seen = await stage.diagnose(here, 'connect', 'kept fake answer', ['error dns fake-ip-orphan', 'error tcp network-unreachable']);
      assert.equal(finding(seen, 'fake-ip-orphan').fixes[0]?.id, 'flush-dns-cache');
    });

    play('that takes the traffic and not the names', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here, { addresses: { [gatewayName]: realAddress } });
      await stage.run(startTun(here, { mode: 'relay' }));
      await stage.diagnose(here, 'connect', 'DNS not taken over', [
        'error dns dns-not-taken-over',
        'error tcp connection-timeout',
        'info tcp tun-default-route',
      ]);
    });

    play('and a proxy outside: taken twice, which is no fault', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here, { addresses: {}, records: [`${gatewayName},${outsideAddress}`, `proxy.test,${fakeAddress}`] });
      await stage.run(startTun(here, { mode: 'relay' }));
      const gateway = await stage.run(startGateway(here));
      await stage.run(startTinyproxy(here, { where: 'machine', listen: tunAddress }));
      const seen = await stage.diagnose(
        here,
        'connect',
        'TUN and a proxy outside',
        ['info tcp tun-default-route', 'info tcp double-interception-candidate'],
        { environment: { HTTPS_PROXY: `http://${fakeAddress}:8888`, NODE_EXTRA_CA_CERTS: gateway.rootFile } },
      );
      assert.deepEqual(faults(seen), []);
    });
  });

  describe('names and addresses handed to proxies', () => {
    const args = ['--probe', 'dns', '--probe', 'connect'];

    play('a fake address handed to a SOCKS proxy that is not the core', async (stage) => {
      const here = await stage.begin({ network: 'local-network' });
      await stage.dnsmasq(here, { addresses: { [gatewayName]: fakeAddress } });
      await stage.run(startSocksProxy(here));
      const seen = await stage.diagnose(
        here,
        'connect',
        'fake-ip leak',
        // The other two are the ways of clients that go direct, or hand the proxy the name.
        ['error dns fake-ip-leak', 'warning proxy proxy-upstream-failed', 'warning tcp network-unreachable', 'info dns fake-ip'],
        { args, environment: { ALL_PROXY: 'socks5://127.0.0.1:1080' } },
      );
      assert.equal(finding(seen, 'fake-ip-leak').fixes[0]?.id, 'let-proxy-resolve');
    });

    play('a proxy that does not know the name, and connects by address', async (stage) => {
      const here = await stage.begin();
      await stage.dnsmasq(here);
      await stage.run(startGateway(here));
      await stage.run(startTinyproxy(here, { where: 'outside', listen: outsideAddress }));
      const seen = await stage.diagnose(here, 'connect', 'proxy cannot resolve', ['error proxy proxy-cannot-resolve'], {
        args,
        environment: { HTTPS_PROXY: `http://${outsideAddress}:8888` },
      });
      assert.match(finding(seen, 'proxy-cannot-resolve').detail, /asked for 10\.77\.0\.1/);
    });
  });
});

function openedAtOnce(seen: Diagnosed): boolean {
  const [attempt] = evidence<ConnectEvidence>(seen, 'connect').paths[0]?.attempts ?? [];
  return attempt !== undefined && attempt.durationMs <= 10;
}

/** The world's two sides get an address of the other family too. */
async function both(world: World): Promise<void> {
  const ip = findProgram('ip', 'iproute2');
  await runWell(world.onMachine([ip, 'address', 'add', 'fd77::2/64', 'dev', 'eth0', 'nodad']));
  await runWell(world.outside([ip, 'address', 'add', 'fd77::1/64', 'dev', 'eth0', 'nodad']));
}
