import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { completionsAt } from '../../src/clash/look/completion.ts';
import { foldsOf } from '../../src/clash/look/folds.ts';
import { LineIndex } from '../../src/clash/look/line-index.ts';
import { definitionsOf, referencesTo, symbolAt } from '../../src/clash/look/symbols.ts';
import { mayDownload, readCoreVerdict } from '../../src/editor/clash/core-verdict.ts';
import type { Parser } from './fuzz-inputs.ts';

const samples = [
  'proxies:\n  - { name: a, type: ss }\nproxy-groups:\n  - { name: G, type: select, proxies: [a, "b"], use: [p] }\nsub-rules:\n  s:\n    - MATCH,G\nrules:\n  # one\n  - RULE-SET,r,G\n  - SUB-RULE,(NETWORK,udp),s\n  - MATCH,G\nrule-providers:\n  r: { type: inline, payload: [] }\n',
  'prepend:\r\n- AND,((RULE-SET,r),(DOMAIN,a)),G\r\n',
];
const pieces = ['\n', '\r\n', '\r', '  ', '- ', ',', '[', ']', '{', '}', '"', "'", '#', ': ', 'proxies:', 'use: [', 'RULE-SET,', '(', ')', '\t', '\xc3\xbc'];

/** What an editor asks of a Clash text, at every place, while it is being written. */
export const clashLookParsers: Readonly<Record<string, Parser>> = {
  'Clash texts in an editor': {
    samples,
    pieces,
    run(input) {
      const text = input.toString('utf8').slice(0, 3_000);
      const configuration = readConfiguration(text);
      foldsOf(configuration, new LineIndex(text));
      for (let offset = 0; offset <= text.length; offset += 7) {
        completionsAt(text, offset, configuration, []);
        const place = symbolAt(configuration, offset);
        if (!place) continue;
        for (const { start, end } of [...definitionsOf(configuration, place.symbol), ...referencesTo(configuration, place.symbol)]) {
          if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`a place outside the text: ${start}-${end}`);
        }
      }
    },
  },
  'words of a Clash core': {
    samples: ['time="2026" level=error msg="rules[0] [DOMAIN,a,B] error: proxy [B] not found"\nconfiguration test failed\n'],
    pieces: ['"', '\\"', '\\', '\n', 'level=error msg=', 'rules[', ']', '9'],
    run(input) {
      readCoreVerdict(input.toString('utf8'), 1);
      mayDownload(input.toString('utf8'));
    },
  },
};
