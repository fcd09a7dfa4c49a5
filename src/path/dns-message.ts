/**
 * DNS messages as bytes (RFC 1035). Written by hand because what arrives on UDP can come from anyone: reading never
 * throws, never loops, costs a bounded time, and keeps what stood before the damage, which a general decoder throws
 * away. Pure.
 */

/** Types that are asked for and understood; of the others only the number is kept. */
export const recordTypes = { A: 1, CNAME: 5, SOA: 6, AAAA: 28, HTTPS: 65 } as const;

/** One record of the answer section. */
export interface DnsRecord {
  name: string;
  type: number;
  ttlSeconds: number;
  /** For A and AAAA. */
  address?: string;
  /** For CNAME. */
  target?: string;
}

/** A message that has at least a whole header. */
export interface DnsMessage {
  id: number;
  response: boolean;
  authoritative: boolean;
  truncated: boolean;
  recursionAvailable: boolean;
  /** 0 is success, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED (RFC 1035, 4.1.1). */
  rcode: number;
  question: { name: string; type: number } | null;
  answers: readonly DnsRecord[];
  /** Set when the bytes after the header don't hold what the header promises; what was read until there is kept. */
  damage?: Damage;
}

/** `cut`: ends in the middle. `loop`: compression that leads nowhere. The other two: no name can be like that. */
export type Damage = 'cut' | 'loop' | 'name-too-long' | 'bad-label';

const headerBytes = 12;
/** RFC 1035, 2.3.4, as written in the message. */
const maxNameBytes = 255;
/** An honest name has one jump, or one for each suffix it shares; 127 labels is the most a name can have. */
const maxJumps = 127;
/** More answers than this are of no use, and each costs time. */
const maxRecords = 256;

/** Ends reading; never leaves this file. */
class DamagedError extends Error {
  readonly damage: Damage;

  constructor(damage: Damage) {
    super(damage);
    this.damage = damage;
  }
}

/** Made once: most of what is forged or broken ends with one, and collecting a stack each time is most of the work. */
const damaged = {
  cut: new DamagedError('cut'),
  loop: new DamagedError('loop'),
  nameTooLong: new DamagedError('name-too-long'),
  badLabel: new DamagedError('bad-label'),
} as const;

/**
 * Reads a message. Never throws.
 *
 * @returns null when the bytes are no DNS message at all: shorter than a header.
 */
export function parseDnsMessage(bytes: Uint8Array): DnsMessage | null {
  if (bytes.length < headerBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint16(2);
  const header = {
    id: view.getUint16(0),
    response: (flags & 0x8000) !== 0,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    rcode: flags & 0x000f,
  };
  let question: DnsMessage['question'] = null;
  const answers: DnsRecord[] = [];
  try {
    let offset = headerBytes;
    for (let left = view.getUint16(4); left > 0; left--) {
      const name = readName(view, offset);
      if (name.end + 4 > view.byteLength) throw damaged.cut;
      question ??= { name: name.text, type: view.getUint16(name.end) };
      offset = name.end + 4;
    }
    for (let left = Math.min(view.getUint16(6), maxRecords); left > 0; left--) {
      const { record, end } = readRecord(view, offset);
      answers.push(record);
      offset = end;
    }
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    return { ...header, question, answers, damage: error.damage };
  }
  return { ...header, question, answers };
}

function readRecord(view: DataView, offset: number): { record: DnsRecord; end: number } {
  const name = readName(view, offset);
  const fixed = name.end;
  if (fixed + 10 > view.byteLength) throw damaged.cut;
  const type = view.getUint16(fixed);
  // RFC 2181, 8: a time to live with the top bit set counts as zero.
  const ttl = view.getUint32(fixed + 4);
  const length = view.getUint16(fixed + 8);
  const data = fixed + 10;
  const end = data + length;
  if (end > view.byteLength) throw damaged.cut;
  const record: DnsRecord = { name: name.text, type, ttlSeconds: ttl > 0x7fffffff ? 0 : ttl };
  if (type === recordTypes.A && length === 4) record.address = ipv4(view, data);
  if (type === recordTypes.AAAA && length === 16) record.address = ipv6(view, data);
  if (type === recordTypes.CNAME) record.target = readName(view, data).text;
  return { record, end };
}

/** A name, and where the message goes on after it. Bytes that are no printable ASCII become `\DDD` (RFC 4343, 2.1). */
function readName(view: DataView, start: number): { text: string; end: number } {
  const labels: string[] = [];
  let offset = start;
  let end: number | undefined;
  let total = 1;
  let jumps = 0;
  for (;;) {
    if (offset >= view.byteLength) throw damaged.cut;
    const length = view.getUint8(offset);
    if (length === 0) return { text: labels.join('.'), end: end ?? offset + 1 };
    const kind = length & 0xc0;
    if (kind === 0xc0) {
      if (offset + 2 > view.byteLength) throw damaged.cut;
      const target = view.getUint16(offset) & 0x3fff;
      end ??= offset + 2;
      // Only to what stood before (RFC 1035, 4.1.4); so jumping ends.
      if (target >= offset || ++jumps > maxJumps) throw damaged.loop;
      offset = target;
    } else if (kind === 0) {
      total += length + 1;
      if (total > maxNameBytes) throw damaged.nameTooLong;
      if (offset + 1 + length > view.byteLength) throw damaged.cut;
      labels.push(label(view, offset + 1, length));
      offset += 1 + length;
    } else {
      throw damaged.badLabel;
    }
  }
}

function label(view: DataView, start: number, length: number): string {
  let text = '';
  for (let at = start; at < start + length; at++) {
    const byte = view.getUint8(at);
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c;
    text += plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  }
  return text;
}

function ipv4(view: DataView, at: number): string {
  return [0, 1, 2, 3].map((byte) => view.getUint8(at + byte)).join('.');
}

/** RFC 5952: lower case, no leading zeros, the longest run of two and more zero groups as `::`. */
function ipv6(view: DataView, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(at + 2 * index));
  let best = { from: 0, length: 0 };
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === 0) to++;
    if (to - from > Math.max(best.length, 1)) best = { from, length: to - from };
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (best.length === 0) return hex(groups);
  return `${hex(groups.slice(0, best.from))}::${hex(groups.slice(best.from + best.length))}`;
}

/**
 * A question for one name, recursion desired.
 *
 * @throws RangeError when the text can be no name: a label of 0 or more than 63 bytes, or more than 255 in all.
 */
export function encodeDnsQuery(id: number, name: string, type: number): Uint8Array {
  if (!isDnsName(name)) throw new RangeError('this is no DNS name');
  const labels = labelsOf(name);
  const nameBytes = bytesOf(labels);
  const bytes = new Uint8Array(headerBytes + nameBytes + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, id);
  view.setUint16(2, 0x0100);
  view.setUint16(4, 1);
  let offset = headerBytes;
  for (const one of labels) {
    view.setUint8(offset, one.length);
    bytes.set(one, offset + 1);
    offset += one.length + 1;
  }
  view.setUint16(offset + 1, type);
  // Class IN.
  view.setUint16(offset + 3, 1);
  return bytes;
}

/** True when a name can be asked for: labels of 1 to 63 bytes, 255 bytes in all (RFC 1035, 2.3.4). */
export function isDnsName(name: string): boolean {
  const labels = labelsOf(name);
  return bytesOf(labels) <= maxNameBytes && labels.every(({ length }) => length > 0 && length <= 63);
}

function labelsOf(name: string): Uint8Array[] {
  return name.replace(/\.$/, '').split('.').map((one) => new TextEncoder().encode(one));
}

function bytesOf(labels: readonly Uint8Array[]): number {
  return labels.reduce((sum, { length }) => sum + length + 1, 1);
}

/** True when a message answers this question; anything else on the socket is somebody else's, or forged badly. */
export function answersQuestion(message: DnsMessage, id: number, name: string, type: number): boolean {
  if (!message.response || message.id !== id) return false;
  // A server that could not read the question leaves it out (RFC 1035, 4.1.1, format error).
  if (message.question === null) return message.rcode !== 0;
  const asked = name.replace(/\.$/, '').toLowerCase();
  return message.question.type === type && message.question.name.toLowerCase() === asked;
}
