/** Telling an agent of the shim and taking it back, on files as people write them. */
import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { readJsonLeaves } from '../../../../src/path/sources/json-leaves.ts';
import type { LeafReading } from '../../../../src/path/sources/leaf.ts';
import { readYamlLeaves } from '../../../../src/path/sources/yaml-leaves.ts';
import { parseEnvFile } from '../../../../src/path/sources/env-file.ts';
import { aider } from '../../../../src/shim/agents/aider.ts';
import type { Agent, AgentWithFile, ShimAddress } from '../../../../src/shim/agents/agent.ts';
import { claudeCode } from '../../../../src/shim/agents/claude-code.ts';
import { codex } from '../../../../src/shim/agents/codex.ts';
import { continueDev } from '../../../../src/shim/agents/continue.ts';
import { agents } from '../../../../src/shim/agents/index.ts';
import { openclaw } from '../../../../src/shim/agents/openclaw.ts';
import { leadsToEndpoint, planUndo, planUse, type UsePlan } from '../../../../src/shim/agents/plan.ts';
import { fileStanding } from '../../../../src/shim/agents/standing.ts';
import { mergedExclusions } from '../../../../src/shim/environment/exclusions.ts';
import { aiderFiles, continueFiles, envFiles, jsonFiles } from './random-files.ts';

const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
const token = 'T'.repeat(43);
const addressFor = (agent: Agent): ShimAddress => ({
  proxy: `http://${agent.id}:${token}@127.0.0.1:17890`,
  bundleFile: '/state/roots.pem',
  noProxy: mergedExclusions('intern.test'),
});

function withFile(agent: Agent): AgentWithFile {
  assert.ok(agent.way === 'file');
  return agent;
}

function planned(agent: Agent, text: string | undefined): UsePlan | undefined {
  const plan = planUse(withFile(agent), text, addressFor(agent), sum);
  return 'refused' in plan ? undefined : plan;
}

function recordOf(agent: Agent, { made }: UsePlan) {
  return { agent: agent.id, file: '/f', writtenAt: '', ...made };
}

/** Everything that a reader of another making sees, but for the entries that are written. */
function others(reading: LeafReading, isOurs: (path: readonly string[]) => boolean): string[] {
  assert.equal(reading.problemLine, undefined);
  return reading.leaves.filter(({ path }) => !isOurs(path)).map(({ path, value, kind }) => JSON.stringify([path, value, kind]));
}

interface Kind {
  agent: Agent;
  files: fc.Arbitrary<string>;
  rest(text: string): string[];
  /** Something of the user's at another place. */
  elsewhere(text: string): string;
}

const isProxyName = (path: readonly string[]): boolean => /proxy|NODE_EXTRA_CA_CERTS|caBundlePath|enabled/i.test(path.join('.'));
const jsonRest = (text: string): string[] => others(readJsonLeaves(text), ([first, ...more]) => (first === 'env' || first === 'proxy') && more.length > 0 && isProxyName(more));
const comments = (text: string): string => `${text}${text.endsWith('\n') ? '' : '\n'}// later\n`;

const kinds: readonly Kind[] = [
  { agent: claudeCode, files: jsonFiles, rest: jsonRest, elsewhere: comments },
  { agent: openclaw, files: jsonFiles, rest: jsonRest, elsewhere: comments },
  {
    agent: codex,
    files: envFiles,
    rest: (text) => text.replaceAll('\r\n', '\n').split('\n').filter((line) => !/^\s*(?:export )?(?:https?|no)_proxy/i.test(line) && line.trim() !== ''),
    elsewhere: (text) => `# later\n${text.replace(/^\uFEFF/, '')}`,
  },
  { agent: aider, files: aiderFiles, rest: (text) => others(readYamlLeaves(text), ([first]) => first === 'set-env'), elsewhere: (text) => `${text}${text.endsWith('\n') ? '' : '\n'}# later\n` },
  {
    agent: continueDev,
    files: continueFiles,
    rest: (text) => others(readYamlLeaves(text), (path) => path[0] === 'models' && path[2] === 'requestOptions' && isProxyName(path.slice(3))),
    elsewhere: (text) => `${text}${text.endsWith('\n') ? '' : '\n'}# later\n`,
  },
];

describe('telling an agent of the shim', () => {
  for (const { agent, files, rest, elsewhere } of kinds) {
    describe(agent.title, () => {
      it('and taking it back leaves every byte as it was', () => {
        let written = 0;
        fc.assert(
          fc.property(files, (text) => {
            const plan = planned(agent, text);
            if (!plan) return;
            written++;
            assert.deepEqual(planUndo(withFile(agent).format, recordOf(agent, plan), plan.after, sum), { after: text, kept: [] });
          }),
          { numRuns: 250 },
        );
        assert.ok(written > 80, `${written} were written`);
      });

      it('changes nothing but the entries, as another reader sees it', () => {
        fc.assert(
          fc.property(files, (text) => {
            const plan = planned(agent, text);
            if (!plan) return;
            assert.deepEqual(rest(plan.after), rest(text));
            assert.deepEqual(fileStanding(withFile(agent), plan.after), { state: 'shim', port: 17890 });
            // Twice is once.
            assert.equal(planned(agent, plan.after)?.after, plan.after);
            if (text.includes('\r\n')) assert.doesNotMatch(plan.after, /(?<!\r)\n/);
            assert.equal(plan.after.startsWith('\uFEFF'), text.startsWith('\uFEFF'));
          }),
          { numRuns: 250 },
        );
      });

      it('takes back the entries alone where somebody has changed something else', () => {
        fc.assert(
          fc.property(files, (text) => {
            const plan = planned(agent, text);
            if (!plan || plan.after === text) return;
            const undo = planUndo(withFile(agent).format, recordOf(agent, plan), elsewhere(plan.after), sum);
            assert.ok(!('refused' in undo));
            assert.deepEqual(undo.kept, []);
            assert.deepEqual(rest(undo.after ?? ''), rest(elsewhere(text)));
            assert.doesNotMatch(undo.after ?? '', new RegExp(token));
            for (const { key } of withFile(agent).entries(addressFor(agent), text)) {
              assert.deepEqual(withFile(agent).format.read(undo.after ?? '', key), withFile(agent).format.read(text, key));
            }
          }),
          { numRuns: 200 },
        );
      });
    });
  }

  it('makes a file where there is none, and takes it away', () => {
    for (const agent of agents) {
      if (agent.way !== 'file' || agent.id === 'continue') continue;
      const plan = planned(agent, undefined);
      assert.ok(plan);
      assert.equal(plan.before, undefined);
      assert.deepEqual(fileStanding(agent, plan.after), { state: 'shim', port: 17890 });
      assert.deepEqual(planUndo(agent.format, recordOf(agent, plan), plan.after, sum), { after: undefined, kept: [] });
    }
  });

  it('is read by a reader of .env as it was meant', () => {
    const plan = planned(codex, 'NO_PROXY=.corp.test,intern.test\n');
    const read = parseEnvFile(plan?.after ?? '', 'f', 'codex').map(({ name, value }) => [name, value]);
    assert.deepEqual(Object.fromEntries(read)['NO_PROXY'], `.corp.test,${mergedExclusions('intern.test')}`);
    assert.equal(Object.fromEntries(read)['HTTPS_PROXY'], addressFor(codex).proxy);
  });

  it('leaves what somebody has changed since, and says so', () => {
    const plan = planned(claudeCode, '{}\n');
    assert.ok(plan);
    const changed = plan.after.replace(/"https_proxy": "[^"]*"/, '"https_proxy": "http://mine.test:1"');
    const undo = planUndo(withFile(claudeCode).format, recordOf(claudeCode, plan), changed, sum);
    assert.deepEqual(undo, { after: '{\n  "env": {\n    "https_proxy": "http://mine.test:1"\n  }\n}\n', kept: [['env', 'https_proxy']] });
  });

  it('keeps no token in what it remembers', () => {
    for (const { agent, files } of kinds) {
      fc.assert(fc.property(files, (text) => assert.doesNotMatch(JSON.stringify(planned(agent, text)?.made ?? {}), new RegExp(token))), { numRuns: 50 });
    }
  });

  it('finds the entries of a model that has moved', () => {
    const one = '  - name: a\n    provider: p\n    model: m\n';
    const plan = planned(continueDev, `models:\n${one}`);
    assert.ok(plan);
    const undo = planUndo(withFile(continueDev).format, recordOf(continueDev, plan), plan.after.replace('models:\n', `models:\n${one.replace('a', 'z')}`), sum);
    assert.deepEqual(undo, { after: `models:\n${one.replace('a', 'z')}${one}`, kept: [] });
  });
});

describe('a file that can not be edited', () => {
  const cases: readonly [title: string, agent: Agent, text: string, line: number][] = [
    ['JSON that ends early', claudeCode, '{\n  "env": {\n', 3],
    ['a name that is there twice', claudeCode, '{\n  "env": {},\n  "env": {}\n}', 3],
    ['a list in the place of an object', claudeCode, '{\n  "env": []\n}', 2],
    ['a quote that is not closed', codex, 'A=1\nB="no end\n', 2],
    ['a list in square brackets', aider, 'a: 1\nset-env: [A=b]\n', 2],
    ['two documents', aider, 'a: 1\n---\nb: 2\n', 2],
    ['tabs in YAML', aider, 'a:\n\t- b\n', 2],
    ['a mapping in braces', continueDev, 'models:\n  - name: a\n    provider: p\n    model: m\n    requestOptions: {timeout: 1}\n', 5],
    ['models in square brackets', continueDev, 'models: [{provider: p, model: m}]\n', 1],
  ];
  for (const [title, agent, text, line] of cases) {
    it(`is left, and the line is told: ${title}`, () => {
      assert.deepEqual(planUse(withFile(agent), text, addressFor(agent), sum), { refused: 'unreadable', line });
    });
  }

  it('is left where a number stands in the place of an address', () => {
    assert.deepEqual(planUse(withFile(claudeCode), '{"env": {"HTTPS_PROXY": 1}}', addressFor(claudeCode), sum), { refused: 'unreadable' });
  });

  it('without a model of its own has no place for a proxy', () => {
    assert.deepEqual(planUse(withFile(continueDev), 'models:\n  - uses: a/b\n', addressFor(continueDev), sum), { refused: 'nothing' });
  });
});

describe('JSON as it is written', () => {
  const agent = withFile(openclaw);
  const cases: readonly [before: string, after: string][] = [
    ['', '{\n  "proxy": {\n    "enabled": true,\n    "proxyUrl": "P"\n  }\n}\n'],
    ['{"a":1}', '{"a":1, "proxy": {"enabled": true, "proxyUrl": "P"}}'],
    ["{\n\t// first\n\tgateway: { port: 1 }, // last\n}\n", '{\n\t// first\n\tgateway: { port: 1 }, // last\n\t"proxy": {\n\t\t"enabled": true,\n\t\t"proxyUrl": "P"\n\t},\n}\n'],
    ['{\n  "a": 1 // one\n  // end\n}', '{\n  "a": 1, // one\n  "proxy": {\n    "enabled": true,\n    "proxyUrl": "P"\n  }\n  // end\n}'],
    ['{\r\n  "proxy": {}\r\n}', '{\r\n  "proxy": {\r\n    "enabled": true,\r\n    "proxyUrl": "P"\r\n  }\r\n}'],
    ["{proxy:{proxyUrl:'http://old.test',enabled:false}}", '{proxy:{proxyUrl:"P",enabled:true}}'],
  ];
  for (const [before, after] of cases) {
    it(JSON.stringify(before), () => {
      const plan = planUse(agent, before, { proxy: 'P', bundleFile: null, noProxy: '' }, sum);
      assert.ok(!('refused' in plan));
      assert.equal(plan.after, after);
    });
  }
});

describe('leading an agent to the endpoint', () => {
  const endpoint = { url: 'http://127.0.0.1:17890', token };
  const cases: readonly [agent: Agent, files: fc.Arbitrary<string>, entries: readonly (readonly [key: readonly string[], value: string])[]][] = [
    [claudeCode, jsonFiles, [[['env', 'ANTHROPIC_BASE_URL'], endpoint.url], [['env', 'ANTHROPIC_AUTH_TOKEN'], token], [['env', 'ANTHROPIC_API_KEY'], '']]],
    [aider, aiderFiles, [[['set-env', 'OPENAI_API_BASE'], `${endpoint.url}/v1`], [['set-env', 'OPENAI_API_KEY'], token]]],
  ];
  for (const [agent, files, entries] of cases) {
    it(`writes it beside the proxy, and is taken back to the byte: ${agent.id}`, () => {
      const { format } = withFile(agent);
      let written = 0;
      fc.assert(
        fc.property(files, (text) => {
          const plan = planUse(withFile(agent), text, { ...addressFor(agent), endpoint }, sum);
          if ('refused' in plan) return;
          written++;
          for (const [key, value] of entries) assert.equal(format.read(plan.after, key), value);
          assert.equal(fileStanding(withFile(agent), plan.after).state, 'shim');
          assert.equal(leadsToEndpoint(withFile(agent), plan.made), true);
          assert.deepEqual(planUndo(format, recordOf(agent, plan), plan.after, sum), { after: text, kept: [] });
        }),
      );
      assert.ok(written > 0);
    });
  }

  it('is done for nobody who was not asked for it, and for none that has no place for it', () => {
    const plan = planned(claudeCode, '{}');
    assert.ok(plan && !plan.after.includes('ANTHROPIC') && !leadsToEndpoint(withFile(claudeCode), plan.made));
    const other = planUse(withFile(codex), '', { ...addressFor(codex), endpoint }, sum);
    assert.ok(!('refused' in other) && !other.after.includes('OPENAI'));
  });
});
