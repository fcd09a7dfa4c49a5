/** Networks where nothing answers, each in namespaces of its own: how long a quick diagnosis takes to say so. */
import { gatewayHostsLine, gatewayUrl } from '../peers/rigs/gateway.ts';
import { doctor } from '../peers/rigs/doctor.ts';
import { startSilentListener } from '../peers/rigs/silent-listener.ts';
import { silentAddress, startWorld, type WorldOptions } from '../peers/rigs/world.ts';

interface DeadNetwork {
  name: string;
  world: WorldOptions;
  baseUrl: string;
  environment?: Readonly<Record<string, string>>;
  /** Something listens and never says a word: its port takes the place of the base URL's. */
  mute?: true;
}

const silentHost = `${silentAddress} silent.test`;

const deadNetworks: readonly DeadNetwork[] = [
  { name: 'no interface but loopback', world: { network: 'loopback' }, baseUrl: gatewayUrl },
  { name: 'not even loopback', world: { network: 'nothing' }, baseUrl: gatewayUrl },
  { name: 'no route out', world: { network: 'local-network' }, baseUrl: 'https://10.99.0.1/v1' },
  { name: 'an address that drops everything', world: { hosts: [silentHost] }, baseUrl: 'https://silent.test/v1' },
  { name: 'the same over plain HTTP', world: { hosts: [silentHost] }, baseUrl: 'http://silent.test/v1' },
  { name: 'a DNS server that never answers', world: { dnsServers: [silentAddress] }, baseUrl: gatewayUrl },
  {
    name: 'three DNS servers that never answer',
    world: { dnsServers: [silentAddress, '10.88.0.2', '10.88.0.3'] },
    baseUrl: gatewayUrl,
  },
  {
    name: 'a proxy that drops everything',
    world: { hosts: [gatewayHostsLine, silentHost] },
    baseUrl: gatewayUrl,
    environment: { HTTPS_PROXY: 'http://silent.test:3128' },
  },
  {
    name: 'dead DNS, and a proxy by its name',
    world: { dnsServers: [silentAddress] },
    baseUrl: gatewayUrl,
    environment: { HTTPS_PROXY: 'http://proxy.test:3128' },
  },
  { name: 'a port that takes connections and is mute', world: {}, baseUrl: 'https://127.0.0.1/v1', mute: true },
];

export interface DeadRun {
  name: string;
  state: string;
  leg: string | null;
  /** From the start of the program to its end. */
  wallMs: number;
  /** Of that, the diagnosis. */
  diagnosisMs: number;
  slowestProbe: string;
}

/** Diagnoses each network once. Needs root and `ip`, as the peers do. */
export async function measureDeadNetworks(onRun: (run: DeadRun) => void): Promise<DeadRun[]> {
  const runs: DeadRun[] = [];
  for (const { name, world: options, baseUrl, environment = {}, mute } of deadNetworks) {
    const world = await startWorld(options);
    const listener = mute ? await startSilentListener(world) : undefined;
    try {
      const url = listener ? `${listener.url.replace('http:', 'https:')}/v1` : baseUrl;
      const { report, wallMs } = await doctor(world, url, { environment });
      const [slowest] = report.probes.toSorted((a, b) => b.durationMs - a.durationMs);
      const run: DeadRun = {
        name,
        state: report.verdict.state,
        leg: report.verdict.leg,
        wallMs,
        diagnosisMs: report.durationMs,
        slowestProbe: `${slowest?.id ?? '?'} ${slowest?.durationMs ?? '?'} ms`,
      };
      onRun(run);
      runs.push(run);
    } finally {
      await listener?.stop();
      await world.close();
    }
  }
  return runs;
}
