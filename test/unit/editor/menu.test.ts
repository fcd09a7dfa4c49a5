import * as assert from 'node:assert/strict';
import { commands } from '../../../src/editor/ids.ts';
import type { ShimStanding } from '../../../src/editor/shim/shim-standing.ts';
import { menuEntries } from '../../../src/editor/menu.ts';

describe('menu', () => {
  const facts = { running: false, hasReport: true, monitoring: false, gatewayTitle: 'OpenRouter', loopback: false, shim: { state: 'off', why: 'setting' } as ShimStanding, endpoint: false };
  const ids = (changes: Partial<typeof facts>): string[] => menuEntries({ ...facts, ...changes }).map(({ command }) => command);

  it('offers a diagnosis first, or to cancel the running one', () => {
    assert.equal(ids({})[0], commands.diagnose);
    assert.equal(ids({ running: true })[0], commands.cancelDiagnosis);
    assert.ok(!ids({ running: true }).includes(commands.diagnose));
  });

  it('offers a report only when there is one', () => {
    assert.ok(ids({}).includes(commands.copyReport));
    assert.ok(!ids({ hasReport: false }).includes(commands.copyReport));
  });

  it('offers the other half of monitoring', () => {
    assert.deepEqual([ids({}).includes(commands.startMonitoring), ids({}).includes(commands.stopMonitoring)], [true, false]);
    assert.deepEqual([ids({ monitoring: true }).includes(commands.startMonitoring), ids({ monitoring: true }).includes(commands.stopMonitoring)], [false, true]);
  });

  it('says what a stream costs', () => {
    const cost = (loopback: boolean) => menuEntries({ ...facts, loopback }).find(({ command }) => command === commands.diagnoseWithStream)?.description;
    assert.equal(cost(false), 'spends a few tokens');
    assert.equal(cost(true), 'costs nothing on this machine');
  });

  it('offers the endpoint once the shim is there, and says whether it answers', () => {
    assert.ok(!ids({}).includes(commands.copyEndpointSettings));
    const said = (endpoint: boolean) => menuEntries({ ...facts, shim: { state: 'on', port: 1 }, endpoint }).find(({ command }) => command === commands.copyEndpointSettings)?.description;
    assert.deepEqual([said(true), said(false)], ['on', 'off']);
  });

  it('names each command once', () => {
    assert.equal(new Set(ids({})).size, ids({}).length);
  });

  it('offers the last request that failed, and leads to that one', () => {
    assert.ok(!ids({}).includes(commands.showRequests));
    const entry = menuEntries({ ...facts, failedRequest: { id: 12, asked: 'gatehouse/fast', why: '3 min ago: The connection was closed.' } }).find(({ command }) => command === commands.showRequests);
    assert.deepEqual([entry?.label, entry?.description, entry?.argument], ['Last failed request: gatehouse/fast', '3 min ago: The connection was closed.', 12]);
  });
});
