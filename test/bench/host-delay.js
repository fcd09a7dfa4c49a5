/** How long a diagnosis holds the extension host's event loop: fresh real hosts, with the program as it ships. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { startLab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { projectFolder } from '../workbench/project.js';
import { emptyFolder, shippedFolder } from './bench-extensions.js';

/**
 * @typedef {{ heldMs: number, cpuMs: number, queuedMs: number }} Gap
 * @typedef {{ cold: boolean, state: string, totalMs: number | null, slowestProbeMs: number | null, idle: Gap[],
 *   editor: Gap[], busy: Gap[] }} HostRun
 */

/**
 * Diagnoses the practice gateway, which runs in this process, over plain HTTP and over TLS that a private root signed. The
 * machine trusts that root, as one in a company would: the editor's `fetch` takes what the system trusts and leaves
 * NODE_EXTRA_CA_CERTS out, Node by itself does the opposite (Code 1.139.1, @vscode/proxy-agent).
 *
 * @param {{ hosts: number, runs: number, profiles?: string }} options `profiles`: a folder for CPU profiles
 * @returns {Promise<{ host: number, overTls: boolean, runs: HostRun[] }[]>}
 */
export async function measureHosts({ hosts, runs, profiles }) {
  const { createProfile } = await import('../workbench/profile.js');
  const { runInHost } = await import('../workbench/host-run.js');
  const folder = temporaryFolder('bench-delay');
  const gatehouse = shippedFolder(folder);
  const driver = emptyFolder(folder, 'driver');
  if (profiles) fs.mkdirSync(profiles, { recursive: true });
  const lab = await startLab({});
  const roots = path.join(folder, 'roots.pem');
  fs.writeFileSync(roots, [...new Set(tls.getCACertificates('system')), fs.readFileSync(lab.caFile, 'utf8')].join('\n'));
  const measured = [];
  try {
    for (let host = 0; host < hosts; host++) {
      const overTls = host % 2 === 0;
      const profile = createProfile({
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': overTls ? lab.tlsBaseUrl : lab.baseUrl,
      });
      profile.linkExtension(gatehouse);
      const { results } = await runInHost({
        profile,
        extensionFolder: driver,
        testsFile: path.join(projectFolder, 'test', 'bench', 'host-delay.cjs'),
        env: {
          GATEHOUSE_BENCH_RUNS: String(runs),
          GATEHOUSE_BENCH_URL: overTls ? lab.tlsBaseUrl : lab.baseUrl,
          NODE_EXTRA_CA_CERTS: lab.caFile,
          SSL_CERT_FILE: roots,
          ...(profiles ? { GATEHOUSE_BENCH_PROFILES: profiles } : {}),
        },
      });
      measured.push({ host, overTls, runs: results });
    }
  } finally {
    await lab.close();
  }
  return measured;
}
