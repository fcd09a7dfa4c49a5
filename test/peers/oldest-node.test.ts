/** The oldest runtime the product supports: the Node 20 of Code 1.99. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { practiceKey } from '../../src/gateways/practice.ts';
import { doctor, faults, finding } from './rigs/doctor.ts';
import { gatewayHostsLine, gatewayUrl, startGateway } from './rigs/gateway.ts';
import { startMitmproxy } from './rigs/mitmproxy.ts';
import { run } from './rigs/program.ts';
import { note } from './rigs/seen.ts';
import { startSquid } from './rigs/squid.ts';
import { startWorld } from './rigs/world.ts';

/** Finds a Node 20: what GATEHOUSE_NODE20 names, or one on the PATH. @throws an Error when there is none. */
async function oldestNode(): Promise<string> {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/bin', '/usr/bin'];
  const candidates = [
    process.env['GATEHOUSE_NODE20'] ?? '',
    ...folders.flatMap((folder) => [path.join(folder, 'node'), path.join(folder, 'node20')]),
  ];
  for (const candidate of candidates) {
    if (candidate === '' || !fs.existsSync(candidate)) continue;
    if (/^v20\./.test((await run([candidate, '--version'])).stdout)) return candidate;
  }
  throw new Error(
    'MISSING PEER: there is no Node 20 on the PATH. ' +
      'Install it (apt-get install nodejs, from NodeSource 20.x), or name it in GATEHOUSE_NODE20.',
  );
}

describe('the oldest supported Node', function () {
  this.timeout(90_000);

  it('diagnoses a healthy way through squid, and an interceptor, trusted and not', async () => {
    const node = await oldestNode();
    const world = await startWorld({ hosts: [gatewayHostsLine] });
    try {
      const gateway = await startGateway(world);
      const squid = await startSquid(world);
      const environment = {
        HTTPS_PROXY: squid.url,
        NODE_EXTRA_CA_CERTS: gateway.rootFile,
        GATEHOUSE_API_KEY: practiceKey,
      };
      const healthy = await doctor(world, gatewayUrl, { node, environment });
      note('Node 20: squid', healthy);
      assert.equal(healthy.report.verdict.state, 'healthy');
      assert.deepEqual(faults(healthy), []);

      const mitmproxy = await startMitmproxy(world, { upstreamRoot: gateway.rootFile });
      const untrusted = await doctor(
        world,
        gatewayUrl,
        { node, environment: { HTTPS_PROXY: mitmproxy.url, GATEHOUSE_API_KEY: practiceKey } },
      );
      note('Node 20: mitmproxy, untrusted', untrusted);
      assert.match(finding(untrusted, 'tls-intercepted-untrusted').title, /mitmproxy/);
      assert.doesNotMatch(mitmproxy.flows(), /authorization/i);

      // This Node can't list its extra roots itself, so the file is read.
      const trusted = await doctor(
        world,
        gatewayUrl,
        { node, environment: { HTTPS_PROXY: mitmproxy.url, NODE_EXTRA_CA_CERTS: mitmproxy.rootFile } },
      );
      note('Node 20: mitmproxy, trusted', trusted);
      assert.match(finding(trusted, 'tls-intercepted-trusted').title, /mitmproxy/);
    } finally {
      await world.close();
    }
  });
});
