/** The server outside of a world that clients of the shim ask, and what it holds. */
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { make } from '../../unit/path/pki.ts';
import { npmPackage } from '../dialects/client.ts';
import { findProgram, runWell, start } from './program.ts';
import type { World } from './world.ts';

/** `https` speaks HTTP/1.1 alone, `http2` both. */
export const ports = { http: 80, https: 443, http2: 8443 } as const;

export interface OriginOptions {
  addresses: readonly string[];
  folder: string;
  leafFile: string;
  webSocketFolder: string;
  /** What the registry says of the package. */
  npm: { integrity: string; shasum: string };
}

/** One request as it arrived. */
export interface OriginRequest {
  host: string;
  path: string;
  /** Address of whoever is connected. */
  from: string;
  version: string;
  secure: boolean;
  /** Names of headers that begin with `proxy-`: there must be none. */
  hopHeaders: readonly string[];
}

export interface Origin {
  /** PEM file of its authority. */
  readonly rootFile: string;
  /** Certificate and key of the proxy in front of which TLS is spoken, by the same authority. */
  readonly proxyLeafFile: string;
  /** SHA-256 of its files, in hex. */
  readonly hashes: { body: string; large: string; npm: string; wheel: string; git: string };
  readonly largeFile: string;
  readonly smallerFile: string;
  requests(): readonly OriginRequest[];
  stop(): Promise<void>;
}

export const largeBytes = 64 * 1024 * 1024;
export const smallerBytes = 2 * 1024 * 1024;
export const bodyBytes = 300_000;

export interface OriginSetup {
  addresses: readonly string[];
  /** Of its certificate. */
  names: readonly string[];
  proxyName: string;
  /** The script at `/proxy.pac`. */
  pac: string;
}

/** Starts it. */
export async function startOrigin(world: World, setup: OriginSetup): Promise<Origin> {
  const folder = path.join(world.folder, 'site');
  fs.mkdirSync(folder);
  const file = (name: string): string => path.join(folder, name);
  const root = await make({ commonName: 'Example origin root', organization: 'Example', authority: true });
  const leaf = await make({ commonName: 'origin', issuer: root, dns: setup.names });
  const proxyLeaf = await make({ commonName: setup.proxyName, issuer: root, dns: [setup.proxyName] });
  const at = (name: string, text: string): string => {
    const full = path.join(world.folder, name);
    fs.writeFileSync(full, text);
    return full;
  };
  fs.writeFileSync(file('body'), randomBytes(bodyBytes));
  fs.writeFileSync(file('large'), randomBytes(largeBytes));
  fs.writeFileSync(file('smaller'), randomBytes(smallerBytes));
  fs.writeFileSync(file('proxy.pac'), setup.pac);
  await makePackages(world, folder);
  const options: OriginOptions = {
    addresses: setup.addresses,
    folder,
    leafFile: at('origin-leaf.pem', leaf.certificate + leaf.key),
    webSocketFolder: await npmPackage('ws', '8.23.0', ['https-proxy-agent@9.1.0', 'http-proxy-agent@9.1.0']),
    npm: {
      integrity: `sha512-${digest(file('demo-1.0.0.tgz'), 'sha512', 'base64')}`,
      shasum: digest(file('demo-1.0.0.tgz'), 'sha1', 'hex'),
    },
  };
  const script = fileURLToPath(new URL('shim-origin-process.ts', import.meta.url));
  const program = await start(world.outside([process.execPath, '--no-warnings', script, JSON.stringify(options)]), (one) => one.output().includes('"ready"'));
  return {
    rootFile: at('origin-root.pem', root.certificate),
    proxyLeafFile: at('proxy-leaf.pem', proxyLeaf.certificate + proxyLeaf.key),
    hashes: {
      body: digest(file('body')),
      large: digest(file('large')),
      npm: digest(file('demo-1.0.0.tgz')),
      wheel: digest(file('demo-1.0.0-py3-none-any.whl')),
      git: digest(path.join(world.folder, 'work', 'payload')),
    },
    largeFile: file('large'),
    smallerFile: file('smaller'),
    requests: () =>
      program.output().split('\n').flatMap((line) => (line.startsWith('{"request"') ? [(JSON.parse(line) as { request: OriginRequest }).request] : [])),
    stop: () => program.stop(),
  };
}

export function digest(file: string, algorithm = 'sha256', encoding: 'hex' | 'base64' = 'hex'): string {
  return createHash(algorithm).update(fs.readFileSync(file)).digest(encoding);
}

/** A repository to clone, a package of npm and a wheel, each with random bytes in it. */
async function makePackages(world: World, folder: string): Promise<void> {
  const work = path.join(world.folder, 'work');
  const environment = { PATH: process.env['PATH'] ?? '', HOME: world.home };
  const git = findProgram('git', 'git');
  await runWell([git, 'init', '--quiet', '--initial-branch=main', work], { environment });
  fs.writeFileSync(path.join(work, 'payload'), randomBytes(bodyBytes));
  await runWell([git, '-C', work, 'add', 'payload'], { environment });
  await runWell([git, '-C', work, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'A payload'], { environment });
  await runWell([git, 'clone', '--quiet', '--bare', work, path.join(folder, 'demo.git')], { environment });
  // What a server needs that only hands out files (git-update-server-info(1)).
  await runWell([git, '-C', path.join(folder, 'demo.git'), 'update-server-info'], { environment });

  const npmFolder = path.join(world.folder, 'npm', 'package');
  fs.mkdirSync(npmFolder, { recursive: true });
  fs.writeFileSync(path.join(npmFolder, 'package.json'), '{"name":"demo","version":"1.0.0"}');
  fs.writeFileSync(path.join(npmFolder, 'payload'), randomBytes(bodyBytes));
  await runWell(['tar', '-C', path.dirname(npmFolder), '-czf', path.join(folder, 'demo-1.0.0.tgz'), 'package'], { environment });

  const wheel = [
    'import sys, zipfile, os',
    'with zipfile.ZipFile(sys.argv[1], "w") as z:',
    '    z.writestr("demo/payload.bin", os.urandom(300000))',
    '    z.writestr("demo-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0.0\\n")',
    '    z.writestr("demo-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: rig\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
    '    z.writestr("demo-1.0.0.dist-info/RECORD", "")',
  ].join('\n');
  await runWell(['python3', '-c', wheel, path.join(folder, 'demo-1.0.0-py3-none-any.whl')], { environment });
}
