/** A real nginx and a real haproxy outside, in front of the streaming origin: one port for each way they are set up. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram, listensOn, start } from './program.ts';
import { originPorts, type StreamOrigin } from './stream-origin.ts';
import { outsideAddress, type World } from './world.ts';

export interface FrontServer {
  stop(): Promise<void>;
}

/** nginx's ports by what is special about them. */
export const nginxPorts = {
  buffering: 4401,
  unbuffered: 4402,
  shortRead: 4403,
  shortKeepAlive: 4404,
  smallBody: 4405,
} as const;

export async function startNginx(world: World, { leafFile }: StreamOrigin): Promise<FrontServer> {
  const nginx = findProgram('nginx', 'nginx-light');
  const folder = path.join(world.folder, 'nginx');
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o777);
  // Towards the origin nginx speaks HTTP/1.0 unless told otherwise. With 1.1 and chunks it passes events on although it
  // buffers (measured on 1.22: it then knows how much of a chunk is to come).
  const server = (port: number, lines: readonly string[]): string =>
    [
      'server {',
      `listen ${outsideAddress}:${port} ssl http2;`,
      `ssl_certificate ${leafFile}; ssl_certificate_key ${leafFile};`,
      `location / { proxy_pass http://${outsideAddress}:${originPorts.plain}; }`,
      ...lines,
      '}',
    ].join('\n');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const large = 'client_max_body_size 32m;';
  const unbuffered = ['proxy_buffering off;', 'proxy_request_buffering off;', large];
  fs.writeFileSync(
    path.join(folder, 'nginx.conf'),
    [
      'daemon off; master_process off; worker_processes 1; user root;',
      `pid ${folder}/nginx.pid; error_log stderr warn;`,
      'events { worker_connections 256; }',
      'http {',
      'access_log off;',
      ...temporary,
      server(nginxPorts.buffering, ['proxy_buffering on;', large]),
      server(nginxPorts.unbuffered, unbuffered),
      server(nginxPorts.shortRead, [...unbuffered, 'proxy_read_timeout 3s;']),
      server(nginxPorts.shortKeepAlive, [...unbuffered, 'keepalive_timeout 3s;']),
      server(nginxPorts.smallBody, ['proxy_buffering off;', 'client_max_body_size 512k;']),
      '}',
    ].join('\n'),
  );
  const program = await start(
    world.outside([nginx, '-p', folder, '-c', path.join(folder, 'nginx.conf')]),
    listensOn(nginxPorts.smallBody),
  );
  return { stop: () => program.stop() };
}

/** haproxy's ports: reading HTTP, over HTTP/2 or HTTP/1.1 alone, and passing bytes on unread. */
export const haproxyPorts = { http2: 4411, http1: 4412, tcp: 4413 } as const;

/** Every clock of it is 3 s. */
export async function startHaproxy(world: World, { leafFile }: StreamOrigin): Promise<FrontServer> {
  const haproxy = findProgram('haproxy', 'haproxy');
  const file = path.join(world.folder, 'haproxy.cfg');
  fs.writeFileSync(
    file,
    [
      'global',
      '  tune.ssl.default-dh-param 2048',
      'defaults',
      '  timeout connect 2s',
      '  timeout client 3s',
      '  timeout server 3s',
      'frontend h2',
      '  mode http',
      `  bind ${outsideAddress}:${haproxyPorts.http2} ssl crt ${leafFile} alpn h2,http/1.1`,
      '  default_backend origin',
      'frontend h1',
      '  mode http',
      `  bind ${outsideAddress}:${haproxyPorts.http1} ssl crt ${leafFile} alpn http/1.1`,
      '  default_backend origin',
      'backend origin',
      '  mode http',
      `  server origin ${outsideAddress}:${originPorts.plain}`,
      'listen tcp',
      '  mode tcp',
      `  bind ${outsideAddress}:${haproxyPorts.tcp}`,
      `  server origin ${outsideAddress}:${originPorts.http1}`,
      '',
    ].join('\n'),
  );
  const program = await start(world.outside([haproxy, '-db', '-f', file]), listensOn(haproxyPorts.tcp));
  return { stop: () => program.stop() };
}
