import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bareKey, recognise } from '../../../../src/clash/configuration/recognise.ts';

const node = '  - {name: a, type: ss, server: s, port: 1}\n';
const cases: [name: string, text: string, path: string | undefined, form: string | undefined][] = [
  ['a whole configuration', `mixed-port: 7890\nproxies:\n${node}rules:\n  - MATCH,a\n`, undefined, 'configuration'],
  ['one without rules', 'proxy-groups:\n  - {name: a, type: select, proxies: [DIRECT]}\n', undefined, 'configuration'],
  ['rules alone', 'rules:\n  - "DOMAIN-SUFFIX,a.b,c"\n', undefined, 'configuration'],
  ['rules in one line', `proxies:\n${node}rules: ['MATCH,a']\n`, undefined, 'configuration'],
  ['DNS alone', 'dns:\n  enable: true\n  enhanced-mode: fake-ip\n', undefined, 'configuration'],
  ['keys in quotes', '"mixed-port": 1\n', undefined, 'configuration'],
  ['JSON', '{"mixed-port": 1, "rules": ["MATCH,DIRECT"]}', undefined, 'configuration'],
  ['a list of nodes', `proxies:\n${node}`, undefined, 'proxy-set'],
  ['another program\'s proxies', 'proxies:\n  - name: ssh\n    type: tcp\n    localPort: 22\n', undefined, undefined],
  ['rules of another program', 'rules:\n  no-console: error\n', undefined, undefined],
  ['rules of alerts', 'groups:\n  - name: x\n    rules:\n      - alert: y\n', undefined, undefined],
  ['a workflow', 'name: CI\non: push\njobs:\n  a:\n    steps: []\n', undefined, undefined],
  ['a cluster object', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\n', undefined, undefined],
  ['nothing', '', undefined, undefined],
  ['rules of a profile', 'prepend:\n  - DOMAIN,a,b\nappend: []\ndelete: []\n', undefined, 'verge-rules'],
  ['groups of a profile', 'prepend:\n  - name: a\n    type: select\n', undefined, 'verge-groups'],
  ['nodes of a profile', `prepend:\n${node}`, undefined, 'verge-proxies'],
  ['an empty one with its header', '# Profile Enhancement Groups Template for Clash Verge\n\nprepend: []\n\nappend: []\n', undefined, 'verge-groups'],
  ['an empty one where it lies', 'prepend: []\nappend: []\ndelete: []\n', 'C:\\Users\\u\\AppData\\Roaming\\io.github.clash-verge-rev.clash-verge-rev\\profiles\\gAbC.yaml', 'verge-groups'],
  ['an empty one elsewhere', 'prepend: []\nappend: []\n', '/x/y.yaml', undefined],
  ['a merge with the old keys', 'prepend-rules:\n  - DOMAIN,a,b\n', undefined, 'verge-merge'],
  ['an override of rules', '+rules:\n  - DOMAIN,a,b\n', undefined, 'party-override'],
  ['an override behind', 'rules+:\n  - DOMAIN,a,b\n', undefined, 'party-override'],
  ['an override of a map', 'dns!:\n  enable: true\n', undefined, 'party-override'],
  ['a Stash override', 'name: x\nrules:\n  - DOMAIN,a,b\n', '/y/x.stoverride', 'stash-override'],
  ['a Stash override by its mark', 'dns: #!replace\n  a: b\n', undefined, undefined],
  ['a classical rule set', 'payload:\n  - DOMAIN,a\n', undefined, 'rule-set'],
  ['a domain rule set', "# c\npayload:\n  - '+.a.b'\n", undefined, 'rule-set'],
  ['another payload', 'payload:\n  a: b\n', undefined, undefined],
  ['a text rule set', '# c\nDOMAIN,a.b\n', '/x/a.list', 'rule-set'],
  ['a list of names', '+.a.b\nc.d\n1.0.0.0/8\n', '/x/a.txt', 'rule-set'],
  ['a letter', 'Dear Sir,\nhow are you?\n', '/x/a.txt', undefined],
  ['an encrypted one', 'age-encryption.org/v1\n-> x', '/home/u/.config/mihomo/config.yaml', 'configuration'],
  ['an encrypted something', 'age-encryption.org/v1\n-> x', '/x.yaml', undefined],
  ['no text of YAML', '\0\0\0', undefined, undefined],
];

describe('recognising a Clash text', () => {
  for (const [name, text, path, form] of cases) it(`${form ?? 'nothing'}: ${name}`, () => assert.equal(recognise(text, path), form));

  it('takes the marks of overrides off a key', () => {
    assert.deepEqual(['+rules', 'rules+', 'dns!', '<a.b>', '+<rules>', '<x>!', 'rules'].map(bareKey), ['rules', 'rules', 'dns', 'a.b', 'rules', 'x', 'rules']);
  });

  it('takes any text in little time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.string(), (text, path) => void recognise(text, path)));
    const large = `${'- key: value # x\n'.repeat(300_000)}`;
    const started = performance.now();
    recognise(large);
    assert.ok(performance.now() - started < 250);
  });
});
