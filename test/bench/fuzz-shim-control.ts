import { parseProcessLine } from '../../src/shim/control/configuration.ts';
import { maskedLine } from '../../src/shim/control/log-file.ts';
import { parseFromShim, parseGreeting } from '../../src/shim/control/parse-answer.ts';
import { parseRequest, seqOf } from '../../src/shim/control/parse-request.ts';
import { listenersOf } from '../../src/shim/control/port-holder.ts';
import { isOlderRelease } from '../../src/shim/control/releases.ts';
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
