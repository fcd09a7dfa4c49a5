import assert from 'node:assert/strict';
import { shimWishes } from '../../../../src/editor/shim/shim-wishes.ts';
import { readRouting, RuleError } from '../../../../src/shim/route/decide.ts';
import { routingOf } from '../../../../src/editor/shim/shim-routing.ts';

const nothing = { rules: [], allow: [], exclude: [], keepAliveMs: undefined, journalFile: false };
const wishes = (settings: Record<string, unknown>) => shimWishes((name) => settings[name]);
const facts = { wishes: nothing, environment: {}, platform: 'linux' as const, editorSettings: {}, editorHost: 'local' as const, gatewayUrls: [] };

describe('what the user has set for the shim', () => {
  for (const [what, settings, expected] of [
    ['nothing', {}, nothing],
    ['wrong types', { rules: 'no', allow: 7, exclude: null, keepAliveSeconds: 'long', journalFile: 'yes' }, nothing],
    ['lists with something else in them', { allow: [' 10.0.0.1 ', 7, '', '10.0.0.1'], exclude: ['a.test'] }, { ...nothing, allow: ['10.0.0.1'], exclude: ['a.test'] }],
    ['a rule', { rules: [{ host: ' a.test', upstream: 'direct' }] }, { ...nothing, rules: [{ host: 'a.test', upstream: 'direct' }] }],
    ['seconds below one', { keepAliveSeconds: 0.2 }, { ...nothing, keepAliveMs: 1_000 }],
    ['seconds beyond all', { keepAliveSeconds: 1e9 }, { ...nothing, keepAliveMs: 3_600_000 }],
    ['no seconds', { keepAliveSeconds: -5 }, nothing],
    ['the file', { journalFile: true }, { ...nothing, journalFile: true }],
  ] as const) {
    it(`is read: ${what}`, () => assert.deepEqual(wishes(settings), expected));
  }

  it('keeps what is no rule as one that the shim refuses by its number', () => {
    const { rules } = wishes({ rules: [{ host: 'a.test', upstream: 'direct' }, 'a.test=direct'] });
    assert.throws(() => readRouting(routingOf({ ...facts, wishes: { ...nothing, rules } }, undefined)), (error: Error) => error instanceof RuleError && /Rule 2/.test(error.message));
  });
});

describe('the routing of a window', () => {
  it('never has the shim of its own environment as its upstream', () => {
    const environment = { http_proxy: 'http://terminal:secret@127.0.0.1:7171', HTTPS_PROXY: 'http://other.test:3128', no_proxy: 'a.test', GATEHOUSE_SHIM_PORT: '7171', HOME: '/home/me' };
    assert.deepEqual(routingOf({ ...facts, environment }, undefined).environment, { HTTPS_PROXY: 'http://other.test:3128', no_proxy: 'a.test' });
  });

  it('allows the places of gateways that the user has named, by their ports', () => {
    const gatewayUrls = ['http://10.1.2.3:4000/v1', 'https://llm.corp.test/v1', 'http://[fd00::1]/v1', 'no url'];
    const routing = routingOf({ ...facts, gatewayUrls, wishes: { ...nothing, allow: ['192.168.0.0/16'] } }, undefined);
    assert.deepEqual(routing.allow, ['192.168.0.0/16', '10.1.2.3:4000', 'llm.corp.test:443', '[fd00::1]:80']);
    assert.equal(readRouting(routing).allow.length, 4);
  });

  it('has the desktop and the keep-alive only where they are known', () => {
    assert.deepEqual(Object.keys(routingOf(facts, undefined)), ['rules', 'client', 'environment', 'editorSettings', 'editorHost', 'allow']);
    const system = { store: 'none' as const, mode: 'none' as const, bypass: [] };
    const { keepAliveMs, system: given } = routingOf({ ...facts, wishes: { ...nothing, keepAliveMs: 5_000 } }, system);
    assert.deepEqual([keepAliveMs, given], [5_000, system]);
  });
});
