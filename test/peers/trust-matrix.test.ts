/** The trust matrix against the real programs: what was predicted of each is what it did. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { TrustRow } from '../../src/path/trust-matrix.ts';
import { machineEnvironment } from './rigs/doctor.ts';
import { run } from './rigs/program.ts';
import { realRuntimes, type RealRuntime } from './rigs/real-runtimes.ts';
import { rigHost, startTrustRig, type TrustRig } from './rigs/trust-rig.ts';
import { startWorld, type World } from './rigs/world.ts';

type Files = TrustRig['files'];

/** One state of the machine. */
interface Setting {
  title: string;
  /** The system's store has the roots. */
  system?: true;
  environment?(files: Files): Record<string, string>;
  /** Rows that are played, by how they begin; all without. A knob of one program is no news to the others. */
  plays?: readonly string[];
  /** Files in the home folder. */
  home?(files: Files): Record<string, string>;
}

const settings: readonly Setting[] = [
  { title: 'nothing' },
  {
    title: 'NODE_EXTRA_CA_CERTS',
    plays: ['node', 'curl', 'git', 'go', 'deno', 'codex'],
    environment: ({ roots }) => ({ NODE_EXTRA_CA_CERTS: roots }),
  },
  {
    title: 'NODE_EXTRA_CA_CERTS to a missing file',
    plays: ['node'],
    environment: ({ missing }) => ({ NODE_EXTRA_CA_CERTS: missing }),
  },
  { title: 'SSL_CERT_FILE', environment: ({ roots }) => ({ SSL_CERT_FILE: roots }) },
  { title: 'SSL_CERT_DIR', environment: ({ folder }) => ({ SSL_CERT_DIR: folder }) },
  {
    title: 'SSL_CERT_FILE and NODE_USE_SYSTEM_CA',
    plays: ['node'],
    environment: ({ roots }) => ({ SSL_CERT_FILE: roots, NODE_USE_SYSTEM_CA: '1' }),
  },
  {
    title: 'SSL_CERT_FILE and --use-openssl-ca',
    plays: ['node'],
    environment: ({ roots }) => ({ SSL_CERT_FILE: roots, NODE_OPTIONS: '--use-openssl-ca' }),
  },
  {
    title: 'REQUESTS_CA_BUNDLE',
    plays: ['python', 'curl'],
    environment: ({ roots }) => ({ REQUESTS_CA_BUNDLE: roots }),
  },
  {
    title: 'REQUESTS_CA_BUNDLE to a folder',
    plays: ['python'],
    environment: ({ folder }) => ({ REQUESTS_CA_BUNDLE: folder }),
  },
  {
    title: 'CURL_CA_BUNDLE',
    plays: ['python', 'curl', 'git'],
    environment: ({ roots }) => ({ CURL_CA_BUNDLE: roots }),
  },
  { title: 'GIT_SSL_CAINFO', plays: ['curl', 'git'], environment: ({ roots }) => ({ GIT_SSL_CAINFO: roots }) },
  {
    title: "Java's trust store",
    plays: ['java'],
    environment: ({ javaStore }) => ({ JAVA_TOOL_OPTIONS: `-Djavax.net.ssl.trustStore=${javaStore}` }),
  },
  {
    title: 'git config and curlrc',
    plays: ['curl', 'git'],
    home: ({ roots }) => ({ '.gitconfig': `[http]\n\tsslCAInfo = ${roots}\n`, '.curlrc': `cacert = "${roots}"\n` }),
  },
  { title: 'DENO_CERT', plays: ['deno', 'codex'], environment: ({ roots }) => ({ DENO_CERT: roots }) },
  {
    title: 'DENO_CERT to another root, and NODE_EXTRA_CA_CERTS',
    plays: ['deno'],
    environment: ({ other, roots }) => ({ DENO_CERT: other, NODE_EXTRA_CA_CERTS: roots }),
  },
  {
    title: 'DENO_TLS_CA_STORE and SSL_CERT_FILE',
    plays: ['deno'],
    environment: ({ roots }) => ({ DENO_TLS_CA_STORE: 'system', SSL_CERT_FILE: roots }),
  },
  {
    title: 'the system, and DENO_TLS_CA_STORE',
    plays: ['deno'],
    system: true,
    environment: () => ({ DENO_TLS_CA_STORE: 'mozilla,system' }),
  },
  { title: 'CODEX_CA_CERTIFICATE', plays: ['deno', 'codex'], environment: ({ roots }) => ({ CODEX_CA_CERTIFICATE: roots }) },
  {
    title: 'CODEX_CA_CERTIFICATE to another root, and SSL_CERT_FILE',
    plays: ['codex'],
    environment: ({ other, roots }) => ({ CODEX_CA_CERTIFICATE: other, SSL_CERT_FILE: roots }),
  },
  {
    title: 'the system, and CODEX_CA_CERTIFICATE to another root',
    plays: ['codex'],
    system: true,
    environment: ({ other }) => ({ CODEX_CA_CERTIFICATE: other }),
  },
  { title: 'the system', system: true },
  {
    title: 'the system and NODE_USE_SYSTEM_CA',
    plays: ['node'],
    system: true,
    environment: () => ({ NODE_USE_SYSTEM_CA: '1' }),
  },
  {
    title: 'the system, and knobs to another root',
    system: true,
    environment: ({ other }) => ({ SSL_CERT_FILE: other, REQUESTS_CA_BUNDLE: other, GIT_SSL_CAINFO: other }),
  },
  {
    title: 'the system, and knobs to another root and an empty folder',
    system: true,
    environment: ({ other, empty }) => ({
      SSL_CERT_FILE: other,
      SSL_CERT_DIR: empty,
      CURL_CA_BUNDLE: other,
      NODE_USE_SYSTEM_CA: '1',
    }),
  },
  {
    title: 'checks switched off',
    plays: ['node', 'python', 'curl', 'git'],
    environment: () => ({ NODE_TLS_REJECT_UNAUTHORIZED: '0', GIT_SSL_NO_VERIFY: '0', PYTHONHTTPSVERIFY: '0' }),
    home: () => ({ '.curlrc': 'insecure\n' }),
  },
];

describe('the trust matrix', function () {
  this.timeout(300_000);
  let world: World;
  let rig: TrustRig;
  let runtimes: readonly RealRuntime[];
  const counts = { cells: 0, unknown: 0, accepted: 0, wrong: [] as string[] };

  before(async () => {
    runtimes = await realRuntimes();
    world = await startWorld({ hosts: [`127.0.0.1 ${rigHost}`] });
    rig = await startTrustRig(world);
  });
  after(async () => {
    await rig?.stop();
    await world?.close();
    console.log(
      `    ${counts.cells} cells: ${counts.accepted} accepted, ${counts.cells - counts.accepted} refused, ${counts.unknown} not predicted`,
    );
  });

  /** Rows of the runtimes that came through, as `row chain`. */
  const play = async (
    environment: Record<string, string>,
    played: (runtime: RealRuntime) => boolean,
  ): Promise<Set<string>> => {
    rig.takeArrivals();
    const waiting = [...runtimes.entries()].filter(([, runtime]) => played(runtime));
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, runtime] = next;
        const urls = rig.chains.map(({ port }, chain) => `https://${rigHost}:${port}/${index}/${chain}`);
        await run(world.onMachine(runtime.commandLine(urls)), {
          environment: machineEnvironment(world.home, environment),
        });
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    const arrived = new Set<string>();
    for (const one of rig.takeArrivals()) {
      const [, index = '', chain = '', way = ''] = one.split('/');
      const runtime = runtimes[Number(index)];
      for (const row of runtime?.rows ?? []) {
        if (!runtime?.arrivesAs || runtime.arrivesAs(row) === way) arrived.add(`${index} ${row} ${chain}`);
      }
    }
    return arrived;
  };

  for (const { title, system, environment, plays, home } of settings) {
    it(`with ${title}`, async () => {
      await rig.trustBySystem(system === true);
      const files = Object.entries(home?.(rig.files) ?? {});
      for (const [name, text] of files) fs.writeFileSync(path.join(world.home, name), text);
      try {
        const variables = environment?.(rig.files) ?? {};
        const predicted = await rig.predict(variables);
        const isPlayed = ({ rows }: RealRuntime): boolean =>
          !plays || rows.some((row) => plays.some((start) => row.startsWith(start)));
        const arrived = await play(variables, isPlayed);
        const wrong: string[] = [];
        for (const [index, runtime] of runtimes.entries()) {
          if (!isPlayed(runtime)) continue;
          for (const id of runtime.rows) {
            for (const [number, chain] of rig.chains.entries()) {
              const row = predicted.rows[chain.name]?.find((one) => one.runtime === id);
              assert.ok(row, `${id} ${chain.name}`);
              const did = arrived.has(`${index} ${id} ${number}`);
              counts.cells++;
              if (did) counts.accepted++;
              if (row.accepts === 'unknown' && row.unchecked === undefined) counts.unknown++;
              else if (connects(row) !== did)
                wrong.push(
                  `${runtime.title} as ${id}, ${chain.name}: ${did ? 'came through' : 'refused'}, predicted ${row.accepts} (${row.reason.code} ${row.reason.store ?? ''})`,
                );
            }
          }
        }
        assert.deepEqual(wrong, []);
      } finally {
        for (const [name] of files) fs.rmSync(path.join(world.home, name));
      }
    });
  }

  it('had cells of both kinds, and left few open', () => {
    assert.ok(
      counts.cells > 1_000 && counts.accepted > 300 && counts.accepted < counts.cells - 300,
      JSON.stringify(counts),
    );
    assert.ok(counts.unknown < counts.cells * 0.02, JSON.stringify(counts));
  });
});

function connects({ accepts, unchecked }: TrustRow): boolean {
  return accepts === 'yes' || unchecked !== undefined;
}
