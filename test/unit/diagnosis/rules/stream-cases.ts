import type { IdleEvidence, StreamEvidence, StreamRun, UploadEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeIdle } from '../../../../src/diagnosis/rules/idle.ts';
import { judgeStream } from '../../../../src/diagnosis/rules/stream.ts';
import { judgeUpload } from '../../../../src/diagnosis/rules/upload.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import { legOfFault } from '../../../../src/gateways/fault.ts';
import type { StreamRecord } from '../../../../src/path/event-stream.ts';
import type { RungSeen } from '../../../../src/path/idle-ladder.ts';
import { factsOf, failureOf, own, proxied, recordOf, streamOf, waterfall, type RuleCase } from '../samples.ts';

const stream = (evidence: StreamEvidence, facts: Partial<SubjectFacts> = {}) => () => judgeStream(evidence, factsOf(facts));
const run = (record: Partial<StreamRecord> = {}, more: Partial<StreamRun> = {}): StreamRun => ({ status: 200, headers: {}, waterfall, protocol: 'http/1.1', record: recordOf(record), ...more });
const dead: Partial<StreamRecord> = { end: 'stalled', comments: 0, contentEvents: 3, lastContentMs: 900, totalMs: 10_900 };
const page = { kind: 'not-an-api' as const, leg: legOfFault('not-an-api'), retryable: false, said: '504 Gateway Time-out' };
const after = (ms: number): NonNullable<StreamRun['waterfall']> => ({ steps: [{ step: 'first-byte', durationMs: ms, ok: true }], totalMs: ms });
const lumps = [100, 101, 102, 103, 104, 1_500, 1_501, 1_502, 1_503, 1_504, 2_900, 2_901, 2_902, 2_903, 2_904];
const whole = (more: Partial<NonNullable<StreamEvidence['whole']>> = {}): NonNullable<StreamEvidence['whole']> => ({ request: 'POST /chat/completions', status: 200, headers: {}, durationMs: 800, ...more });

/** What the deep look at streams adds; the short look's cases are with those of the API. */
export const deepStreamCases: readonly RuleCase[] = [
  { what: 'an error page after a while', judge: stream(streamOf({ status: 504, headers: { server: 'nginx/1.22.1', 'content-type': 'text/html' }, fault: page, waterfall: after(60_010) })), status: 'fail', findings: ['error stream stream-replaced'], says: /after 60\.0 s.*nginx\/1\.22\.1/s },
  { what: 'an error page at once', judge: stream(streamOf({ status: 502, headers: { 'content-type': 'text/html' }, fault: page, waterfall: after(90) })), status: 'fail', findings: ['error http not-an-api'] },
  { what: 'a cut of the HTTP/2 stream that looks clean', judge: stream({ ...run({ end: 'clean-end' }, { protocol: 'h2', ending: { how: 'stream-reset', code: 'INTERNAL_ERROR' } }) }), status: 'fail', findings: ['error stream stream-cut'], says: /INTERNAL_ERROR/ },
  { what: 'a clean end over HTTP/2 after long silence', judge: stream({ ...run({ end: 'clean-end', lastByteMs: 500, totalMs: 50_500 }, { protocol: 'h2' }) }), status: 'fail', findings: ['error stream stream-truncated'], says: /a cut on the way can look like this too.*50\.0 s without a byte/s },
  { what: 'silence and a ping that is answered', judge: stream({ ...run(dead, { protocol: 'h2', pingAnswered: true }) }), status: 'fail', findings: ['error stream stream-stalled'], says: /ping was answered/ },
  { what: 'silence and a ping that is not', judge: stream({ ...run(dead, { protocol: 'h2', pingAnswered: false }) }), status: 'fail', findings: ['error stream stream-stalled'], says: /connection is dead.*idle timeout/s },
  { what: 'a pause that ends', judge: stream({ ...run({ contentAtMs: [100, 200, 300, 25_300, 25_400], maxGapMs: 25_000, lastContentMs: 25_400, totalMs: 25_500 }) }), status: 'warn', findings: ['warning stream stream-gap'], says: /pauses for 25\.0 s/ },
  { what: 'a slow connection', judge: stream({ ...run({}, { waterfall: { steps: [{ step: 'tcp', durationMs: 3_100, ok: true }], totalMs: 5_000 } }) }), status: 'warn', findings: ['warning tcp stream-connect-slow'], says: /3\.1 s/ },
  { what: 'lumps', judge: stream({ ...run({ contentEvents: 15, contentAtMs: lumps, firstByteMs: 100, firstContentMs: 100, lastContentMs: 2_904, maxGapMs: 1_396, totalMs: 2_950 }) }), status: 'pass', findings: ['info stream stream-partly-buffered'] },
  { what: 'a fast writer after a late first word', judge: stream({ ...run({ contentEvents: 60, firstByteMs: 2_000, firstContentMs: 2_000, lastContentMs: 2_150, totalMs: 2_160 }) }), status: 'pass', findings: [] },
  { what: 'compression nobody asked for', judge: stream({ ...run({}, { headers: { 'content-encoding': 'gzip' } }) }), status: 'pass', findings: ['info stream stream-compressed'] },
  { what: 'HTTP/2 that hangs where HTTP/1.1 works', judge: stream({ ...run(dead, { protocol: 'h2', pingAnswered: true }), otherProtocol: run() }), status: 'fail', findings: ['error stream stream-stalled', 'error stream stream-fails-over-http2'], says: /it stops in the middle.*disableHttp2/s },
  { what: 'HTTP/1.1 that is cut where HTTP/2 works', judge: stream({ ...run({}, { protocol: 'h2' }), otherProtocol: run({ end: 'cut', failure: failureOf('stream', 'stream', 'ECONNRESET') }) }), status: 'fail', findings: ['error stream stream-fails-over-http1'], says: /it is cut/ },
  { what: 'both protocols alike', judge: stream({ ...run({}, { protocol: 'h2' }), otherProtocol: run() }), status: 'pass', findings: [] },
  { what: 'a refusal over one protocol', judge: stream({ ...run({}, { protocol: 'h2' }), otherProtocol: { status: 429, waterfall, protocol: 'http/1.1', fault: { ...page, kind: 'rate-limited' } } }), status: 'pass', findings: [] },
  { what: 'a whole answer that is cut where the stream arrives', judge: stream({ ...run(), whole: whole({ status: null, durationMs: 60_000, failure: failureOf('http', 'http', 'UND_ERR_SOCKET') }) }), status: 'warn', findings: ['warning stream whole-answer-fails'], says: /60\.0 s.*UND_ERR_SOCKET/s },
  { what: 'a whole answer where streams are cut', judge: stream({ ...run({ end: 'cut', failure: failureOf('stream', 'stream', 'ECONNRESET') }), whole: whole() }), status: 'fail', findings: ['error stream stream-cut', 'info stream whole-answer-arrives'] },
  { what: 'both arriving', judge: stream({ ...run(), whole: whole() }), status: 'pass', findings: [] },
  ...(['headers-stall', 'first-token-stall', 'silent-drop', 'truncated', 'cut-replaced', 'no-stream', 'tls-stall'] as const).map((kind): RuleCase => ({
    what: `HTTP/2 that fails with ${kind}`,
    judge: stream({ ...overHttp2(kind), otherProtocol: run() }),
    status: 'fail',
    findings: [`error ${kind === 'headers-stall' ? 'gateway no-response' : kind === 'tls-stall' ? 'tls stream-not-started' : `stream ${idOf(kind)}`}`, 'error stream stream-fails-over-http2'],
  })),
];

function overHttp2(kind: 'headers-stall' | 'first-token-stall' | 'silent-drop' | 'truncated' | 'cut-replaced' | 'no-stream' | 'tls-stall'): StreamRun {
  const base: StreamRun = { status: 200, headers: {}, waterfall, protocol: 'h2' };
  switch (kind) {
    case 'headers-stall':
      return { ...base, failure: failureOf('http', 'http', 'DEADLINE') };
    case 'tls-stall':
      return { ...base, failure: failureOf('tls', 'tls', 'DEADLINE') };
    case 'first-token-stall':
      return { ...base, record: recordOf({ ...dead, contentEvents: 0, comments: 5, firstContentMs: null, lastContentMs: null }) };
    case 'silent-drop':
      return { ...base, record: recordOf(dead) };
    case 'truncated':
      return { ...base, record: recordOf({ end: 'clean-end' }) };
    case 'cut-replaced':
      return { ...base, status: 502, fault: page, waterfall: after(5_000) };
    case 'no-stream':
      return base;
  }
}

function idOf(kind: string): string {
  return { truncated: 'stream-truncated', 'cut-replaced': 'stream-replaced', 'no-stream': 'not-a-stream' }[kind] ?? 'stream-stalled';
}

const rung = (rungMs: number, outcome: RungSeen['outcome'], more: Partial<RungSeen> = {}): RungSeen => ({ rungMs, outcome, atMs: null, goodbye: null, status: 401, ...more });
const idleOf = (rungs: readonly RungSeen[], more: Partial<IdleEvidence> = {}, announcedMs: number | null = null): IdleEvidence => ({ path: 'direct', tlsEnd: 'public-root', request: 'HEAD /api/v1/models', ladder: { rungs, headers: {}, announcedMs }, ...more });
const idle = (evidence: IdleEvidence, facts: Partial<SubjectFacts> = {}) => () => judgeIdle(evidence, factsOf(facts));
const low = rung(15_000, 'answered');
const closed = (atMs: number, goodbye: boolean | null): RungSeen => rung(60_000, 'fin', { atMs, goodbye });
const byProxy = { paths: [proxied] };
const onProxy: Partial<IdleEvidence> = { path: 'proxy-1', proxyReply: { status: 200, headers: { 'proxy-agent': 'tinyproxy/1.11.1' } } };

export const idleCases: readonly RuleCase[] = [
  { what: 'a way that ended before', judge: idle({ notReached: failureOf('tcp', 'tcp', 'ECONNREFUSED') }), status: 'skip', findings: [] },
  { what: 'a server that did not verify', judge: idle({ unverified: true }), status: 'skip', findings: [] },
  { what: 'every rung answered', judge: idle(idleOf([low, rung(60_000, 'answered')])), status: 'pass', findings: ['info stream idle-survives'], says: /60\.0 s.*answers in progress/s },
  { what: 'every rung answered by an interceptor', judge: idle(idleOf([low], { tlsEnd: 'interceptor' })), status: 'pass', findings: ['info stream idle-survives'], says: /reads TLS/ },
  { what: 'every rung answered over plain HTTP', judge: idle(idleOf([low], { tlsEnd: 'no-tls' })), status: 'pass', findings: ['info stream idle-survives'], says: /plain HTTP/ },
  { what: 'a server that says goodbye', judge: idle(idleOf([low, closed(30_010, true)])), status: 'pass', findings: ['info stream idle-keep-alive-ends'], says: /gateway itself.*30\.0 s/s },
  { what: 'a server that had announced it', judge: idle(idleOf([closed(6_000, false)], {}, 5_000)), status: 'pass', findings: ['info stream idle-keep-alive-ends'] },
  { what: 'an end that was announced for later', judge: idle(idleOf([closed(6_000, false)], {}, 75_000)), status: 'warn', findings: ['warning stream idle-connection-cut'] },
  { what: 'an interceptor that closes', judge: idle(idleOf([closed(5_000, true)], { tlsEnd: 'private-root' })), status: 'pass', findings: ['info stream idle-keep-alive-ends'], says: /Whoever answers first/ },
  { what: 'a private root of a gateway of the user', judge: idle(idleOf([closed(5_000, true)], { tlsEnd: 'private-root' }), own), status: 'pass', findings: ['info stream idle-keep-alive-ends'], says: /gateway itself/ },
  { what: 'a proxy that cuts', judge: idle(idleOf([low, closed(30_010, false)], onProxy), byProxy), status: 'warn', findings: ['warning proxy idle-connection-cut'], says: /did not say goodbye.*tinyproxy\/1\.11\.1/s },
  { what: 'a reset on the way', judge: idle(idleOf([low, rung(60_000, 'reset', { atMs: 45_000 })])), status: 'warn', findings: ['warning stream idle-connection-cut'], says: /was reset/ },
  { what: 'a cut later than anyone waits', judge: idle(idleOf([low, rung(350_000, 'fin', { atMs: 340_000, goodbye: false })], onProxy), byProxy), status: 'pass', findings: ['info proxy idle-connection-cut'] },
  { what: 'a bare end straight from a server of the user', judge: idle(idleOf([closed(5_000, false)]), own), status: 'pass', findings: ['info stream idle-connection-cut'] },
  { what: 'silence', judge: idle(idleOf([low, rung(60_000, 'silence', { atMs: 68_000 })])), status: 'warn', findings: ['warning stream idle-connection-forgotten'], says: /60\.0 s is dead.*15\.0 s/s },
  { what: 'a server that never keeps a connection', judge: idle(idleOf([rung(15_000, 'not-kept')])), status: 'unknown', findings: [] },
  { what: 'no first answer', judge: idle(idleOf([rung(15_000, 'not-opened', { failure: failureOf('http', 'http', 'DEADLINE') })])), status: 'unknown', findings: [] },
];

type Size = UploadEvidence['sizes'][number];
const sizeOf = (bodyBytes: number, outcome: Size['outcome'], more: Partial<Size> = {}): Size => ({ bodyBytes, outcome, sentBytes: bodyBytes, durationMs: 900, status: outcome.startsWith('answered') ? 401 : null, headers: {}, ...more });
const [tiny, small, large, huge] = [1_024, 65_536, 1_048_576, 8_388_608];
const arrived = [sizeOf(tiny, 'answered'), sizeOf(small, 'answered')];
const upload = (sizes: readonly Size[], more: Partial<UploadEvidence> = {}) => () => judgeUpload({ path: 'direct', request: 'POST /api/v1/chat/completions', sizes, ...more }, factsOf());

export const uploadCases: readonly RuleCase[] = [
  { what: 'a way that ended before', judge: upload([], { notReached: failureOf('tcp', 'tcp', 'ECONNREFUSED') }), status: 'skip', findings: [] },
  { what: 'a server that did not verify', judge: upload([], { unverified: true }), status: 'skip', findings: [] },
  { what: 'everything arrives', judge: upload([...arrived, sizeOf(large, 'answered'), sizeOf(huge, 'answered')]), status: 'pass', findings: [] },
  { what: 'not even a small one', judge: upload([sizeOf(tiny, 'reset')]), status: 'unknown', findings: [] },
  { what: 'an answer before anything large was sent', judge: upload([...arrived, sizeOf(large, 'answered-early', { sentBytes: 65_536 })]), status: 'unknown', findings: [] },
  { what: '413 for 1 MB', judge: upload([...arrived, sizeOf(large, 'answered-early', { status: 413, headers: { server: 'nginx/1.22.1' } })]), status: 'warn', findings: ['warning http upload-too-large'], says: /1 MB.*nginx\/1\.22\.1.*64 KB still arrive/s },
  { what: '413 for 8 MB', judge: upload([...arrived, sizeOf(large, 'answered'), sizeOf(huge, 'answered', { status: 413 })]), status: 'pass', findings: ['info http upload-too-large'] },
  { what: 'a page of a filter', judge: upload([...arrived, sizeOf(large, 'answered', { status: 403, fault: page, headers: { via: '1.1 dlp' } })]), status: 'fail', findings: ['error http upload-filtered'], says: /1\.1 dlp/ },
  { what: 'a reset', judge: upload([...arrived, sizeOf(large, 'reset', { sentBytes: 212_992, failure: failureOf('http', 'upload', 'ECONNRESET') })]), status: 'fail', findings: ['error http upload-cut'], says: /ECONNRESET after at most 212992 bytes/ },
  { what: 'a reset of pictures alone', judge: upload([...arrived, sizeOf(large, 'answered'), sizeOf(huge, 'closed')]), status: 'warn', findings: ['warning http upload-cut'] },
  { what: 'a standstill', judge: upload([sizeOf(tiny, 'answered'), sizeOf(small, 'stalled', { sentBytes: 16_384 })]), status: 'fail', findings: ['error http upload-stalls'], says: /only long prompts fail.*MTU/s },
];
