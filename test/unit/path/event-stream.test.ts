import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { createStreamReader, recordStream, type EventMeaning, type StreamRecord } from '../../../src/path/event-stream.ts';
import type { HttpResponse } from '../../../src/path/http.ts';
import { until } from './raw-server.ts';

const never = new AbortController().signal;
const clocks = { contentStallMs: 2_000, totalMs: 4_000 };

/** The smallest protocol there is: what an event means stands in its data. */
function meaning({ data }: { data: string }): EventMeaning {
  if (data === '[DONE]') return 'terminator';
  if (data.startsWith('error')) return 'error';
  return data === '' || data === 'ping' ? 'other' : 'content';
}

type Part = string | Uint8Array | number | Error;

/** A body made of these parts; a number is a pause in ms, an error ends it. */
function bodyOf(parts: Iterable<Part>): HttpResponse['body'] {
  async function* read(): AsyncGenerator<Buffer> {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      if (typeof part === 'number') await new Promise((resolve) => setTimeout(resolve, part));
      else yield Buffer.from(part as string);
    }
  }
  const body = Readable.from(read(), { objectMode: false });
  body.on('error', () => undefined);
  return body as unknown as HttpResponse['body'];
}

function record(parts: Iterable<Part>, more: { clocks?: Partial<typeof clocks>; signal?: AbortSignal } = {}): Promise<StreamRecord> {
  return recordStream(bodyOf(parts), performance.now(), meaning, { ...clocks, ...more.clocks }, more.signal ?? never);
}

/** What does not depend on time. */
function counts({ end, events, contentEvents, comments, bytes, errorEvent }: StreamRecord): object {
  return { end, events, contentEvents, comments, bytes, errorEvent };
}

describe('the record of an event stream', () => {
  it('of a whole stream', async () => {
    const seen = await record([': hello\n\n', 'data: one\n\n', 20, 'data: two\n\ndata: [DONE]\n\n']);
    assert.deepEqual(counts(seen), { end: 'terminator', events: 3, contentEvents: 2, comments: 1, bytes: 45, errorEvent: undefined });
    assert.equal(seen.reads, 3);
    assert.ok(seen.firstByteMs !== null && seen.firstContentMs !== null && seen.lastContentMs !== null);
    assert.ok(seen.firstByteMs <= seen.firstContentMs && seen.firstContentMs < seen.lastContentMs);
    assert.ok(seen.maxGapMs >= 15 && seen.lastContentMs <= seen.totalMs);
  });

  it('counts the same however the bytes are cut', async () => {
    const line = fc.constantFrom('data: word', 'data:x', 'data: ünï ☃ 🙂', ': comment', 'event: message', 'id: 1', 'retry: 5', 'data', 'nonsense', 'data: error now', 'data: [DONE]', '');
    const newline = fc.constantFrom('\n', '\r\n', '\r');
    const lines = fc.array(fc.tuple(line, newline), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat({ max: 400 }), { maxLength: 12 }), async (text, cuts) => {
        const bytes = Buffer.from(text.map(([one, end]) => one + end).join(''));
        const places = [...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b);
        const parts = [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length)).filter((part) => part.length > 0);
        const whole = await record([bytes]);
        const cut = await record(parts);
        // Reading stops at the end mark, so how much was read by then is the only thing that may differ.
        assert.deepEqual({ ...counts(cut), bytes: 0 }, { ...counts(whole), bytes: 0 });
        const single = await record([...bytes].map((byte) => Buffer.of(byte)));
        assert.deepEqual({ ...counts(single), bytes: 0 }, { ...counts(whole), bytes: 0 });
      }),
      { numRuns: 150 },
    );
  });

  it('counts nothing behind the end mark', async () => {
    const seen = await record(['data: a\n\ndata: [DONE]\n\ndata: b\n\n: late\n\ndata: error\n\n']);
    assert.deepEqual([seen.end, seen.events, seen.contentEvents, seen.comments, seen.errorEvent], ['terminator', 2, 1, 0, undefined]);
  });

  it('reads an end mark that is not followed by a blank line', async () => {
    for (const tail of ['data: [DONE]', 'data: [DONE]\n', 'data: [DONE]\r\n']) {
      assert.equal((await record(['data: a\n\n', tail])).end, 'terminator');
    }
  });

  it('calls a clean end without an end mark what it is', async () => {
    assert.equal((await record(['data: a\n\n'])).end, 'clean-end');
    assert.deepEqual(counts(await record([])), { end: 'clean-end', events: 0, contentEvents: 0, comments: 0, bytes: 0, errorEvent: undefined });
    assert.equal((await record(['data: half a wo'])).end, 'clean-end');
  });

  it('keeps the first error event, bounded', async () => {
    const seen = await record([`data: a\n\ndata: error ${'x'.repeat(50_000)}\n\ndata: error again\n\n`]);
    assert.equal(seen.end, 'error-event');
    assert.equal(seen.errorEvent?.length, 8_000);
    assert.match(seen.errorEvent ?? '', /^error x/);
  });

  it('says that a connection was cut, with the code', async () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const seen = await record(['data: a\n\n', reset]);
    assert.equal(seen.end, 'cut');
    assert.deepEqual([seen.failure?.leg, seen.failure?.code], ['stream', 'ECONNRESET']);
  });

  it('calls a stream stalled however many comments come', async () => {
    function* warm(): Generator<Part> {
      yield 'data: a\n\n';
      for (;;) {
        yield 10;
        yield ': keep-alive\n\n';
        yield 'data: ping\n\n';
      }
    }
    const seen = await record(warm(), { clocks: { contentStallMs: 120 } });
    assert.equal(seen.end, 'stalled');
    assert.equal(seen.failure, undefined);
    assert.ok(seen.comments >= 3 && seen.contentEvents === 1 && seen.totalMs >= 115);
    const empty = await record([': only a comment\n\n', 200], { clocks: { contentStallMs: 60 } });
    assert.deepEqual([empty.end, empty.firstContentMs], ['stalled', null]);
  });

  it('ends a stream that goes on too long, in time and in bytes', async () => {
    function* endless(text: string, pauseMs: number): Generator<Part> {
      for (;;) {
        yield text;
        yield pauseMs;
      }
    }
    assert.equal((await record(endless('data: a\n\n', 5), { clocks: { totalMs: 100 } })).end, 'out-of-time');
    const huge = await record(endless(`data: ${'x'.repeat(100_000)}\n\n`, 0));
    assert.equal(huge.end, 'out-of-time');
    assert.ok(huge.bytes <= 1_400_000);
    const oneEvent = await record(endless('x'.repeat(100_000), 0));
    assert.equal(oneEvent.end, 'out-of-time');
  });

  it('takes a huge event and binary garbage for what they are', async () => {
    const seen = await record([`data: ${'y'.repeat(500_000)}\n\n`, 'data: [DONE]\n\n']);
    assert.deepEqual([seen.end, seen.contentEvents], ['terminator', 1]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 5 }), async (parts) => {
        const garbage = await record(parts);
        assert.ok(['clean-end', 'terminator', 'error-event'].includes(garbage.end));
        assert.equal(garbage.reads <= parts.length, true);
      }),
      { numRuns: 50 },
    );
  });

  it('rejects with the reason of an abort', async () => {
    const controller = new AbortController();
    const running = record(['data: a\n\n', 100, 'data: b\n\n'], { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('the user went away')), 20);
    await assert.rejects(running, /the user went away/);
    await assert.rejects(record(['data: a\n\n'], { signal: AbortSignal.abort(new Error('before')) }), /before/);
  });

  it('takes a megabyte that comes byte by byte and never ends a line', () => {
    const reader = createStreamReader(meaning, 0);
    const byte = Buffer.from('x');
    // Looking at the unfinished line again with each byte would take an hour.
    for (let index = 0; index < 1_048_576; index++) assert.equal(reader.feed(byte, index), undefined);
    assert.equal(reader.feed(byte, 1), 'out-of-time');
    assert.deepEqual([reader.record.events, reader.record.reads, reader.record.readsSeen.length], [0, 1_048_577, 256]);
  });

  it('is the same for the same bytes and times, whatever they are', () => {
    const read = (parts: readonly Uint8Array[]): StreamRecord => {
      const reader = createStreamReader(meaning, 1);
      parts.forEach((part, index) => void reader.feed(part, index * 7));
      reader.finish(parts.length * 7);
      return reader.record;
    };
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string().map((text) => Buffer.from(`data: ${text}\n\n`))), { maxLength: 8 }), (parts) => {
        const seen = read(parts);
        assert.deepEqual(read(parts), seen);
        assert.equal(seen.bytes, parts.reduce((sum, part) => sum + part.length, 0));
        assert.ok(seen.contentEvents <= seen.events && seen.contentAtMs.length <= 256);
      }),
    );
  });

  it('leaves no clock running', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    // mocha's own clock is set once the test has given its promise.
    await new Promise((resolve) => setImmediate(resolve));
    const before = timers();
    const long = { clocks: { contentStallMs: 60_000, totalMs: 60_000 } };
    await record(['data: a\n\n', 'data: [DONE]\n\n'], long);
    await record(['data: a\n\n', new Error('gone')], long);
    await until('as many timers as before', () => timers() <= before);
  });
});
