import { parseToFollower, parseToOwner } from '../../src/editor/monitor/messages.ts';
import { historyLine, parseHistoryLine } from '../../src/gateways/health/history.ts';
import { parseUserGateways } from '../../src/gateways/user-gateways.ts';
import type { Parser } from './fuzz-inputs.ts';

const text = (input: Buffer): string => input.toString('utf8');

const json = ['{', '}', '[', ']', '"', ':', ',', 'null', 'true', '-1', '1e999', '1e308', '0.5', '\\u0000', '\\ud800', '\\u202e', '{}', '[]', '""', '"__proto__":', '\0'];

/** What another window or a setting holds is JSON already; what is none does not get that far. */
function parsed(input: Buffer): unknown {
  try {
    return JSON.parse(text(input)) as unknown;
  } catch {
    return text(input);
  }
}

/** Parsers of what monitoring keeps, what windows tell each other, and what the user lists. */
export const monitoringParsers: Readonly<Record<string, Parser>> = {
  'history lines': {
    samples: [
      '{"atMs":1796212800000,"source":"active","state":"healthy","latencyMs":120,"kind":null,"leg":null}',
      '{"atMs":1796212800000,"source":"passive","state":"down","latencyMs":null,"kind":"gateway-error","leg":"gateway","merged":{"signals":3,"failed":2,"p90Ms":410}}',
      '{"schemaVersion":1}',
    ],
    pieces: [...json, '"atMs":', '"source":', '"state":', '"leg":', '"merged":', '"signals":', '"failed":', '"p90Ms":', '"dns"', '"paused"', '\n'],
    run(input) {
      const entry = parseHistoryLine(text(input));
      if (!entry) return;
      // What was read is written again when the file is, and has to be the same then.
      const line = historyLine(entry);
      const again = parseHistoryLine(line);
      if (!again || historyLine(again) !== line) throw new Error(`read back as another entry: ${line}`);
    },
  },
  'messages between windows': {
    samples: [
      '{"type":"focus","focused":true}',
      '{"type":"checkNow"}',
      '{"type":"keyChanged","gateway":"openrouter"}',
      '{"type":"seen","gateway":"openrouter","signal":{"source":"passive","atMs":1,"outcome":"failed","latencyMs":null,"kind":"bad-key","leg":"account","status":401,"code":null,"retryAfterMs":null,"provider":null,"model":"a/b","keyed":true}}',
      '{"type":"standings","standings":[{"id":"openrouter","title":"OpenRouter","health":{"state":"healthy","sentence":"It answers."}}],"problem":null}',
      '{"type":"notice","gateway":"openrouter","tell":"trouble"}',
    ],
    pieces: [...json, '"type":', '"seen"', '"standings"', '"notice"', '"gateway":', '"signal":', '"health":', '"problem":', '"../x"'],
    run(input) {
      const message = parsed(input);
      parseToOwner(message);
      parseToFollower(message);
    },
  },
  'the user\'s gateways': {
    samples: [
      '[{"id":"ours","title":"Ours","baseUrl":"https://llm.corp.test/v1","protocol":"messages","auth":"x-api-key","keyVariable":"OUR_KEY","statusPage":"https://status.corp.test","selfHosted":false}]',
      '[{"id":"local","baseUrl":"http://127.0.0.1:4000/v1","keyPath":"/key","modelsPath":"/models","checkPath":"/health"},{"id":"local","baseUrl":"https://a.test"}]',
    ],
    pieces: [...json, '"id":', '"baseUrl":', '"auth":', '"statusPage":', '"keyVariable":', 'https://', 'http://[::1]:', '@', '../', '%zz', '#', '?', 'xn--', '\xc3\xbc', 'custom', 'openrouter'],
    run: (input) => parseUserGateways(parsed(input)),
  },
};
