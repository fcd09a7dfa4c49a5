/** What one streamed answer amounts to, from its times and its end alone. */
import type { StreamRecord } from '../../path/event-stream.ts';
import type { NetworkFailure } from '../../path/network-failure.ts';
import type { StreamRun } from '../stream-evidence.ts';

/**
 * `complete` is the protocol's end mark seen, and nothing else; a clean end without one is `truncated`, which over
 * HTTP/2 is also what a cut can look like. The stalls are named for the stage that did not end.
 */
export type StreamClass =
  | 'connect-stall'
  | 'proxy-stall'
  | 'tls-stall'
  | 'headers-stall'
  | 'first-token-stall'
  | 'gap'
  | 'silent-drop'
  | 'cut'
  | 'cut-replaced'
  | 'truncated'
  | 'in-band-error'
  | 'endless'
  | 'empty'
  | 'buffered'
  | 'partly-buffered'
  | 'complete'
  | 'refused'
  | 'no-stream'
  | 'not-sent'
  | 'not-reached';

/** How the bytes of a complete answer came; `unknown` where it was too short or too quick to tell. */
export type Delivery = 'as-made' | 'in-lumps' | 'in-one-lump' | 'unknown';

/** A connection that takes longer than this has lost its first packets (RFC 6298: 1 s, then 2 s more). */
const slowConnectMs = 3_000;
/** Fewer events than this can come in one read honestly. */
const minEventsForLump = 8;
/** A producer that took at least this long can't have meant to send everything at once. */
const minTotalForLumpMs = 1_000;
/** Lumps take more than one pause to show. */
const minTotalForLumpsMs = 2_000;
/** All content within this share of the whole time is a lump. */
const lumpShare = 0.1;
/** No model writes more than a thousand events a second; a buffer that is emptied does. */
const lumpMsPerEvent = 1;
const minLumpMs = 30;
/** Events this close together came out of one buffer. */
const sameLumpMs = 15;
const minEventsPerLump = 4;
const minPauseMs = 1_000;
/** Buffers of 4 kB, the last of them not full. */
const minLumpBytes = 3_500;
/** A gap is longer than this and than so many usual ones. */
const minGapMs = 10_000;
const gapTimesMedian = 5;
/** An answer that took at least this long and is an error page was under way before. */
const minReplacedMs = 2_000;

/** Classifies one run. Pure. */
export function classifyRun(run: StreamRun & { notReached?: NetworkFailure }): {
  class: StreamClass;
  delivery: Delivery;
} {
  const { record } = run;
  const delivery = record?.end === 'terminator' ? deliveryOf(record) : 'unknown';
  return { class: classOf(run, delivery), delivery };
}

function classOf(run: StreamRun & { notReached?: NetworkFailure }, delivery: Delivery): StreamClass {
  const { notReached, failure, fault, record, status } = run;
  if (notReached) return stallBefore(notReached) ?? 'not-reached';
  if (fault) return wasReplaced(run) ? 'cut-replaced' : 'refused';
  if (record) return ofRecord(record, run, delivery);
  if (!failure) return status === 200 ? 'no-stream' : 'not-reached';
  const before = stallBefore(failure);
  if (before) return before;
  if (failure.code === 'UND_ERR_INVALID_ARG') return 'not-sent';
  return isSilence(failure.code) ? 'headers-stall' : 'cut';
}

/** Codes a clock of ours or of undici ends a silent wait with. */
export function isSilence(code: string): boolean {
  return code === 'DEADLINE' || code === 'UND_ERR_HEADERS_TIMEOUT';
}

/** The stall of a stage that comes before HTTP. */
function stallBefore({ step, code }: NetworkFailure): StreamClass | undefined {
  if (code !== 'DEADLINE' && code !== 'ETIMEDOUT') return undefined;
  if (step === 'tcp' || step === 'proxy-tcp') return 'connect-stall';
  if (step === 'proxy-connect' || step === 'socks' || step === 'proxy-tls') return 'proxy-stall';
  return step === 'tls' ? 'tls-stall' : undefined;
}

/** Somebody on the way gave the answer up and put an error page of its own in its place. */
function wasReplaced({ status, headers, fault, waterfall }: StreamRun): boolean {
  if (status !== 502 && status !== 503 && status !== 504) return false;
  const page = fault?.kind === 'not-an-api' || !(headers?.['content-type'] ?? '').includes('json');
  return page && stepMs(waterfall, 'first-byte') >= minReplacedMs;
}

function ofRecord(record: StreamRecord, run: StreamRun, delivery: Delivery): StreamClass {
  switch (record.end) {
    case 'error-event':
      return 'in-band-error';
    case 'out-of-time':
      return 'endless';
    case 'cut':
      return 'cut';
    case 'clean-end':
      // An HTTP/2 session that was reset or told to go away was not ended by whoever made the answer.
      return run.protocol === 'h2' && ['reset', 'stream-reset', 'goaway', 'broken'].includes(run.ending?.how ?? '')
        ? 'cut'
        : 'truncated';
    case 'stalled':
      return stallOf(record, run);
    case 'terminator':
      if (record.firstContentMs === null) return 'empty';
      if (slowConnect(run)) return 'connect-stall';
      if (isGap(record)) return 'gap';
      if (delivery === 'in-one-lump') return 'buffered';
      return delivery === 'in-lumps' ? 'partly-buffered' : 'complete';
  }
}

/**
 * Comments show that somebody is there; over HTTP/2 a ping does. Without either the line is dead or the other end is.
 */
function stallOf(record: StreamRecord, { pingAnswered }: StreamRun): StreamClass {
  const alive = record.comments > 0 || pingAnswered === true;
  if (!alive) return 'silent-drop';
  return record.contentEvents === 0 ? 'first-token-stall' : 'gap';
}

function slowConnect({ waterfall }: StreamRun): boolean {
  return Math.max(stepMs(waterfall, 'tcp'), stepMs(waterfall, 'proxy-tcp')) > slowConnectMs;
}

function stepMs(waterfall: StreamRun['waterfall'], wanted: string): number {
  return waterfall?.steps.find(({ step }) => step === wanted)?.durationMs ?? 0;
}

function isGap({ contentAtMs, maxGapMs }: StreamRecord): boolean {
  const gaps = contentAtMs
    .slice(1)
    .map((at, index) => at - (contentAtMs[index] ?? at))
    .toSorted((a, b) => a - b);
  const median = gaps[Math.floor(gaps.length / 2)] ?? 0;
  return maxGapMs > Math.max(minGapMs, gapTimesMedian * median);
}

function deliveryOf(record: StreamRecord): Delivery {
  const { contentEvents, firstContentMs, lastContentMs, firstByteMs } = record;
  if (firstContentMs === null || lastContentMs === null || contentEvents < minEventsForLump) return 'unknown';
  if (lastContentMs < minTotalForLumpMs) return 'unknown';
  // Keep-alive comments that came in time show a path that passes bytes on; whoever collects holds them back too.
  const spreadMs = lastContentMs - (firstByteMs ?? firstContentMs);
  const atOnce = Math.max(minLumpMs, lumpMsPerEvent * contentEvents);
  if (spreadMs < lumpShare * lastContentMs) return spreadMs <= atOnce ? 'in-one-lump' : 'unknown';
  return inLumps(record) ? 'in-lumps' : 'as-made';
}

/** Several events at a time, with pauses or in amounts that buffers have. */
function inLumps({ contentAtMs, bytes, lastContentMs }: StreamRecord): boolean {
  const starts = contentAtMs.filter((at, index) => index === 0 || at - (contentAtMs[index - 1] ?? at) > sameLumpMs);
  if ((lastContentMs ?? 0) < minTotalForLumpsMs || starts.length < 2) return false;
  if (contentAtMs.length / starts.length < minEventsPerLump) return false;
  const pauses = starts
    .slice(1)
    .map((at, index) => at - (starts[index] ?? at))
    .toSorted((a, b) => a - b);
  const medianPause = pauses[Math.floor(pauses.length / 2)] ?? 0;
  return medianPause > minPauseMs || bytes / starts.length >= minLumpBytes;
}
