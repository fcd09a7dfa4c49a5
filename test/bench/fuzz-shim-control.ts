import { parseProcessLine } from '../../src/shim/control/configuration.ts';
import { maskedLine } from '../../src/shim/control/log-file.ts';
import { parseFromShim, parseGreeting } from '../../src/shim/control/parse-answer.ts';
import { parseRequest, seqOf } from '../../src/shim/control/parse-request.ts';
import { listenersOf } from '../../src/shim/control/port-holder.ts';
import { isOlderRelease } from '../../src/shim/control/releases.ts';
import { ledgerText, parseLedger } from '../../src/shim/endpoint/spend/ledger-text.ts';
import { callerRetries, requestBudget } from '../../src/shim/endpoint/resilience/deadline.ts';
import type { Parser } from './fuzz-inputs.ts';

const text = (input: Buffer): string => input.toString('utf8');

/** A line that is no JSON does not get that far. */
function parsed(input: Buffer): unknown {
  try {
    return JSON.parse(text(input)) as unknown;
  } catch {
    return text(input);
  }
}

/** Parsers of what the shim's process and those who are attached tell each other, and of what it reads. */
export const shimControlParsers: Readonly<Record<string, Parser>> = {
  'messages of the shim': {
    samples: [
      '{"gatehouse":"shim","version":1,"release":"1.2.0","pid":1,"port":20000,"run":"ab"}',
      '{"seq":1,"type":"lease","holder":"window","label":"a","routing":{"rules":[{"host":"*","upstream":"direct"}],"client":"curl","environment":{"HTTPS_PROXY":"x"},"allow":[]}}',
      '{"seq":3,"type":"endpoint","configuration":{"gateways":[{"id":"a","title":"A","baseUrl":"https://a.test/v1","speaks":["messages"],"auth":"bearer"}],"chains":[{"alias":"x","targets":[{"gateway":"a","model":"m"}]}],"keys":{"a":{"gateway":"a","value":"k"}}}}',
      '{"seq":2,"type":"mint","client":"terminal"}',
      '{"seq":2,"ok":false,"problem":{"code":"FILE","about":"/x","reason":"ENOSPC"}}',
      '{"type":"entries","entries":[{"id":1,"startedAtMs":1,"kind":"tunnel","host":"a","port":443}]}',
      '{"type":"ending","why":"retired"}',
      '{"port":20000,"pid":1,"release":"1.2.0"}',
    ],
    pieces: ['{', '}', '[', ']', '"', ':', ',', 'null', 'true', '-1', '1e999', '0.5', '\\u0000', '\\ud800', '"__proto__":', '"seq":', '"type":', '"routing":', '"rules":', '"state"', '"problem":', '"entries":', '\n', '\0'],
    run(input) {
      const message = parsed(input);
      const request = parseRequest(message);
      if (request && request.seq !== seqOf(message)) throw new Error('a request has another number than it came with');
      parseGreeting(message);
      parseFromShim(message);
      parseProcessLine(message);
      maskedLine(text(input));
    },
  },
  'tables of listening sockets': {
    samples: ['   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1\n'],
    pieces: [':', ' ', '\n', '0A', '01', 'FFFFF', '-', '4E20', '\0'],
    run: (input) => listenersOf(text(input)),
  },
  'endpoint: the file of what was spent': {
    samples: [
      '{"schemaVersion":1,"rows":[{"day":"2026-11-29","alias":"gatehouse/fast","target":"openrouter/a/b","caller":"terminal","requests":3,"inputTokens":1200,"outputTokens":80,"costUsd":0.012,"estimatedUsd":0,"unpriced":0}]}\n',
      '{"schemaVersion":2,"days":{}}',
    ],
    pieces: ['{', '}', '[', ']', '"', ':', ',', 'null', '-1', '-0', '1e999', '1e308', '0.1', '"rows":', '"day":"2026-11-28"', '"costUsd":', '\\ud800', '"__proto__":', '"schemaVersion":', '\0'],
    run(input) {
      const ledger = parseLedger(text(input));
      if (typeof ledger === 'string') return;
      const again = parseLedger(ledgerText(ledger));
      if (JSON.stringify(again) !== JSON.stringify(ledger)) throw new Error('what was written is read as something else');
    },
  },
  'endpoint: times a caller waits': {
    samples: ['600', '12.5', '0'],
    pieces: ['.', '-', '+', 'e', '9'.repeat(20), ' ', '\n', '\0', 'Infinity'],
    run(input) {
      const { budgetMs, callerMs } = requestBudget([['x-stainless-timeout', text(input)], ['X-Stainless-Read-Timeout', text(input)]]);
      if (!(budgetMs > 0 && budgetMs < callerMs)) throw new Error(`a budget of ${budgetMs}`);
      callerRetries([['x-stainless-retry-count', text(input)]]);
    },
  },
  'releases': {
    samples: ['1.2.3', '0.1.0-rc.1+build.7'],
    pieces: ['.', '-', '+', '0', '99999999999999999999', 'rc', ' ', '\n'],
    run(input) {
      const release = text(input);
      if (isOlderRelease(release, release)) throw new Error('a release is older than itself');
      if (isOlderRelease(release, '1.0.0') && isOlderRelease('1.0.0', release)) throw new Error('each is older than the other');
    },
  },
};
