/**
 * A root given to real programs with exactly the files and variables a fix would write: they refuse mitmproxy before and
 * accept it then; they go on accepting what they accepted, and refusing everybody else.
 */
import * as assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { RuntimeId } from '../../src/path/trust-runtime.ts';
import { machineEnvironment } from './rigs/doctor.ts';
import { findProgram, run, runWell } from './rigs/program.ts';
import { realRuntimes, type RealRuntime } from './rigs/real-runtimes.ts';
import { rigHost, startTrustRig, type ServedChain, type TrustRig } from './rigs/trust-rig.ts';
import { startWorld, type World } from './rigs/world.ts';

const variables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS', 'DENO_CERT', 'CODEX_CA_CERTIFICATE'];

describe('a root given to real programs', function () {
  this.timeout(300_000);
  let world: World;
  let rig: TrustRig;
  let runtimes: readonly RealRuntime[];
  /** The chain to be accepted, one that was accepted before, and a stranger. */
  let chains: readonly ServedChain[];
  let kept: string;
  let folder: string;

  before(async () => {
    // A store of Java's has another form; what to type for it is told in words.
    runtimes = (await realRuntimes()).filter(({ rows }) => !rows.includes('java'));
    world = await startWorld({ hosts: [`127.0.0.1 ${rigHost}`] });
    rig = await startTrustRig(world);
    chains = ['mitmproxy', 'middle sent', 'good form'].map((name) => rig.chains.find((one) => one.name === name)).filter((one) => one !== undefined);
    assert.equal(chains.length, 3);
    kept = path.join(world.folder, 'kept.pem');
    fs.writeFileSync(kept, chains[1]?.root ?? '');
    folder = path.join(world.folder, 'given');
    fs.mkdirSync(folder);
  });
  after(async () => {
    await rig?.stop();
    await world?.close();
  });

  /** Rows that came through to a chain, by the chain's name. */
  const play = async (environment: Record<string, string>): Promise<Map<string, Set<RuntimeId>>> => {
    rig.takeArrivals();
    for (const [index, runtime] of runtimes.entries()) {
      const urls = chains.map(({ port }, chain) => `https://${rigHost}:${port}/${index}/${chain}`);
      await run(world.onMachine(runtime.commandLine(urls)), { environment: machineEnvironment(world.home, environment) });
    }
    const accepted = new Map(chains.map(({ name }) => [name, new Set<RuntimeId>()]));
    for (const one of rig.takeArrivals()) {
      const [, index = '', chain = '', way = ''] = one.split('/');
      const runtime = runtimes[Number(index)];
      for (const row of runtime?.rows ?? []) {
        if (!runtime?.arrivesAs || runtime.arrivesAs(row) === way) accepted.get(chains[Number(chain)]?.name ?? '')?.add(row);
      }
    }
    return accepted;
  };

  /** OpenSSL's own client, for programs that no row stands for. */
  const opensslAccepts = async ({ port }: ServedChain, environment: Record<string, string>): Promise<boolean> => {
    const words = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', rigHost, '-verify_return_error', '-verify_hostname', rigHost];
    const line = world.onMachine(['sh', '-c', `${findProgram('openssl', 'openssl')} ${words.join(' ')} </dev/null`]);
    return (await run(line, { environment: machineEnvironment(world.home, environment) })).code === 0;
  };

  const give = async (environment: Record<string, string>): Promise<{ variables: Record<string, string>; cures: RuntimeId[] }> => {
    const root = path.join(world.folder, 'given-root.pem');
    fs.writeFileSync(root, chains[0]?.root ?? '');
    const script = fileURLToPath(new URL('rigs/give-root.ts', import.meta.url));
    const line = world.onMachine([process.execPath, script, path.join(world.folder, 'trust', 'chains.json'), 'mitmproxy', root, folder]);
    return JSON.parse(await runWell(line, { environment: machineEnvironment(world.home, environment) })) as Awaited<ReturnType<typeof give>>;
  };

  const fingerprints = (text: string): Set<string> =>
    new Set((text.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []).map((pem) => new X509Certificate(pem).fingerprint256));

  const cases: readonly { title: string; environment(): Record<string, string>; keeps: boolean }[] = [
    { title: 'that have the roots they came with', environment: () => ({}), keeps: false },
    { title: 'that have a root of their own by variables', environment: () => Object.fromEntries(variables.map((name) => [name, kept])), keeps: true },
  ];
  for (const { title, environment, keeps } of cases) {
    it(`programs ${title}`, async () => {
      await rig.trustBySystem(false);
      const [given, earlier, stranger] = chains;
      assert.ok(given && earlier && stranger);
      const before = await play(environment());
      assert.deepEqual([...(before.get(given.name) ?? [])], []);
      const mine = before.get(earlier.name) ?? new Set();
      assert.equal(mine.size > 0, keeps);
      assert.equal(await opensslAccepts(given, environment()), false);

      const gift = await give(environment());
      const rows = runtimes.flatMap((runtime) => runtime.rows);
      for (const id of ['node@20', 'node@24', 'python-requests@3.12', 'python-httpx@3.12', 'python-ssl@3.12', 'go', 'curl', 'git', 'deno', 'codex'] as const) {
        assert.ok(gift.cures.includes(id) && rows.includes(id), `${id} is given the root, and is played`);
      }
      const then = { ...environment(), ...gift.variables };
      const after = await play(then);
      const cured = [...new Set(gift.cures.filter((id) => rows.includes(id)))];
      assert.deepEqual([...(after.get(given.name) ?? [])].toSorted(), cured.toSorted());
      assert.deepEqual([...(after.get(stranger.name) ?? [])], [], 'another unknown root is refused as before');
      for (const id of mine) assert.ok(after.get(earlier.name)?.has(id), `${id} still accepts what it accepted`);
      assert.equal(await opensslAccepts(given, then), true);
      assert.equal(await opensslAccepts(stranger, then), false);
      console.log(`    ${cured.length} programs refuse, then accept: ${cured.join(', ')}`);

      const bundle = fingerprints(fs.readFileSync(gift.variables['SSL_CERT_FILE'] ?? '', 'utf8'));
      const system = await runWell(world.onMachine(['cat', '/etc/ssl/certs/ca-certificates.crt']));
      // What the variables replaced: the system's roots and those that Python packages bring; or the file they named.
      for (const one of fingerprints(system)) assert.ok(bundle.has(one), 'a root of the system is kept');
      if (!keeps) for (const pem of tls.rootCertificates) assert.ok(bundle.has(new X509Certificate(pem).fingerprint256), 'a public root is kept');
      for (const name of ['DENO_CERT', 'CODEX_CA_CERTIFICATE']) assert.equal(gift.variables[name], gift.variables['NODE_EXTRA_CA_CERTS'], name);
      const beside = fingerprints(fs.readFileSync(gift.variables['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
      assert.equal(beside.size, keeps ? 2 : 1);
    });
  }
});
