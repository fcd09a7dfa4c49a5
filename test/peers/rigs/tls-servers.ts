/** Real servers outside of a world, each with its own fault in TLS: nginx, haproxy, a filter by name, a plain port. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { make, type Made, type MadeOptions } from '../../unit/path/pki.ts';
import { gatewayName } from './gateway.ts';
import { findProgram, listensOn, start, type Program } from './program.ts';
import { outsideAddress, type World } from './world.ts';

/** Names the good server has, all under a root that the rig counts as public. */
export const publicNames = [gatewayName, 'openrouter.ai', 'api.openai.com'];

/** Ports of the servers, by what is wrong with them. */
export const ports = {
  good: 443,
  'private authority': 8_601,
  'leaf alone': 8_602,
  expired: 8_603,
  'not yet valid': 8_604,
  'wrong name': 8_605,
  'private and wrong name': 8_606,
  'short key': 8_607,
  'root only the system has': 8_608,
  'signed itself': 8_609,
  plain: 8_610,
  'strict about names': 8_621,
  'TLS 1.1': 8_622,
  'cut for the name': 8_631,
  'cut for any name': 8_632,
  'silent for the name': 8_633,
} as const;

export type ServerFault = keyof typeof ports;

export interface TlsServers {
  /** PEM file of the root that counts as public. */
  readonly publicRoot: string;
  /** PEM file of the authority that only the system has. */
  readonly systemRoot: string;
  /** PEM file of the private authority. */
  readonly privateRoot: string;
  /** A private certificate with its key, for `localhost`. */
  readonly local: { file: string; root: string };
  /** Requests that came through to nginx or haproxy, with the keys they carried. */
  accessLog(): string;
  stop(): Promise<void>;
}

/** Starts all of them. */
export async function startTlsServers(world: World): Promise<TlsServers> {
  const folder = path.join(world.folder, 'tls-servers');
  fs.mkdirSync(folder);
  const file = (name: string): string => path.join(folder, name);
  const root = await make({
    commonName: 'Example public root',
    organization: 'Example Trust',
    authority: true,
    toDays: 3_000,
  });
  const middle = await make({
    commonName: 'Example public R7',
    organization: 'Example Trust',
    authority: true,
    issuer: root,
    toDays: 900,
  });
  const systemRoot = await make({
    commonName: 'Regional public root',
    organization: 'Region CA',
    authority: true,
    toDays: 3_000,
  });
  const own = await make({
    commonName: 'Northwind internal root',
    organization: 'Northwind Traders',
    authority: true,
    toDays: 3_000,
  });
  const publicLeaf = (more: Partial<MadeOptions> = {}): Promise<Made> =>
    make({
      commonName: gatewayName,
      issuer: middle,
      dns: publicNames,
      timestamps: true,
      authorityAccess: true,
      ...more,
    });
  const privateLeaf = (more: Partial<MadeOptions> = {}): Promise<Made> =>
    make({ commonName: gatewayName, issuer: own, dns: [gatewayName], ...more });

  const leaves: readonly [ServerFault, Made, readonly Made[]][] = [
    ['good', await publicLeaf(), [middle]],
    ['private authority', await privateLeaf(), []],
    ['leaf alone', await publicLeaf(), []],
    ['expired', await publicLeaf({ fromDays: -92, toDays: -2 }), [middle]],
    ['not yet valid', await publicLeaf({ fromDays: 30, toDays: 110 }), [middle]],
    ['wrong name', await publicLeaf({ commonName: 'portal.hotel.example', dns: ['portal.hotel.example'] }), [middle]],
    [
      'private and wrong name',
      await privateLeaf({ commonName: 'portal.hotel.example', dns: ['portal.hotel.example'] }),
      [],
    ],
    ['short key', await privateLeaf({ key: 'rsa-1024' }), []],
    ['root only the system has', await publicLeaf({ issuer: systemRoot }), [systemRoot]],
    ['signed itself', await make({ commonName: gatewayName, dns: [gatewayName] }), []],
  ];
  const blocks = leaves.map(([fault, leaf, above], index) => {
    fs.writeFileSync(file(`${index}.pem`), [leaf, ...above].map(({ certificate }) => certificate).join(''));
    fs.writeFileSync(file(`${index}.key`), leaf.key);
    return `server { listen ${outsideAddress}:${ports[fault]} ssl; ssl_certificate ${file(`${index}.pem`)}; ssl_certificate_key ${file(`${index}.key`)}; return 200 "ok"; }`;
  });
  fs.writeFileSync(
    file('nginx.conf'),
    [
      'daemon off; master_process off; user root;',
      `pid ${file('nginx.pid')}; error_log ${file('error.log')};`,
      'events {}',
      'http {',
      `log_format whole '$request_uri $http_authorization $http_x_api_key';`,
      `access_log ${file('access.log')} whole;`,
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${file(one)};`),
      // The weak chains are what some of the servers are for.
      'ssl_ciphers DEFAULT:@SECLEVEL=0;',
      ...blocks,
      `server { listen ${outsideAddress}:${ports.plain}; return 200 "ok"; }`,
      '}',
    ].join('\n'),
  );

  const other = await make({ commonName: 'other.test', issuer: own, dns: ['other.test'] });
  fs.writeFileSync(file('haproxy.pem'), other.certificate + other.key);
  const local = await make({ commonName: 'localhost', issuer: own, dns: ['localhost'] });
  fs.writeFileSync(file('local.pem'), local.certificate + local.key);
  fs.writeFileSync(
    file('haproxy.cfg'),
    [
      'global',
      '  ssl-default-bind-ciphers DEFAULT:@SECLEVEL=0',
      'defaults',
      '  mode http',
      '  timeout connect 5s',
      '  timeout client 20s',
      '  timeout server 20s',
      'frontend strict',
      `  bind ${outsideAddress}:${ports['strict about names']} ssl crt ${file('haproxy.pem')} strict-sni`,
      '  http-request return status 200',
      'frontend old',
      `  bind ${outsideAddress}:${ports['TLS 1.1']} ssl crt ${file('haproxy.pem')} ssl-min-ver TLSv1.1 ssl-max-ver TLSv1.1`,
      '  http-request return status 200',
      '',
    ].join('\n'),
  );
  for (const [name, pem] of [
    ['public-root.pem', root],
    ['system-root.pem', systemRoot],
    ['private-root.pem', own],
  ] as const) {
    fs.writeFileSync(file(name), pem.certificate);
  }

  const cutter = (fault: ServerFault, name: string, how: string): Promise<Program> =>
    start(
      world.outside([
        process.execPath,
        fileURLToPath(new URL('name-cutter.ts', import.meta.url)),
        outsideAddress,
        String(ports[fault]),
        name,
        how,
        String(ports.good),
      ]),
      listensOn(ports[fault]),
    );
  const programs = await Promise.all([
    start(
      world.outside([
        findProgram('nginx', 'nginx-light'),
        '-p',
        folder,
        '-c',
        file('nginx.conf'),
        '-e',
        file('error.log'),
      ]),
      listensOn(ports.good),
    ),
    start(
      world.outside([findProgram('haproxy', 'haproxy'), '-db', '-f', file('haproxy.cfg')]),
      listensOn(ports['TLS 1.1']),
    ),
    cutter('cut for the name', gatewayName, 'reset'),
    cutter('cut for any name', '*', 'reset'),
    cutter('silent for the name', gatewayName, 'silent'),
  ]);
  return {
    publicRoot: file('public-root.pem'),
    systemRoot: file('system-root.pem'),
    privateRoot: file('private-root.pem'),
    local: { file: file('local.pem'), root: file('private-root.pem') },
    accessLog: () => (fs.existsSync(file('access.log')) ? fs.readFileSync(file('access.log'), 'utf8') : ''),
    stop: async () => {
      await Promise.all(programs.map((program) => program.stop()));
    },
  };
}
