import assert from 'node:assert/strict';
import type { StreamRun } from '../../../src/diagnosis/evidence.ts';
import { classifyRun, type StreamClass } from '../../../src/diagnosis/rules/stream-class.ts';
import type { StreamRecord } from '../../../src/path/event-stream.ts';
import { createStreamReader } from '../../../src/path/event-stream.ts';
import type { NetworkFailure } from '../../../src/path/network-failure.ts';
import { failureOf, recordOf, waterfall } from './samples.ts';

type Run = StreamRun & { notReached?: NetworkFailure };

/** A record as the reader makes it of events that came at these times. */
function recorded(atMs: readonly number[], more: Partial<StreamRecord> = {}): StreamRecord {
  const reader = createStreamReader(({ data }) => (data === 'end' ? 'terminator' : 'content'), 5);
  for (const at of atMs) reader.feed(Buffer.from('data: word\n\n'), at);
  const lastMs = atMs.at(-1) ?? 5;
  const end = reader.feed(Buffer.from('data: end\n\n'), lastMs + 1);
  return { ...reader.record, end: end ?? 'clean-end', totalMs: lastMs + 1, ...more };
}
const steady = (count: number, everyMs: number, fromMs = 100): number[] => Array.from({ length: count }, (_, index) => fromMs + index * everyMs);
const ended = (more: Partial<StreamRecord>, run: Run = {}): Run => ({ status: 200, waterfall, record: recordOf(more), ...run });
const before = (step: string, code = 'DEADLINE'): Run => ({ notReached: failureOf('tcp', step, code) });

const cases: readonly { what: string; run: Run; expect: StreamClass; delivery?: string }[] = [
  { what: 'no SYN answered', run: before('tcp'), expect: 'connect-stall' },
  { what: 'the proxy\'s SYN not answered', run: before('proxy-tcp'), expect: 'connect-stall' },
  { what: 'no answer to CONNECT', run: before('proxy-connect'), expect: 'proxy-stall' },
  { what: 'no answer to the SOCKS hello', run: before('socks'), expect: 'proxy-stall' },
  { what: 'no ServerHello', run: before('tls'), expect: 'tls-stall' },
  { what: 'a refused connection', run: before('tcp', 'ECONNREFUSED'), expect: 'not-reached' },
  { what: 'no status line', run: { failure: failureOf('http', 'http', 'DEADLINE') }, expect: 'headers-stall' },
  { what: 'no status line, as undici says it', run: { failure: failureOf('http', 'http', 'UND_ERR_HEADERS_TIMEOUT') }, expect: 'headers-stall' },
  { what: 'a cut before the head', run: { failure: failureOf('http', 'http', 'UND_ERR_SOCKET') }, expect: 'cut' },
  { what: 'only comments', run: ended({ end: 'stalled', contentEvents: 0, firstContentMs: null, lastContentMs: null, comments: 9 }), expect: 'first-token-stall' },
  { what: 'content, then comments without end', run: ended({ end: 'stalled', comments: 9 }), expect: 'gap' },
  { what: 'silence', run: ended({ end: 'stalled', comments: 0 }), expect: 'silent-drop' },
  { what: 'silence and a ping without answer', run: ended({ end: 'stalled', comments: 0 }, { protocol: 'h2', pingAnswered: false }), expect: 'silent-drop' },
  { what: 'silence and an answered ping', run: ended({ end: 'stalled', comments: 0 }, { protocol: 'h2', pingAnswered: true }), expect: 'gap' },
  { what: 'a cut', run: ended({ end: 'cut' }), expect: 'cut' },
  { what: 'a clean end without a mark', run: ended({ end: 'clean-end' }), expect: 'truncated' },
  { what: 'a clean end over HTTP/2', run: ended({ end: 'clean-end' }, { protocol: 'h2', ending: { how: 'fin' } }), expect: 'truncated' },
  { what: 'a clean end of an HTTP/2 session that went away', run: ended({ end: 'clean-end' }, { protocol: 'h2', ending: { how: 'goaway' } }), expect: 'cut' },
  { what: 'an error inside', run: ended({ end: 'error-event' }), expect: 'in-band-error' },
  { what: 'no end', run: ended({ end: 'out-of-time' }), expect: 'endless' },
  { what: 'an end mark and nothing before it', run: ended({ firstContentMs: null, lastContentMs: null, contentEvents: 0 }), expect: 'empty' },
  { what: 'another kind of answer', run: { status: 200 }, expect: 'no-stream' },
  { what: 'a key that can\'t be sent', run: { failure: failureOf('http', 'http', 'UND_ERR_INVALID_ARG') }, expect: 'not-sent' },
  { what: 'steady events', run: { record: recorded(steady(20, 120)) }, expect: 'complete', delivery: 'as-made' },
  { what: 'everything at once after 3 s', run: { record: recorded(steady(20, 0.2, 3_000)) }, expect: 'buffered', delivery: 'in-one-lump' },
  { what: 'a fast writer after 3 s of thought', run: { record: recorded(steady(64, 3, 3_000)) }, expect: 'complete', delivery: 'unknown' },
  { what: 'a tiny answer at once', run: { record: recorded(steady(5, 0, 3_000)) }, expect: 'complete', delivery: 'unknown' },
  { what: 'a quick answer at once', run: { record: recorded(steady(20, 0, 300)) }, expect: 'complete', delivery: 'unknown' },
  { what: 'six at a time with pauses', run: { record: recorded(steady(4, 1_200).flatMap((at) => steady(6, 1, at))) }, expect: 'partly-buffered', delivery: 'in-lumps' },
  { what: 'six at a time without pauses', run: { record: recorded(steady(12, 200).flatMap((at) => steady(6, 1, at))) }, expect: 'complete', delivery: 'as-made' },
  { what: '4 kB at a time', run: { record: recorded(steady(12, 200).flatMap((at) => steady(6, 1, at)), { bytes: 12 * 4_096 }) }, expect: 'partly-buffered', delivery: 'in-lumps' },
  { what: 'a pause of 20 s', run: { record: recorded([...steady(10, 100), ...steady(10, 100, 21_000)]) }, expect: 'gap' },
  { what: 'pauses of 11 s that are usual here', run: { record: recorded(steady(6, 11_000)) }, expect: 'complete' },
  { what: 'a connection of 3.2 s', run: { record: recorded(steady(20, 120)), waterfall: { steps: [{ step: 'tcp', durationMs: 3_200, ok: true }], totalMs: 6_000 } }, expect: 'connect-stall' },
];

describe('the class of a stream', () => {
  for (const { what, run, expect, delivery } of cases) {
    it(`${what}: ${expect}${delivery ? `, ${delivery}` : ''}`, () => {
      const seen = classifyRun(run);
      assert.equal(seen.class, expect);
      if (delivery) assert.equal(seen.delivery, delivery);
    });
  }
});
