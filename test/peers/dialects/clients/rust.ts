import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cache, isNewer, onRequest, programs, run, type Client, type ClientFamily } from '../client.ts';

/** What decides beside the library itself, pinned too; `features` are those of the library. */
interface Crate {
  library: 'reqwest' | 'ureq';
  version: string;
  features?: readonly string[];
  pinned?: Readonly<Record<string, string>>;
}

async function rust({ library, version, features = [], pinned = {} }: Crate): Promise<Client> {
  const folder = path.join(cache, `rust-${library}-${version}`);
  const binary = path.join(folder, 'target', 'debug', 'client');
  const manifest = path.join(folder, 'Cargo.toml');
  const source = path.join(programs, 'rust', `${library}.rs`);
  const lines = [
    '[package]',
    'name = "client"',
    'version = "0.0.0"',
    'edition = "2024"',
    '[[bin]]',
    'name = "client"',
    `path = ${JSON.stringify(source)}`,
    '[profile.dev]',
    'debug = false',
    '[dependencies]',
    `${library} = { version = "=${version}", features = ${JSON.stringify(features)} }`,
    ...Object.entries(pinned).map(([name, pin]) => `${name} = "=${pin}"`),
    '',
  ];
  const wanted = lines.join('\n');
  const present = await fs.readFile(manifest, 'utf8').catch(() => '');
  if (present !== wanted || !(await isNewer(binary, source))) {
    await fs.mkdir(folder, { recursive: true });
    await fs.writeFile(manifest, wanted);
    await run('nice', ['-n', '10', 'cargo', 'build', '--quiet', '--manifest-path', manifest], { maxBuffer: 1 << 24 });
    await fs.utimes(binary, new Date(), new Date());
  }
  return { spec: `rust-${library}@${version}`, kind: 'spawn', command: [binary] };
}

export const rustFamily: ClientFamily = {
  clients: onRequest({
    'Rust reqwest 0.13.5': () =>
      rust({
        library: 'reqwest',
        version: '0.13.5',
        features: ['blocking', 'socks'],
        pinned: { 'hyper-util': '0.1.21', http: '1.5.0', ipnet: '2.12.2' },
      }),
    'Rust reqwest 0.12.15': () => rust({ library: 'reqwest', version: '0.12.15', features: ['blocking'] }),
    'Rust reqwest 0.11.13': () => rust({ library: 'reqwest', version: '0.11.13', features: ['blocking'] }),
    'Rust ureq 3.4.2': () => rust({ library: 'ureq', version: '3.4.2', pinned: { http: '1.5.0' } }),
  }),
  known: [
    {
      client: 'rust-ureq',
      matches: ({ url }) => /[^ -~]/.test(url),
      reason: 'ureq refuses a URL that is not ASCII; the dialect is asked about the name as the URL class spells it',
    },
  ],
};
