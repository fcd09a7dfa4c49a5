/**
 * The lint beside a schema extension: the language server that YAML extensions run, with the schema of the core's
 * configurations. What both say of a text, and where the schema is wrong about a real core.
 */
import assert from 'node:assert/strict';
import { lintRules } from '../../src/clash/lint/catalogue.ts';
import { lintConfiguration } from '../../src/clash/lint/lint.ts';
import { completionsAt } from '../../src/clash/look/completion.ts';
import { hoverAt } from '../../src/clash/look/hover.ts';
import { LineIndex } from '../../src/clash/look/line-index.ts';
import { applyEdits } from '../../src/clash/text-edit.ts';
import { notSaidAlready } from '../../src/editor/clash/said-already.ts';
import { shownProblems } from '../../src/editor/clash/shown-problems.ts';
import { textEvaluator } from '../../src/editor/clash/text-evaluator.ts';
import { corpus } from '../unit/clash/lint/corpus.ts';
import { examples, type Example } from '../unit/clash/lint/examples.ts';
import { gateways, read } from '../unit/clash/lint/surroundings.ts';
import { refusal } from './rigs/core-refusal.ts';
import { installYamlServer, startYamlServer, type ServerDiagnostic, type YamlServer } from './rigs/yaml-server.ts';

/** A text on which the schema and the core differ. docs/clash-lint.md lists what they are about. */
interface Disputed {
  readonly what: string;
  readonly text: string;
  /** What the schema says; undefined where it finds nothing. */
  readonly schema: RegExp | undefined;
  readonly core: 'takes' | 'refuses';
  /** A fork takes it, so that it is no error here either. */
  readonly fork?: true;
}

const node = 'proxies: [{ name: a, type: http, server: 127.0.0.1, port: 1 }]\n';
const badRule = /^无效的规则$/;

const disputed: readonly Disputed[] = [
  { what: 'a type of rule in small letters', text: 'rules: ["domain-suffix,example.com,DIRECT"]\n', schema: badRule, core: 'takes' },
  { what: 'blanks around fields', text: 'rules: ["DOMAIN-SUFFIX, example.com , DIRECT"]\n', schema: undefined, core: 'takes' },
  { what: 'conditions within conditions', text: 'rules: ["AND,((OR,((DOMAIN,a.example),(DOMAIN,b.example))),(NETWORK,UDP)),DIRECT"]\n', schema: badRule, core: 'takes' },
  { what: 'words behind a policy', text: 'rules: ["IP-CIDR,10.0.0.0/8,DIRECT,no-reslove"]\n', schema: badRule, core: 'takes' },
  { what: 'a mode with a capital', text: 'mode: Rule\n', schema: /^Value is not accepted/, core: 'takes' },
  { what: 'the truth values of YAML 1.1', text: 'allow-lan: on\n', schema: /^Incorrect type\. Expected "boolean"/, core: 'takes' },
  { what: 'a key without a value', text: 'rules:\n', schema: /^Incorrect type/, core: 'takes' },
  { what: 'a sniffer without protocols', text: 'sniffer: { enable: true }\n', schema: /^未配置sniff配置$/, core: 'takes' },
  { what: 'a sniffer by its old key', text: 'sniffer: { enable: true, sniffing: [tls] }\n', schema: /^未配置sniff配置$/, core: 'takes' },
  { what: 'keys that groups do not have', text: `${node}proxy-groups: [{ name: G, type: select, proxies: [a], interface-name: eth0 }]\n`, schema: /已弃用/, core: 'takes' },
  { what: 'a group of the type smart', text: `${node}proxy-groups: [{ name: G, type: smart, proxies: [a] }]\n`, schema: undefined, core: 'refuses', fork: true },
  { what: 'lines of a list at the left edge', text: "rules: [\n'MATCH,DIRECT'\n]\n", schema: /^Flow sequence in block collection/, core: 'takes' },
  { what: 'a tag with brackets in it', text: 'x-note: !![a]\n', schema: /^Tags and anchors must be separated/, core: 'takes' },
  { what: 'a policy that is not there', text: 'rules: ["MATCH,NOWHERE"]\n', schema: undefined, core: 'refuses' },
  { what: 'a rule set that is not there', text: 'rules: ["RULE-SET,none,DIRECT"]\n', schema: undefined, core: 'refuses' },
  { what: 'a name that stands twice', text: `${node}proxy-groups: [{ name: a, type: select, proxies: [DIRECT] }]\n`, schema: undefined, core: 'refuses' },
];

/** All that the schema says of texts of the corpus that a core takes. */
const falseOfCorpus = [badRule, /^Value is not accepted\. Valid values: "global", "rule", "direct"/, /^Incorrect type\. Expected /, /^(?:Flow sequence in block collection|Implicit map keys need|Missing closing 'quote|The !! tag has no suffix|Unresolved tag|Unexpected scalar at node end|Tags and anchors must be)/];

const targets = `proxies:
  - { name: node-a, type: http, server: 127.0.0.1, port: 1 }
proxy-groups:
  - name: PROXY
    type: select
    proxies:
      - |1
  - { name: B, type: select, proxies: [|2] }
rules:
  - |3
  - DOMAIN-SUFFIX,|4
  - DOMAIN-SUFFIX,openrouter.ai,|5
  - MATCH,|6
sub-rules:
  one: ['MATCH,|7']
  two: [|8]
`;

function schemaOf({ form = 'configuration' }: Example): 'configuration' | 'merge' | undefined {
  return form === 'configuration' ? 'configuration' : form === 'verge-merge' ? 'merge' : undefined;
}

describe('the lint and a schema extension', function () {
  this.timeout(300_000);
  let server: YamlServer;
  let files = 0;

  before(async () => {
    const { program, schema } = await installYamlServer();
    server = await startYamlServer(program, { [schema('meta-json-schema.json')]: '*.configuration.yaml', [schema('clash-verge-merge-json-schema.json')]: '*.merge.yaml' });
  });
  after(() => server?.stop());

  const said = (text: string, kind: 'configuration' | 'merge' = 'configuration'): Promise<readonly ServerDiagnostic[]> => server.diagnostics(`t${++files}.${kind}.yaml`, text);
  const wrongOf = (id: string): readonly Example[] => (examples[id]?.wrong ?? []).filter((one) => schemaOf(one) !== undefined);

  it('speak of the same line in the rules that say so, and in no other', async () => {
    const both = await Promise.all(
      lintRules.map(async ({ id }) => {
        for (const example of wrongOf(id)) {
          const lines = new LineIndex(example.text);
          const theirs = await said(example.text, schemaOf(example));
          const ours = lintConfiguration(...read(example)).filter((problem) => problem.id === id).map((problem) => lines.spanOf(problem));
          if (theirs.some(({ range }) => ours.some(({ start }) => start.line === range.start.line))) return id;
        }
        return undefined;
      }),
    );
    assert.deepEqual(both.filter((id) => id !== undefined), lintRules.filter(({ besideSchema }) => besideSchema !== undefined).map(({ id }) => id));
  });

  it('repeat nothing in the editor where a rule says no more than the schema does', async () => {
    const silent = lintRules.filter(({ besideSchema }) => besideSchema === 'silent');
    // What has a fix says more.
    assert.deepEqual(silent.filter(({ fixable }) => fixable), []);
    let [left, gone] = [0, 0];
    for (const { id } of silent) {
      for (const example of [...wrongOf(id), { text: '' }, { text: '# \u0001\nmode: rule\n' }]) {
        const shown = shownProblems(example.text, new LineIndex(example.text), lintConfiguration(...read(example)).filter((problem) => problem.id === id));
        const theirs = await said(example.text, schemaOf(example));
        const others = theirs.map(({ source, range, severity }) => ({ source, start: range.start, isError: severity === 1 }));
        const kept = notSaidAlready(shown, others);
        left += kept.length;
        gone += shown.length - kept.length;
        for (const { span } of kept) assert.ok(!theirs.some(({ range }) => range.start.line === span.start.line && range.start.character === span.start.character), example.text);
        if (theirs.length > 0) assert.ok(kept.length < shown.length, `${example.text}: ${JSON.stringify(theirs)}`);
      }
    }
    // The empty file and a forbidden character are found here alone.
    assert.ok(gone >= 5 && left >= 2, `${gone} gone, ${left} left`);
  });

  it('have no quarrel over a fix: the schema finds no more in what it gives', async () => {
    const fixes = lintRules.flatMap(({ id }) =>
      wrongOf(id).flatMap((example) => lintConfiguration(...read(example)).filter((problem) => problem.id === id).flatMap(({ fixes: ways }) => ways.map(({ title, edits }) => ({ id, title, example, text: applyEdits(example.text, edits) })))),
    );
    assert.ok(fixes.length > 80);
    const worse = await Promise.all(
      fixes.map(async ({ id, title, example, text }) => {
        const [before, after] = await Promise.all([said(example.text, schemaOf(example)), said(text, schemaOf(example))]);
        const known = before.map(({ message }) => message);
        const added = after.filter(({ message }) => !known.includes(message));
        return after.length > before.length ? `${id}, "${title}": ${added.map(({ message }) => message).join()} in ${text}` : undefined;
      }),
    );
    assert.deepEqual(worse.filter((one) => one !== undefined), []);
  });

  it('offer nothing twice', async () => {
    const text = targets.replaceAll(/\|\d/g, '');
    const lines = new LineIndex(text);
    const [configuration] = read({ text: text.replace(/^ +- (?:DOMAIN-SUFFIX,(?:openrouter.ai,)?)?\n/gm, '') });
    await server.diagnostics('offers.configuration.yaml', text);
    let [offered, before] = [0, 0];
    for (const { index, 0: mark } of targets.matchAll(/\|\d/g)) {
      const offset = index - before;
      before += mark.length;
      const ours = completionsAt(text, offset, configuration, gateways)?.items.map(({ label }) => label) ?? [];
      const theirs = await server.completions('offers.configuration.yaml', lines.spanOf({ start: offset, end: offset }).start);
      assert.ok(ours.length > 0, mark);
      offered += ours.length;
      assert.deepEqual(theirs.filter((label) => ours.includes(label)), [], mark);
    }
    assert.ok(offered > 50);
    // Keys and their values are the schema's.
    const keys = await server.completions('offers.configuration.yaml', { line: 4, character: 10 });
    assert.ok(keys.some((label) => label.includes('url-test')), keys.join());
    assert.equal(completionsAt(text, text.indexOf('select'), configuration, gateways), undefined);
  });

  it('tell different things of a place', async () => {
    const example = { text: `${node}proxy-groups: [{ name: PROXY, type: select, proxies: [a] }]\nrules:\n  - DOMAIN-SUFFIX,openrouter.ai,PROXY\n  - MATCH,PROXY\n` };
    const [configuration] = read(example);
    const sources = { gateways, ...textEvaluator(configuration, () => new Map()) };
    await server.diagnostics('hovers.configuration.yaml', example.text);
    const lines = new LineIndex(example.text);
    for (const words of ['name: PROXY', 'openrouter.ai', 'MATCH']) {
      const offset = example.text.indexOf(words) + (words.startsWith('name') ? 6 : 1);
      const ours = hoverAt(configuration, offset, sources);
      const theirs = await server.hover('hovers.configuration.yaml', lines.spanOf({ start: offset, end: offset }).start);
      assert.ok(ours && ours.lines.length > 0 && theirs !== '', words);
      for (const line of [ours.title, ...ours.lines]) assert.ok(!theirs.includes(line), `${line} in ${theirs}`);
    }
    // What a key means is the schema's to tell.
    const key = example.text.indexOf('proxy-groups');
    assert.equal(hoverAt(configuration, key, sources), undefined);
  });

  for (const { what, text, schema, core, fork } of disputed) {
    it(`differ over ${what}: the core ${core} it`, async () => {
      const [theirs, refused] = [await said(text), await refusal(text)];
      assert.equal(refused === undefined, core === 'takes', refused);
      if (schema) assert.ok(theirs.some(({ message, severity }) => schema.test(message) && severity === 1), JSON.stringify(theirs));
      else assert.deepEqual(theirs, []);
      const errors = lintConfiguration(...read({ text, form: 'configuration' })).filter(({ severity }) => severity === 'error');
      assert.equal(errors.length > 0, core === 'refuses' && !fork, errors.map(({ message }) => message).join());
    });
  }

  it('differ over nothing else in texts that a core takes', async () => {
    const taken = corpus.filter(({ part, refused, text, name }) => !part && !refused && text.length < 200_000 && !name.startsWith('encrypted'));
    const found = await Promise.all(taken.map(async ({ name, text }) => ({ name, messages: (await said(text)).map(({ message }) => message) })));
    const unknown = found.flatMap(({ name, messages }) => messages.filter((message) => !falseOfCorpus.some((one) => one.test(message))).map((message) => `${name}: ${message}`));
    assert.deepEqual(unknown, []);
    const judged = found.filter(({ messages }) => messages.length > 0).length;
    console.log(`      of ${taken.length} texts that the core takes the schema calls ${judged} faulty, the lint none`);
    assert.ok(judged > 0);
  });
});
