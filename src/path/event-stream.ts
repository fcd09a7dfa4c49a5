import type { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import { networkFailure, type NetworkFailure } from './network-failure.ts';

/** What one event of a stream means for the record; the protocol decides, in `gateways/`. */
export type EventMeaning = 'content' | 'terminator' | 'error' | 'other';

/** How a stream ended. Only `terminator` means complete; a clean end without one is a truncation. */
export type StreamEnd = 'terminator' | 'clean-end' | 'cut' | 'stalled' | 'error-event' | 'out-of-time';

/** What a stream did, with times in ms since the request was sent. Holds no text of the answer. */
export interface StreamRecord {
  end: StreamEnd;
  failure?: NetworkFailure;
  /** The error event as the other side sent it, when there was one. Bounded. */
  errorEvent?: string;
  events: number;
  contentEvents: number;
  /** Comments keep connections warm; they are liveness, not content. */
  comments: number;
  reads: number;
  bytes: number;
  headersMs: number;
  firstByteMs: number | null;
  firstContentMs: number | null;
  lastContentMs: number | null;
  /** When the last byte of any kind came. */
  lastByteMs: number | null;
  /** Longest silence between content events. */
  maxGapMs: number;
  totalMs: number;
  /** When each of the first content events came. Bounded. */
  contentAtMs: readonly number[];
  /** When each of the first reads came, and how many bytes it had. Bounded. */
  readsSeen: readonly { atMs: number; bytes: number }[];
}

/** More than an error event has any use for. */
const maxErrorEventChars = 8_000;

/** An event stream ends here even if it goes on: 1 MiB of a short answer is no short answer. */
const maxStreamBytes = 1024 * 1024;

/** Times of more events or reads than this are not kept; the counts go on. */
const maxTimesKept = 256;

/** Reads a stream's bytes as they come. Times are the caller's, so the same bytes and times give the same record. */
export interface StreamReader {
  /** Takes the bytes of one read. Returns how the stream ended by them, or undefined when it goes on. */
  feed(bytes: Uint8Array, atMs: number): StreamEnd | undefined;
  /** Takes the end of the body: the last event may lack its blank line. */
  finish(atMs: number): StreamEnd | undefined;
  /** What was seen until now; `end`, `totalMs` and `failure` are the caller's to set. */
  readonly record: StreamRecord;
}

/**
 * Parses a server-sent event stream (HTML standard, 9.2) from bytes, whatever they are, in time that grows with their
 * number alone. No clock, no socket: the entry for everything that replays or makes up streams.
 */
export function createStreamReader(
  meaning: (event: { event?: string | undefined; data: string }) => EventMeaning,
  headersMs: number,
): StreamReader {
  const contentAtMs: number[] = [];
  const readsSeen: { atMs: number; bytes: number }[] = [];
  const record: StreamRecord = {
    end: 'clean-end',
    events: 0,
    contentEvents: 0,
    comments: 0,
    reads: 0,
    bytes: 0,
    headersMs,
    firstByteMs: null,
    firstContentMs: null,
    lastContentMs: null,
    lastByteMs: null,
    maxGapMs: 0,
    totalMs: 0,
    contentAtMs,
    readsSeen,
  };
  let ended: StreamEnd | undefined;
  let now = 0;
  const parser = createParser({
    onComment: () => {
      if (!ended) record.comments += 1;
    },
    onEvent: (event) => {
      // What stands behind the end counts for nothing, in whichever read it comes.
      if (ended) return;
      record.events += 1;
      const kind = meaning(event);
      if (kind === 'content') {
        record.contentEvents += 1;
        record.firstContentMs ??= now;
        if (record.lastContentMs !== null) record.maxGapMs = Math.max(record.maxGapMs, now - record.lastContentMs);
        record.lastContentMs = now;
        if (contentAtMs.length < maxTimesKept) contentAtMs.push(rounded(now));
      } else if (kind === 'terminator') {
        ended = 'terminator';
      } else if (kind === 'error') {
        record.errorEvent = event.data.slice(0, maxErrorEventChars);
        ended = 'error-event';
      }
    },
  });
  // Invalid UTF-8 becomes replacement characters; it is somebody's text and no reason to fail.
  const decoder = new TextDecoder('utf-8');
  // The parser looks at an unfinished line again with every feed; a line that comes byte by byte is kept back here.
  let unfinished: string[] = [];
  const parse = (text: string): void => {
    if (text === '') return;
    unfinished.push(text);
    if (!/[\r\n]/.test(text)) return;
    const whole = unfinished.join('');
    unfinished = [];
    parser.feed(whole);
  };
  return {
    record,
    feed(bytes, atMs) {
      now = atMs;
      record.reads += 1;
      record.bytes += bytes.length;
      record.firstByteMs ??= atMs;
      record.lastByteMs = atMs;
      if (readsSeen.length < maxTimesKept) readsSeen.push({ atMs: rounded(atMs), bytes: bytes.length });
      parse(decoder.decode(bytes, { stream: true }));
      if (!ended && record.bytes > maxStreamBytes) ended = 'out-of-time';
      return ended;
    },
    finish(atMs) {
      now = atMs;
      // Some servers leave out the blank line behind their last event; clients read it all the same.
      if (!ended) parse(`${decoder.decode()}\n\n`);
      return ended;
    },
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/**
 * Reads a server-sent event stream and records its timing. A stall is measured between content events: comments keep
 * the byte clocks of proxies warm and would hide it.
 *
 * @param sentAt `performance.now()` when the request was sent.
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function recordStream(
  body: Readable,
  sentAt: number,
  meaning: (event: { event?: string | undefined; data: string }) => EventMeaning,
  clocks: { contentStallMs: number; totalMs: number },
  signal: AbortSignal,
): Promise<StreamRecord> {
  const since = (): number => performance.now() - sentAt;
  const reader = createStreamReader(meaning, since());
  const { record } = reader;
  let ended: StreamEnd | undefined;
  const stop = (how: StreamEnd): void => {
    ended ??= how;
    body.destroy();
  };
  let stall: NodeJS.Timeout | undefined;
  const armStall = (): void => {
    clearTimeout(stall);
    stall = setTimeout(() => stop('stalled'), clocks.contentStallMs);
  };
  const total = setTimeout(() => stop('out-of-time'), clocks.totalMs);
  const abort = (): void => void body.destroy();
  signal.addEventListener('abort', abort, { once: true });
  armStall();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const before = record.contentEvents;
      const over = reader.feed(chunk, since());
      if (record.contentEvents > before) armStall();
      if (!over) continue;
      ended ??= over;
      break;
    }
    if (!ended) ended = reader.finish(since());
  } catch (error) {
    signal.throwIfAborted();
    if (!ended) {
      ended = 'cut';
      record.failure = networkFailure('stream', 'stream', error);
    }
  } finally {
    clearTimeout(stall);
    clearTimeout(total);
    signal.removeEventListener('abort', abort);
  }
  signal.throwIfAborted();
  record.end = ended ?? 'clean-end';
  record.totalMs = since();
  return record;
}
