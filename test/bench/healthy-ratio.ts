/** Networks where all is well: how much longer a diagnosis takes than the slowest of its probes. */
import { doctor, type DoctorOptions } from '../peers/rigs/doctor.ts';
import { gatewayHostsLine, gatewayUrl, plainGatewayUrl, startGateway } from '../peers/rigs/gateway.ts';
import { startDnsmasq } from '../peers/rigs/dnsmasq.ts';
import { startTinyproxy } from '../peers/rigs/tinyproxy.ts';
import { startTun, tunAddress } from '../peers/rigs/tun-device.ts';
import { startWorld, type World } from '../peers/rigs/world.ts';

/** As a gateway on the same continent answers. */
const farDelayMs = 60;
const farName = 'far.test';
const fakeAddress = '198.18.0.9';

export interface HealthyRun {
  setup: string;
  state: string;
  totalMs: number;
  slowestMs: number;
  ratio: number;
}

/** Diagnoses each set-up `rounds` times, one after another in turn, so that a busy moment meets all of them. */
export async function measureHealthy(rounds: number, onRun: (run: HealthyRun) => void): Promise<HealthyRun[]> {
  const near = await startWorld({ hosts: [gatewayHostsLine] });
  const far = await startWorld();
  const stops: { stop(): Promise<void> }[] = [];
  const runs: HealthyRun[] = [];
  try {
    const gateway = await startGateway(near);
    stops.push(gateway);
    const tinyproxy = await startTinyproxy(near);
    stops.push(tinyproxy);
    stops.push(await startTun(far, { mode: 'relay', delayMs: farDelayMs }));
    stops.push(await startDnsmasq(far, { addresses: { [farName]: fakeAddress }, local: ['test', 'invalid'] }));
    const farGateway = await startGateway(far, { where: 'machine', names: [farName], addresses: [tunAddress] });
    stops.push(farGateway);
    const trusting = (rootFile: string, more: Record<string, string> = {}): DoctorOptions => ({
      environment: { NODE_EXTRA_CA_CERTS: rootFile, ...more },
    });
    const setups: readonly (readonly [string, World, string, DoctorOptions])[] = [
      ['direct, TLS', near, gatewayUrl, trusting(gateway.rootFile)],
      ['direct, plain HTTP', near, plainGatewayUrl, {}],
      ['tinyproxy, TLS', near, gatewayUrl, trusting(gateway.rootFile, { HTTPS_PROXY: tinyproxy.url })],
      [`${farDelayMs} ms away, TLS`, far, `https://${farName}/api/v1`, trusting(farGateway.rootFile)],
    ];
    for (let round = 0; round < rounds; round++) {
      for (const [setup, world, baseUrl, options] of setups) {
        const { report } = await doctor(world, baseUrl, options);
        const slowestMs = Math.max(...report.probes.map(({ durationMs }) => durationMs));
        const totalMs = report.durationMs;
        const run = { setup, state: report.verdict.state, totalMs, slowestMs, ratio: totalMs / slowestMs };
        onRun(run);
        runs.push(run);
      }
    }
    return runs;
  } finally {
    for (const one of stops) await one.stop();
    await near.close();
    await far.close();
  }
}
