/** A real sing-box, whose Clash API is another core's word for the same things. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControllerClient } from '../../../src/clash/controller/client.ts';
import { Secret } from '../../../src/path/secret.ts';
import { freePorts } from './clash-core.ts';
import { start } from './program.ts';

export interface SingBox {
  readonly mixedPort: number;
  readonly client: ControllerClient;
  output(): string;
  stop(): Promise<void>;
}

const secret = 'test-secret';
const readyLimitMs = 20_000;

/**
 * What GATEHOUSE_SING_BOX names, or one on the PATH; it has to be built with the tag `with_clash_api`.
 *
 * @throws an Error that says how to get one; a peer that is missing is a failure, never a skip.
 */
export function findSingBox(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const found = [process.env['GATEHOUSE_SING_BOX'] ?? '', ...folders.map((folder) => path.join(folder, 'sing-box'))].find((file) => file !== '' && fs.existsSync(file));
  if (found !== undefined) return found;
  throw new Error('MISSING PEER: there is no sing-box on the PATH, and GATEHOUSE_SING_BOX names none. With Go: go install -tags with_clash_api github.com/sagernet/sing-box/cmd/sing-box@v1.13.2');
}

/** Starts one with outbounds and rules of the test. @throws what it printed, when it does not get ready. */
export async function startSingBox(outbounds: readonly object[], rules: readonly object[], dnsPort: number): Promise<SingBox> {
  const singBox = findSingBox();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-sing-box-'));
  const { mixed, controller } = await freePorts();
  const file = path.join(folder, 'config.json');
  fs.writeFileSync(file, JSON.stringify({
    log: { level: 'info' },
    dns: { servers: [{ type: 'udp', tag: 'stub', server: '127.0.0.1', server_port: dnsPort }] },
    inbounds: [{ type: 'mixed', tag: 'in', listen: '127.0.0.1', listen_port: mixed }],
    outbounds,
    route: { default_domain_resolver: 'stub', rules, final: 'direct' },
    experimental: { clash_api: { external_controller: `127.0.0.1:${controller}`, secret } },
  }));
  const program = await start([singBox, 'run', '-D', folder, '-c', file], () => true);
  const client = new ControllerClient({ address: { kind: 'tcp', host: '127.0.0.1', port: controller }, secret: new Secret(secret) });
  const stop = async (): Promise<void> => {
    await program.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const signal = AbortSignal.timeout(readyLimitMs);
  while (!program.output().includes('sing-box started')) {
    if (signal.aborted || program.output().includes('FATAL')) {
      await stop();
      throw new Error(`sing-box did not become ready:\n${program.output()}`);
    }
    await sleep(20);
  }
  return { mixedPort: mixed, client, output: () => program.output(), stop };
}
