import { createParser } from 'eventsource-parser';
import type { HttpResponse } from './http.ts';
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
  /** Longest silence between content events. */
  maxGapMs: number;
  totalMs: number;
}

/** More than an error event has any use for. */
const maxErrorEventChars = 8_000;

/** An event stream ends here even if it goes on: 1 MiB of a short answer is no short answer. */
const maxStreamBytes = 1024 * 1024;

/**
 * Reads a server-sent event stream and records its timing. A stall is measured between content events: comments keep the
 * byte clocks of proxies warm and would hide it.
 *
 * @param sentAt `performance.now()` when the request was sent.
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function recordStream(
  body: HttpResponse['body'],
  sentAt: number,
  meaning: (event: { event?: string | undefined; data: string }) => EventMeaning,
  clocks: { contentStallMs: number; totalMs: number },
  signal: AbortSignal,
): Promise<StreamRecord> {
  const since = (): number => performance.now() - sentAt;
  const record: StreamRecord = {
    end: 'clean-end',
    events: 0,
    contentEvents: 0,
    comments: 0,
    reads: 0,
    bytes: 0,
    headersMs: since(),
    firstByteMs: null,
    firstContentMs: null,
    lastContentMs: null,
    maxGapMs: 0,
    totalMs: 0,
  };
  let ended: StreamEnd | undefined;
  const stop = (how: StreamEnd): void => {
    ended ??= how;
    body.destroy();
  };

  const parser = createParser({
    onComment: () => {
      if (ended) return;
      record.comments += 1;
    },
    onEvent: (event) => {
      // What stands behind the end counts for nothing, in whichever read it comes.
      if (ended) return;
      record.events += 1;
      const kind = meaning(event);
      if (kind === 'content') {
        const at = since();
        record.contentEvents += 1;
        record.firstContentMs ??= at;
        if (record.lastContentMs !== null) record.maxGapMs = Math.max(record.maxGapMs, at - record.lastContentMs);
        record.lastContentMs = at;
        armStall();
      } else if (kind === 'terminator') {
        ended ??= 'terminator';
      } else if (kind === 'error') {
        record.errorEvent = event.data.slice(0, maxErrorEventChars);
        ended ??= 'error-event';
      }
    },
  });

  let stall: NodeJS.Timeout | undefined;
  const armStall = (): void => {
    clearTimeout(stall);
    stall = setTimeout(() => stop('stalled'), clocks.contentStallMs);
  };
  const total = setTimeout(() => stop('out-of-time'), clocks.totalMs);
  const abort = (): void => body.destroy() as unknown as void;
  signal.addEventListener('abort', abort, { once: true });
  armStall();
  // Invalid UTF-8 becomes replacement characters; it is somebody's text and no reason to fail.
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      record.reads += 1;
      record.bytes += chunk.length;
      record.firstByteMs ??= since();
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (ended === 'error-event' || ended === 'terminator') break;
      if (record.bytes > maxStreamBytes) stop('out-of-time');
    }
    // Some servers leave out the blank line behind their last event; clients read it all the same.
    if (!ended) parser.feed(`${decoder.decode()}\n\n`);
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
