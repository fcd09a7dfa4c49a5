import { createHash } from 'node:crypto';
import type { AgentWithFile } from '../../src/shim/agents/agent.ts';
import { readAgentRecords } from '../../src/shim/agents/agent-record.ts';
import { agents } from '../../src/shim/agents/index.ts';
import { planUndo, planUse } from '../../src/shim/agents/plan.ts';
import { fileStanding } from '../../src/shim/agents/standing.ts';
import type { Parser } from './fuzz-inputs.ts';

const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
const noProxy = 'localhost,127.0.0.1';

/** Whatever a file is: what is written into it can be taken back to the byte, and reads as it was meant. */
function useAndBack(agent: AgentWithFile, input: Buffer): void {
  const text = input.toString('utf8');
  fileStanding(agent, text);
  const plan = planUse(agent, text, { proxy: `http://${agent.id}:${'T'.repeat(43)}@127.0.0.1:1`, bundleFile: '/r.pem', noProxy }, sum);
  if ('refused' in plan) return;
  const record = { agent: agent.id, file: '', writtenAt: '', ...plan.made };
  const exact = planUndo(agent.format, record, plan.after, sum);
  if ('refused' in exact || exact.after !== text) throw new Error('it is not taken back to the byte');
  if (fileStanding(agent, plan.after).state !== 'shim') throw new Error('what was written does not lead to the shim');
  planUndo(agent.format, record, `${plan.after}\n`, sum);
}

const pieces = ['{', '}', '[', ']', '"', "'", ':', ',', ': ', '- ', '  ', '\n', '\r\n', '//', '/*', '*/', '#', '|', '>', '---', '=', '\\', '\uFEFF', 'env', 'proxy', 'models', 'requestOptions', 'set-env', 'HTTPS_PROXY', 'null', '\0'];
const samples: Readonly<Record<string, readonly string[]>> = {
  JSON: ['{\n  // a\n  "env": { "HTTPS_PROXY": "http://a:1", },\n}\n', "{proxy: {enabled: false, proxyUrl: 'x'}, a: [1, 2]}", '{"env": {}}'],
  '.env': ['# a\nexport HTTPS_PROXY="http://a:1" # b\nNO_PROXY=.a\n', "A='one\ntwo'\n"],
  YAML: ['models:\n  - name: a\n    provider: p\n    model: m\n    requestOptions:\n      proxy: x\n      noProxy:\n        - a\n', 'a: |\n  long\n  # text\nset-env:\n  - A=b\n  - "https_proxy=x"\n'],
};

/** Files of agents, and the memory of what was written into them. */
export const agentFileParsers: Readonly<Record<string, Parser>> = {
  ...Object.fromEntries(
    agents.flatMap((agent): [string, Parser][] =>
      agent.way === 'file' ? [[`file of ${agent.id}`, { samples: samples[agent.format.name] ?? [], pieces, run: (input) => useAndBack(agent, input) }]] : [],
    ),
  ),
  'memory of agents': {
    samples: ['{"schemaVersion":1,"records":[{"agent":"a","file":"/f","writtenAt":"","created":true,"sum":"","back":[{"at":0,"length":1,"text":""}],"entries":[{"key":["a"],"sum":"","former":"x"}],"containers":[["a"]]}]}'],
    pieces: ['{', '}', '[', ']', '"', ':', ',', 'null', '-1', '1e999', '"back":', '"key":'],
    run(input) {
      let stored: unknown = input.toString('utf8');
      try {
        stored = JSON.parse(String(stored));
      } catch {
        // A line that is no JSON does not get that far.
      }
      readAgentRecords(stored);
    },
  },
};
