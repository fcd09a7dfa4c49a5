import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readConfiguration } from '../../../src/clash/configuration/read.ts';
import { readRuleSets, ruleSetFile } from '../../../src/clash/rule-set-files.ts';

const fetched = 'https://x/ai';

describe('rule sets that lie on this machine', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-rule-sets-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('lie where they are told to, else by the digest of their address', () => {
    assert.equal(ruleSetFile({ path: './sets/ai.yaml', url: undefined, payload: undefined }, '/home/core'), path.resolve('/home/core/sets/ai.yaml'));
    assert.equal(ruleSetFile({ path: undefined, url: fetched, payload: undefined }, '/home/core'), path.join('/home/core', 'rules', '4d33ad6e5c8d69885538c42974a40964'));
    assert.equal(ruleSetFile({ path: undefined, url: undefined, payload: undefined }, '/home/core'), undefined);
    assert.equal(ruleSetFile({ path: './x', url: undefined, payload: ['a'] }, '/home/core'), undefined);
  });

  const cases: [what: string, provider: string, file: string, text: string, lines: readonly string[] | undefined][] = [
    ['domains in YAML', '{ type: file, behavior: domain, path: ./s.yaml }', 's.yaml', "payload:\n  - '+.openrouter.ai' # one\n  - x.test\n", ['+.openrouter.ai', 'x.test']],
    ['domains in text', '{ type: file, behavior: domain, format: text, path: ./s.txt }', 's.txt', '# mine\n+.openrouter.ai\r\n\nx.test\n', ['+.openrouter.ai', 'x.test']],
    ['prefixes', '{ type: file, behavior: ipcidr, path: ./s.yaml }', 's.yaml', 'payload: [10.0.0.0/8]\n', ['10.0.0.0/8']],
    ['rules', '{ type: file, behavior: classical, path: ./s.yaml }', 's.yaml', 'payload:\n  - DOMAIN-SUFFIX,openrouter.ai\n', ['DOMAIN-SUFFIX,openrouter.ai']],
    ['what the core has fetched', `{ type: http, behavior: domain, url: '${fetched}' }`, 'rules/4d33ad6e5c8d69885538c42974a40964', 'payload: [x.test]\n', ['x.test']],
    ['in the configuration', '{ type: inline, behavior: domain, payload: [x.test] }', 'other', '', ['x.test']],
    ['an empty one', '{ type: file, behavior: domain, path: ./s.yaml }', 's.yaml', 'payload: []\n', []],
    ['a broken one is not known', '{ type: file, behavior: domain, path: ./s.yaml }', 's.yaml', 'payload: {', undefined],
    ['one without a list is not known', '{ type: file, behavior: domain, path: ./s.yaml }', 's.yaml', 'other: [x.test]\n', undefined],
    ['a packed one is not known', '{ type: file, behavior: domain, format: mrs, path: ./s.mrs }', 's.mrs', 'x', undefined],
    ['one that is not there is not known', '{ type: file, behavior: domain, path: ./none.yaml }', 's.yaml', '', undefined],
    ['one outside the folder is not known', '{ type: file, behavior: domain, path: ../../etc/hostname }', 's.yaml', '', undefined],
  ];
  for (const [what, provider, file, text, lines] of cases) {
    it(what, async () => {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
      const sets = await readRuleSets(readConfiguration(`rule-providers:\n  set: ${provider}\nrules: ['MATCH,DIRECT']\n`, { form: 'configuration' }), folder);
      assert.deepEqual(sets.get('set'), lines);
    });
  }

  it('a link that leads out is not followed', async () => {
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-outside-'));
    fs.writeFileSync(path.join(outside, 's.yaml'), 'payload: [x.test]\n');
    fs.symlinkSync(path.join(outside, 's.yaml'), path.join(folder, 's.yaml'));
    const sets = await readRuleSets(readConfiguration('rule-providers:\n  set: { type: file, behavior: domain, path: ./s.yaml }\n', { form: 'configuration' }), folder);
    assert.equal(sets.get('set'), undefined);
    fs.rmSync(outside, { recursive: true });
  });
});
