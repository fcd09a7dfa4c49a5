import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readJsonLeaves } from '../../../src/path/sources/json-leaves.ts';
import type { LeafReading } from '../../../src/path/sources/leaf.ts';
import { readTomlLeaves } from '../../../src/path/sources/toml-leaves.ts';
import { readYamlLeaves } from '../../../src/path/sources/yaml-leaves.ts';

const seen = ({ leaves, problemLine }: LeafReading): unknown[] => [
  ...leaves.map(({ path, value, line }) => `${path.join('/')}=${value}@${line}`),
  ...(problemLine === undefined ? [] : [problemLine]),
];

type Case = readonly [what: string, text: string, expected: readonly unknown[]];

const json: readonly Case[] = [
  ['nothing', '', []],
  ['comments, commas behind the last', '\uFEFF{ // c\r\n "a": {"b": [1, "x",], },\n/* y\n*/ "c": null, "d.e": true }\n', ['a/b/0=1@2', 'a/b/1=x@2', 'c=null@4', 'd.e=true@4']],
  ['escapes', '{"a":"q\\"\\u0041\\n//no"}', ['a=q"A\n//no@1']],
  ['a letter beyond 16 bits', '{"a":"\\ud83d\\ude00"}', ['a=\u{1f600}@1']],
  ['a missing comma', '{\n"a": 1\n"b": 2}', ['a=1@2', 3]],
  ['a bare word', '{"a": on}', [1]],
  ['an open string', '{"a": "x\n"}', [1]],
  ['an open comment', '{\n/* "a": 1}', [2]],
  ['a second document', '{} {}', [1]],
  ['too deep', '['.repeat(60), [1]],
];

const toml: readonly Case[] = [
  ['tables, dotted and quoted keys', '[http]\nproxy = "h:1" # c\n[a."b.c"]\nd.e = \'\\n\'\n', ['http/proxy=h:1@2', 'a/b.c/d/e=\\n@4']],
  ['inline tables and lists over lines', 'a = { b = 1, "c" = [ "x", { d = true } ] }\ne = [\n 1, # c\n 2,\n]\n', ['a/b=1@1', 'a/c/0=x@1', 'a/c/1/d=true@1', 'e/0=1@3', 'e/1=2@4']],
  ['lists of tables', '[[m]]\na = 1\n[m.s]\nb = 2\n[[m]]\na = 3\n[m.s]\nb = 4\n', ['m/0/a=1@2', 'm/0/s/b=2@4', 'm/1/a=3@6', 'm/1/s/b=4@8']],
  ['long texts hold no keys', 'a = """\n[b]\nc = 1"""\nd = \'\'\'x\'\'\'\n', ['a=[b]\nc = 1@1', 'd=x@4']],
  ['dates and underscores', 'a = 1979-05-27T07:32:00Z\nb = 3_000\n', ['a=1979-05-27T07:32:00Z@1', 'b=3_000@2']],
  ['escapes of two lengths', 'a = "\\u0041\\U0001F600"\n', ['a=A\u{1f600}@1']],
  ['no value', 'a = 1\nb =\n', ['a=1@1', 2]],
  ['two on a line', 'a = 1 b = 2', ['a=1@1', 1]],
  ['a header that does not end', '[a\nb = 1', [1]],
];

const yaml: readonly Case[] = [
  ['mappings and lists', 'models:\n- name: a # c\n  opts:\n    ssl: false\n- name: b\n  roles:\n    - x\nk: v\n', ['models/0/name=a@2', 'models/0/opts/ssl=false@4', 'models/1/name=b@5', 'models/1/roles/0=x@7', 'k=v@8']],
  ['flow and quotes', 'a: {b: "x # y", \'c\': [1, \'it\'\'s\']}\n"d e": "\\u0041"\n', ['a/b=x # y@1', 'a/c/0=1@1', "a/c/1=it's@1", 'd e=A@2']],
  ['long texts are passed over', 'a: |\n  b: 1\n\n  - c\nd: >-\n x\ne: 2\n- |\n', ['e=2@7']],
  ['URLs and anchors', 'u: &base https://h:1/v1 # c\nv: *base\nw: !!str 1\n', ['u=https://h:1/v1@1', 'w=1@3']],
  ['a text that goes on', 'a: one\n  two\nb: 3\n', ['a=one two@1', 'b=3@3']],
  ['the first document only', '%YAML 1.2\n---\na: 1\n---\nb: 2\n', ['a=1@3']],
  ['a tab', 'a:\n\tb: 1\n', [2]],
  ['a flow collection over lines', 'a: 1\nb: {\n c: 2}\n', ['a=1@1', 2]],
  ['no mapping at all', 'hello\n', [1]],
];

for (const [format, read, cases] of [['JSON', readJsonLeaves, json], ['TOML', readTomlLeaves, toml], ['YAML', readYamlLeaves, yaml]] as const) {
  describe(`leaves of ${format}`, () => {
    for (const [what, text, expected] of cases) {
      it(what, () => assert.deepEqual(seen(read(text)), expected));
    }
  });
}

describe('leaves', () => {
  it('of any JSON value are its own, at their lines', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))), (value) => {
        const { leaves, problemLine } = readJsonLeaves(JSON.stringify(value, null, 1));
        assert.equal(problemLine, undefined);
        assert.deepEqual(leaves.map(({ path, value: text, line }) => [path[0], text, line]), Object.entries(value).map(([key, one], index) => [key, String(one), index + 2]));
      }),
    );
  });

  it('of any text come without an error, with lines that are there', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', "'", '"""', ':', ': ', ',', '=', '#', '//', '/*', '*/', '\n', '\r\n', ' ', '  ', '- ', '\t', '|', '>', '&a ', '*a', '\\', 'key', 'true', '1', '.', '---', '\0', '[[');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split('\n').length;
        for (const read of [readJsonLeaves, readTomlLeaves, readYamlLeaves]) {
          const { leaves, problemLine } = read(text);
          for (const line of [...leaves.map((leaf) => leaf.line), problemLine ?? 1]) assert.ok(line >= 1 && line <= lines);
        }
      }),
    );
  });
});
