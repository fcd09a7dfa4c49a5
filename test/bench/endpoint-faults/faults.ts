import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';
import { documentOf, errorDocument, errorEvent, eventsOf, type Answer } from './answer.ts';
import type { Chance } from './chance.ts';

/** What a gateway does with one request. */
export interface Play {
  fault: string;
  /** All that it writes, its head included. */
  bytes: Buffer;
  /** Positions at which it pauses for so many ms. */
  pauses: readonly { at: number; ms: number }[];
  /** What it does with the connection behind that; `hang`: nothing, for ever. */
  then: 'keep' | 'end' | 'reset' | 'hang';
  /** The whole answer is in it, in order: whoever was asked for nothing else has to hand it on. */
  good: boolean;
  /** Whoever takes it for a whole answer is wrong. */
  bad: boolean;
}

/** What one request is to be answered with. */
export interface Question {
  protocol: SpokenProtocol;
  stream: boolean;
  answer: Answer;
}

const crlf = '\r\n';

type Draft = Omit<Play, 'fault' | 'pauses' | 'good' | 'bad'> & Partial<Pick<Play, 'pauses' | 'good' | 'bad'>>;

/** Every way in which an answer can go wrong, by name, with how often it is played. Those with 0 are played by the gateway. */
const faults: Readonly<Record<string, readonly [weight: number, play: (question: Question, chance: Chance) => Draft]>> = {
  'nothing wrong': [40, (question, chance) => ({ ...whole(question, chance), good: true })],
  'in small parts': [5, (question, chance) => {
    const draft = whole(question, chance);
    return { ...draft, pauses: pausesIn(draft.bytes.length, chance), good: true };
  }],
  'kept connection closed behind the answer': [3, (question, chance) => ({ ...whole(question, chance, 'chunked'), then: 'end', good: true })],
  'torn behind the answer': [1, (question, chance) => ({ ...whole(question, chance, 'chunked'), then: 'reset' })],
  'interim answers first': [1, (question, chance) => {
    const draft = whole(question, chance);
    return { ...draft, bytes: Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n'), draft.bytes]), good: true };
  }],
  'closed before the answer': [4, () => ({ bytes: Buffer.alloc(0), then: 'end', bad: true })],
  'reset before the answer': [4, () => ({ bytes: Buffer.alloc(0), then: 'reset', bad: true })],
  'cut in the head': [2, (question, chance) => {
    const { bytes } = whole(question, chance);
    return { bytes: bytes.subarray(0, chance.whole(1, bytes.indexOf('\r\n\r\n') + 3)), then: chance.one(['end', 'reset'] as const), bad: true };
  }],
  'no answer': [1, () => ({ bytes: Buffer.alloc(0), then: 'hang', bad: true })],
  'a head and nothing more': [1, (question, chance) => {
    const { bytes } = whole(question, chance);
    return { bytes: bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4), then: 'hang', bad: true };
  }],
  'stops inside and hangs': [1, (question, chance) => {
    const { bytes } = whole(question, chance, 'chunked');
    return { bytes: bytes.subarray(0, chance.whole(bytes.indexOf('\r\n\r\n') + 5, Math.floor(bytes.length * 0.6))), then: 'hang', bad: true };
  }],
  'cut in order': [6, (question, chance) => cut(question, chance, 'end')],
  'cut by a reset': [6, (question, chance) => cut(question, chance, 'reset')],
  'ended too early': [6, (question, chance) => {
    // The coding of the body ends as it should; the answer in it does not.
    const body = bodyOf(question);
    const part = body.subarray(0, chance.whole(1, Math.floor(body.length * 0.85)));
    return { bytes: framed(question, part, chance, chance.one(['chunked', 'length', 'close'] as const)), then: 'end' };
  }],
  'refused': [8, ({ protocol }, chance) => {
    const status = chance.weighted([[400, 1], [401, 1], [402, 1], [403, 1], [404, 1], [408, 1], [409, 1], [413, 1], [422, 1], [500, 3], [502, 3], [503, 3], [504, 1], [529, 3]]);
    return { bytes: document(status, JSON.stringify(errorDocument(protocol, status))), then: 'keep', bad: true };
  }],
  'limited': [4, ({ protocol }, chance) => {
    const wait = chance.one(['Retry-After: 0', `retry-after-ms: ${chance.whole(1, 40)}`, 'X-Nothing: 1', 'Retry-After: nonsense']);
    return { bytes: document(429, JSON.stringify(errorDocument(protocol, 429)), [wait]), then: 'keep', bad: true };
  }],
  'limited for a second': [0.3, ({ protocol }) => ({ bytes: document(429, JSON.stringify(errorDocument(protocol, 429)), ['Retry-After: 1']), then: 'keep', bad: true })],
  'a web page': [2, (_, chance) => ({ bytes: document(chance.one([200, 403, 502]), '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>', [], 'text/html'), then: 'keep', bad: true })],
  'no HTTP': [1, (_, chance) => ({ bytes: Buffer.from(chance.one(['SSH-2.0-OpenSSH_9.2\r\n', '\0\0\0\u0012\u0004\0\0\0\0\0', 'HTTP/1.1 abc\r\n\r\n'])), then: 'end', bad: true })],
  'an empty body': [2, (question, chance) => ({ bytes: framed(question, Buffer.alloc(0), chance, chance.one(['chunked', 'length'] as const)), then: 'keep', bad: true })],
  'a broken chunk size': [1, (question) => {
    const { head } = headOf(question);
    return { bytes: Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\nxyz\r\n`), then: 'keep', bad: true };
  }],
  'an error before the first word': [3, (question, chance) => {
    if (!question.stream) return { bytes: document(200, JSON.stringify(errorDocument(question.protocol, 502))), then: 'keep', bad: true };
    const { opening } = eventsOf(question.protocol, question.answer);
    return { bytes: framed(question, Buffer.from(opening.join('') + errorEvent(question.protocol)), chance, 'chunked'), then: 'keep', bad: true };
  }],
  'an error inside': [4, (question, chance) => {
    if (!question.stream) return { bytes: document(500, JSON.stringify(errorDocument(question.protocol, 500))), then: 'keep', bad: true };
    const { opening, content } = eventsOf(question.protocol, question.answer);
    const text = [...opening, ...content.slice(0, chance.whole(1, content.length)), errorEvent(question.protocol)].join('');
    return { bytes: framed(question, Buffer.from(text), chance, chance.one(['chunked', 'close'] as const)), then: chance.one(['end', 'reset'] as const), bad: true };
  }],
  'the end mark twice': [2, (question, chance) => {
    if (!question.stream) return { ...whole(question, chance), good: true };
    const { opening, content, closing } = eventsOf(question.protocol, question.answer);
    return { bytes: framed(question, Buffer.from([...opening, ...content, ...closing, closing.at(-1)].join('')), chance, 'chunked'), then: 'keep', good: true };
  }],
  'the wrong type of content': [2, (question, chance) => {
    const other = { ...question, stream: !question.stream };
    return { bytes: framed(other, bodyOf(question), chance, 'chunked'), then: 'keep' };
  }],
  'a document instead of a stream': [1, (question, chance) => ({ ...whole({ ...question, stream: false }, chance) })],
};

export const faultNames: readonly string[] = [...Object.keys(faults), 'gone from a kept connection'];

export function playFor(question: Question, chance: Chance): Play {
  const name = chance.weighted(Object.entries(faults).map(([one, [weight]]) => [one, weight] as const));
  const draft = (faults[name] as (typeof faults)[string])[1](question, chance);
  const { length } = draft.bytes;
  // What comes at once is read at once, so that nothing would be handed on later.
  const pauses = length > 100 && chance.next() < 0.4 ? pausesIn(length, chance) : [];
  return { fault: name, pauses, good: false, bad: false, ...draft };
}

function pausesIn(length: number, chance: Chance): Play['pauses'] {
  const at = Array.from({ length: chance.whole(1, 6) }, () => chance.whole(1, length - 1)).sort((a, b) => a - b);
  return at.map((one) => ({ at: one, ms: chance.whole(0, 4) }));
}

function whole(question: Question, chance: Chance, framing = chance.weighted<Framing>([['chunked', 6], ['length', 2], ['close', 1]])): Draft {
  return { bytes: framed(question, bodyOf(question), chance, framing), then: framing === 'close' ? 'end' : 'keep' };
}

function cut(question: Question, chance: Chance, then: 'end' | 'reset'): Draft {
  const { bytes } = whole(question, chance);
  return { bytes: bytes.subarray(0, chance.whole(bytes.indexOf('\r\n\r\n') + 4, bytes.length - 1)), then };
}

function bodyOf({ protocol, stream, answer }: Question): Buffer {
  if (!stream) return Buffer.from(JSON.stringify(documentOf(protocol, answer)));
  const { opening, content, closing } = eventsOf(protocol, answer);
  return Buffer.from([...opening, ...content, ...closing].join(''));
}

type Framing = 'chunked' | 'length' | 'close';

function headOf({ stream }: Question): { head: string } {
  return { head: `HTTP/1.1 200 OK\r\nContent-Type: ${stream ? 'text/event-stream' : 'application/json'}\r\n` };
}

/** Chunks end where events do, or anywhere. */
function framed(question: Question, body: Buffer, chance: Chance, framing: Framing): Buffer {
  const { head } = headOf(question);
  if (framing === 'length') return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
  if (framing === 'close') return Buffer.concat([Buffer.from(`${head}Connection: close\r\n\r\n`), body]);
  const parts: (string | Buffer)[] = [`${head}Transfer-Encoding: chunked\r\n\r\n`];
  const anywhere = chance.next() < 0.3;
  for (let at = 0; at < body.length; ) {
    const event = body.indexOf('\n\n', at);
    const to = anywhere || event === -1 ? Math.min(body.length, at + chance.whole(1, 200)) : event + 2;
    parts.push(`${(to - at).toString(16)}\r\n`, body.subarray(at, to), crlf);
    at = to;
  }
  parts.push('0\r\n\r\n');
  return Buffer.concat(parts.map((one) => Buffer.from(one)));
}

function document(status: number, body: string, headers: readonly string[] = [], type = 'application/json'): Buffer {
  const lines = [`HTTP/1.1 ${status} Practice`, `Content-Type: ${type}`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`];
  return Buffer.from(`${lines.join(crlf)}\r\n\r\n${body}`);
}
