import assert from 'node:assert/strict';
import { mayBeClash } from '../../../../src/editor/clash/may-be-clash.ts';

describe('a text that may be a Clash file', () => {
  const yes = ['rules:\n  - MATCH,DIRECT', 'mode: rule\r\nproxy-groups: []', '+rules:\n  - A', 'rules+:\n  - A', '"proxies": []', 'prepend:\n  - A', 'append: []', 'prepend-rules: []', 'payload:\n  - a', 'age-encryption.org/v1\n', '-----BEGIN AGE ENCRYPTED FILE-----', '{ "rules": [] }', 'mixed-port: 7890', 'proxy-groups!: []'];
  for (const text of yes) it(`is read: ${text.slice(0, 30)}`, () => assert.equal(mayBeClash(text, '/a.yaml'), true));
  const no = ['apiVersion: v1\nkind: Pod\nspec:\n  rules: []\n', 'name: CI\non: push\njobs: {}\n', 'services:\n  a:\n    image: b\n', '', '# rules:\n'];
  for (const text of no) it(`costs nothing: ${text.slice(0, 30)}`, () => assert.equal(mayBeClash(text, '/a.yaml'), false));
  it('is one by its name', () => assert.equal(mayBeClash('', '/a.stoverride'), true));
});
