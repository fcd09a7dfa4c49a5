import assert from 'node:assert/strict';
import fc from 'fast-check';
import { listAt, type ListKind } from '../../../../src/clash/look/list-place.ts';

const cases: [string, string, ListKind | undefined][] = [
  ['a rule', 'rules:\n  - DOMAIN,a,b\n  - |', 'rules'],
  ['a rule as far in as its key', 'rules:\n- A\n- |', 'rules'],
  ['a rule behind comments and blank lines', 'rules:\n\n  # ai\n  - |\n', 'rules'],
  ['a rule put before others', 'prepend:\n  - |', 'rules'],
  ['a rule of an override', '+rules:\n  - |', 'rules'],
  ['a rule of a sub-rule', 'sub-rules:\n  one:\n    - |', 'rules'],
  ['a member', 'proxy-groups:\n  - name: A\n    type: select\n    proxies:\n      - |', 'members'],
  ['a member as far in as its key', 'proxy-groups:\n  - name: A\n    proxies:\n    - B\n    - |', 'members'],
  ['a member where proxies come first', 'proxy-groups:\n  - proxies:\n      - |', 'members'],
  ['a provider', 'proxy-groups:\n- name: A\n  use:\n  - |', 'uses'],
  ['a member in a flow map', 'proxy-groups:\n  - { name: A, proxies: [B, |] }', 'members'],
  ['a provider in a flow map', 'proxy-groups:\n  - { name: A, use: [|', 'uses'],
  ['a node is no member', 'proxies:\n  - |', undefined],
  ['a key', 'rul|', undefined],
  ['a value', 'mode: |', undefined],
  ['a list of something else', 'dns:\n  nameserver:\n    - |', undefined],
  ['after another list', 'rules:\n  - A\nhosts:\n  - |', undefined],
];

describe('the list that is typed in', () => {
  for (const [name, marked, expected] of cases) {
    it(name, () => {
      const at = marked.indexOf('|');
      const text = marked.replace('|', '');
      assert.equal(listAt(text, at), expected);
      assert.equal(listAt(text.replaceAll('\n', '\r\n'), marked.slice(0, at).replaceAll('\n', '\r\n').length), expected);
    });
  }

  it('is found at the end of a hundred thousand rules without a wait', () => {
    const text = `rules:\n${'  - DOMAIN-SUFFIX,a.example,PROXY\n'.repeat(100_000)}  - `;
    const began = performance.now();
    assert.equal(listAt(text, text.length), 'rules');
    assert.ok(performance.now() - began < 1_000);
  });

  it('is looked for in anything', () => {
    fc.assert(fc.property(fc.string(), fc.nat(), (text, at) => void listAt(text, at % (text.length + 1))));
  });
});
