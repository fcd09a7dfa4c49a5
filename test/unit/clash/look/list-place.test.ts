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
  ['a rule in brackets', "rules: ['DOMAIN,a,b', '|']", 'rules'],
  ['a rule in brackets without quotes', 'rules: [|', 'rules'],
  ['a rule in brackets over lines', 'rules: [\n  "DOMAIN,a,b", # one [\n  "|"\n]\n', 'rules'],
  ['a rule in brackets at the left edge', 'rules:\n- A\nprepend: [\n"|"\n]', 'rules'],
  ['a rule of a sub-rule in brackets', "sub-rules:\n  one: ['|", 'rules'],
  ['a rule in JSON', '{\n  "mode": "rule",\n  "rules": [\n    "DOMAIN,a,b",\n    "|"\n  ]\n}', 'rules'],
  ['a rule behind brackets of its own', "rules: ['DOMAIN-REGEX,^[ab],X', |]", 'rules'],
  ['a member in brackets over lines', 'proxy-groups:\n  - name: A\n    proxies: [\n      B,\n      |\n    ]', 'members'],
  ['a member in brackets of a group that begins with them', 'proxy-groups:\n- proxies: [B, |]', 'members'],
  ['a member in JSON', '{\n  "proxy-groups": [\n    {\n      "name": "A",\n      "proxies": [ "|" ]', 'members'],
  ['a node in brackets is no member', 'proxies: [|]', undefined],
  ['a key of a node in brackets', 'proxies: [{ |', undefined],
  ['a key of a group in brackets', 'proxy-groups: [{ name: A, proxies: [a], | }]', undefined],
  ['behind a list in brackets', "rules: ['DOMAIN,a,b']\nmode: |", undefined],
  ['behind an item in quotes', "rules: ['DOMAIN,a,b' |]", undefined],
  ['a comment in brackets', "rules: [ # |\n", undefined],
  ['brackets within', 'rules: [[|]]', undefined],
  ['brackets of something else', 'dns: { nameserver: [|] }', undefined],
  ['brackets of a pattern', 'rules:\n  - DOMAIN-REGEX,^[|', 'rules'],
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
      assert.equal(listAt(text, at)?.kind, expected);
      assert.equal(listAt(text.replaceAll('\n', '\r\n'), marked.slice(0, at).replaceAll('\n', '\r\n').length)?.kind, expected);
    });
  }

  it('is found at the end of a hundred thousand rules without a wait', () => {
    const text = `rules:\n${'  - DOMAIN-SUFFIX,a.example,PROXY\n'.repeat(100_000)}  - `;
    const began = performance.now();
    assert.equal(listAt(text, text.length)?.kind, 'rules');
    assert.ok(performance.now() - began < 1_000);
  });

  it('is found in brackets behind a hundred thousand rules without a wait', () => {
    const text = `rules: [${"'DOMAIN-REGEX,[a-b],PROXY',\n".repeat(100_000)}'`;
    const began = performance.now();
    assert.equal(listAt(text, text.length)?.kind, 'rules');
    assert.equal(listAt(`${text}']\nmode: `, text.length + 9), undefined);
    assert.ok(performance.now() - began < 1_000);
  });

  it('is looked for in anything', () => {
    fc.assert(fc.property(fc.string(), fc.nat(), (text, at) => void listAt(text, at % (text.length + 1))));
  });
});
