import assert from 'node:assert/strict';
import { knowledgeOf } from '../../../../src/diagnosis/clash/knowledge.ts';
import { proxiesOf } from '../../clash/controller/connections.ts';

const ruleSets = new Map([['ai', ['+.anthropic.com']]]);

describe('what the core and the disk know', () => {
  it('choices, members, UDP, addresses and rule sets; nothing else', () => {
    const known = knowledgeOf({ proxies: proxiesOf({ name: 'G', type: 'Selector', members: ['n'], now: 'n' }, { name: 'n', type: 'Http', udp: false }), ruleSets, addresses: new Map([['a', '1.2.3.4'], ['none', null]]) });
    assert.deepEqual([known.chosen('G'), known.membersOf('G'), known.carriesUdp('n'), known.chosen('x')], ['n', ['n'], false, undefined]);
    assert.deepEqual([known.addressOf('a'), known.addressOf('none'), known.addressOf('b')], ['1.2.3.4', null, undefined]);
    assert.deepEqual([known.ruleSet('ai'), known.ruleSet('x'), known.geosite('cn', 'a')], [['+.anthropic.com'], undefined, undefined]);
  });

  it('a rule set that the core could not load matches nothing', () => {
    const provider = { name: 'ai', behavior: 'domain', format: 'yaml', ruleCount: 0, vehicle: 'HTTP', updatedAtMs: undefined, payload: undefined };
    assert.equal(knowledgeOf({ ruleProviders: new Map([['ai', provider]]), ruleSets }).ruleSet('ai'), null);
  });
});
