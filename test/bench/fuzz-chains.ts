import { gateways } from '../../src/gateways/catalogue/index.ts';
import { readCapList, readChainFile, readChainList } from '../../src/shim/endpoint/chains/chain-file.ts';
import { looksLikeKey, quotable } from '../../src/shim/endpoint/chains/looks-secret.ts';
import type { Parser } from './fuzz-inputs.ts';

/** What reads the chains that a team or a user has written. */
export const chainParsers: Readonly<Record<string, Parser>> = {
  'chains files': {
    samples: [
      '{\n  // The fast one.\n  "chains": [{ "alias": "gatehouse/fast", "targets": [{ "gateway": "openrouter", "model": "a/b:nitro", "key": "team", "weight": 2 }, { "gateway": "groq", "model": "c" }], "order": "weighted", "race": { "afterMs": 0 }, "clocks": { "totalMs": 60000 } }],\n  "caps": [{ "alias": "*", "usdPerDay": 5 }],\n}',
      '{"chains":[{"alias":"a","targets":[{"gateway":"anthropic","model":"m","price":{"inputUsd":1,"outputUsd":2},"onlyIfCheaperThan":{"inputUsd":1,"outputUsd":2}}],"continueTruncated":true}]}',
    ],
    pieces: ['{', '}', '[', ']', '"', "'", ':', ',', '//', '/*', '*/', '\n', '\r', '\\', '\\u0000', '\\ud800', '1e999', '-0', '0x1', 'NaN', 'null', 'true', '"__proto__":', '"targets":', '"sk-or-v1-0123456789abcdef"', 'https://', '\0', '\uFEFF'],
    run(input) {
      const text = input.toString('utf8');
      const { file, problems } = readChainFile(text, gateways);
      if ((file === undefined) !== problems.some(({ severity }) => severity === 'error')) throw new Error('a file with an error is used, or one without is not');
      for (const { start, end, text: words } of problems) {
        if (start < 0 || end < start || end > text.length) throw new Error('a place is outside the text');
        if (looksLikeKey(words)) throw new Error('a sentence holds what looks like a key');
      }
      if (file) {
        readChainList(file.chains, gateways);
        readCapList(file.caps, []);
      }
      quotable(text.slice(0, 200));
    },
  },
};
