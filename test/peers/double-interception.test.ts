/** A real TUN beside a real proxy: where the call is taken twice, and whether that is a fault. */
import * as assert from 'node:assert/strict';
import type { StacksEvidence } from '../../src/diagnosis/evidence.ts';
import { wayOf } from '../../src/diagnosis/rules/stack-ways.ts';
import { doctor, evidence, faults, finding } from './rigs/doctor.ts';
import { gatewayHostsLine, gatewayUrl, startGateway } from './rigs/gateway.ts';
import { note } from './rigs/seen.ts';
import { startTinyproxy } from './rigs/tinyproxy.ts';
import { startTun } from './rigs/tun-device.ts';
import { startWorld, type World } from './rigs/world.ts';

/** Documentation address (RFC 5737) of a proxy that no TUN of these worlds leads to. */
const proxyElsewhere = 'http://203.0.113.8:8888';

describe('a TUN and a proxy at once', function () {
  this.timeout(180_000);
  const ending: { stop(): Promise<unknown> }[] = [];
  let world: World | undefined;

  const run = async <T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    ending.unshift(started);
    return started;
  };
  afterEach(async () => {
    for (const one of ending.splice(0)) await one.stop();
    await world?.close();
    world = undefined;
  });

  it('a proxy elsewhere that the TUN swallows: the proxy is at fault, and the TUN is named', async () => {
    world = await startWorld({ hosts: [gatewayHostsLine] });
    await run(startTun(world, { mode: 'dead' }));
    const gateway = await run(startGateway(world));
    const seen = await doctor(world, gatewayUrl, {
      environment: { HTTPS_PROXY: proxyElsewhere, NODE_EXTRA_CA_CERTS: gateway.rootFile },
    });
    note('TUN that swallows the proxy', seen);
    assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg], ['down', 'proxy']);
    const found = finding(seen, 'proxy-no-connection');
    assert.match(found.detail, /leads into the TUN Meta/);
    assert.equal(found.fixes[0]?.id, 'leave-tun-or-proxy-out');
  });

  it('a proxy on this machine beside the TUN: no fault', async () => {
    world = await startWorld({ hosts: [gatewayHostsLine] });
    await run(startTun(world, { mode: 'relay' }));
    const [gateway, proxy] = [await run(startGateway(world)), await run(startTinyproxy(world))];
    const seen = await doctor(world, gatewayUrl, {
      environment: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: gateway.rootFile },
    });
    note('TUN beside a proxy on this machine', seen);
    assert.deepEqual(faults(seen), []);
    assert.match(finding(seen, 'proxy-beside-tun').title, /TUN Meta/);
  });

  it('the stacks of a terminal go as the sockets say: by the proxy only where it is read', async () => {
    world = await startWorld({ hosts: [gatewayHostsLine] });
    const [gateway, proxy] = [await run(startGateway(world)), await run(startTinyproxy(world))];
    const environment = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: gateway.rootFile };
    for (const [more, others] of [[{}, 'direct'], [{ NODE_USE_ENV_PROXY: '1' }, 'proxy']] as const) {
      const seen = await doctor(world, gatewayUrl, { environment: { ...environment, ...more }, args: ['--probe', 'stacks'] });
      const stacks = evidence<StacksEvidence>(seen, 'stacks');
      const ways = Object.fromEntries(
        stacks.stacks.map((one) => [one.stack, `${one.status ?? one.failure?.code} ${wayOf(one, stacks).kind}`]),
      );
      assert.deepEqual(ways, {
        'node-https': `200 ${others}`,
        'node-fetch': `200 ${others}`,
        undici: '200 direct',
        'undici-env': '200 proxy',
        'child-https': `200 ${others}`,
        'child-fetch': `200 ${others}`,
      });
      assert.deepEqual([...new Set(stacks.stacks.map(({ peer }) => peer?.certificate?.fingerprint256))].length, 1);
      assert.equal(finding(seen, 'stacks-take-different-ways').severity, 'info');
    }
  });
});
