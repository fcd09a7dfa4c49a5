import assert from 'node:assert/strict';
import * as os from 'node:os';
import { isOwnAddress, lookAtNetwork, wayOut } from '../../../src/path/network-interfaces.ts';

const never = new AbortController().signal;

describe('the ways out of this machine', () => {
  it('lead to loopback by loopback', async () => {
    const way = await wayOut('127.0.0.1', never);
    const names = Object.entries(os.networkInterfaces()).flatMap(([name, found]) => (found?.some(({ internal }) => internal) ? [name] : []));
    assert.ok(way.interface !== null && names.includes(way.interface));
    assert.deepEqual([way.to, way.tun, way.code], ['127.0.0.1', false, undefined]);
  });

  it('are there or not, with a reason, for both families', async () => {
    const { defaults, tuns } = await lookAtNetwork(never);
    for (const [way, to] of [[defaults.v4, 'internet-v4'], [defaults.v6, 'internet-v6']] as const) {
      assert.equal(way.to, to);
      assert.equal(way.code === undefined || way.interface === null, true);
      if (way.tun) assert.ok(tuns.some(({ name }) => name === way.interface));
    }
    // Nothing of the machine's own numbers gets into evidence.
    const text = JSON.stringify({ defaults, tuns });
    for (const found of Object.values(os.networkInterfaces())) {
      for (const { address, mac, internal } of found ?? []) if (!internal) assert.ok(!text.includes(address) && !text.includes(mac));
    }
  });

  it('are an answer even for what is no address', async () => {
    const way = await wayOut('256.256.256.256', never);
    assert.deepEqual([way.interface, way.tun, typeof way.code], [null, false, 'string']);
  });

  it('stop for an abort', async () => {
    await assert.rejects(wayOut('127.0.0.1', AbortSignal.abort(new Error('gone'))), /gone/);
  });

  it('know the addresses of this machine', () => {
    assert.equal(isOwnAddress('127.0.0.1'), true);
    assert.equal(isOwnAddress('192.0.2.1'), false);
  });
});
