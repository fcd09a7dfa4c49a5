/** What passes the shim is one request to nginx and haproxy as well, with the same body: they are asked, and a server behind them says. */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { holdToAgreement, startRememberingServer, type RememberingServer } from '../unit/shim/security/smuggling-agreement.ts';
import { corpus } from '../unit/shim/security/smuggling-corpus.ts';
import { runShim, type RunningShim } from '../unit/shim/running-shim.ts';
import { findProgram, listensOn, start, type Program } from './rigs/program.ts';

/** A port that was free just now. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const proxies: Readonly<Record<string, (folder: string, port: number, origin: number) => Promise<Program>>> = {
  nginx: (folder, port, origin) => {
    const file = path.join(folder, 'nginx.conf');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join(' ');
    fs.writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr crit; events {}
http { access_log off; ${temporary} server { listen 127.0.0.1:${port}; large_client_header_buffers 8 64k; location / { proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_pass http://127.0.0.1:${origin}; } } }\n`,
    );
    return start([findProgram('nginx', 'nginx-light'), '-c', file, '-p', folder], listensOn(port));
  },
  haproxy: (folder, port, origin) => {
    const file = path.join(folder, 'haproxy.cfg');
    fs.writeFileSync(
      file,
      `defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
frontend in
  bind 127.0.0.1:${port}
  default_backend origin
backend origin
  server one 127.0.0.1:${origin}\n`,
    );
    return start([findProgram('haproxy', 'haproxy'), '-f', file, '-db'], listensOn(port));
  },
};

for (const [name, begin] of Object.entries(proxies)) {
  describe(`a request that two programs read in two ways, before ${name}`, () => {
    let run: RunningShim;
    let server: RememberingServer;
    let program: Program;
    let port: number;
    let folder: string;
    before(async () => {
      run = await runShim();
      server = await startRememberingServer();
      port = await freePort();
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-smuggling-'));
      program = await begin(folder, port, server.port);
    });
    after(async () => {
      await run.end();
      await program.stop();
      await server.close();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    for (const one of corpus) {
      it(`${'refused' in one.expected ? 'is refused' : 'is one request with its body'}: ${one.what}`, () => holdToAgreement(one, run, port, server));
    }
  });
}
