import assert from 'node:assert/strict';
import * as net from 'node:net';
import { decode, encode, type Answer } from 'dns-packet';
import fc from 'fast-check';
import { answersQuestion, encodeDnsQuery, parseDnsMessage, recordTypes, type DnsRecord } from '../../../src/path/dns-message.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const hostName = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));

/** A response with these bytes after the header. */
function response(counts: readonly [questions: number, answers: number], ...body: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([0, 7, 0x81, 0x80, 0, counts[0], 0, counts[1], 0, 0, 0, 0, ...body.flat()]);
}
const root = [0];
const typeAndClass = [0, 1, 0, 1];
const ofA = [...typeAndClass, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];

describe('DNS messages', () => {
  it('ask as another implementation reads it', () => {
    fc.assert(
      fc.property(hostName, fc.integer({ min: 0, max: 0xffff }), (name, id) => {
        const asked = decode(Buffer.from(encodeDnsQuery(id, name, recordTypes.AAAA)));
        assert.deepEqual([asked.id, asked.type, asked.questions?.[0]?.name, asked.questions?.[0]?.type], [id, 'query', name, 'AAAA']);
      }),
    );
  });

  it('are refused where the text is no name', () => {
    for (const name of ['', '.', 'a..b', '.a', 'a'.repeat(64), Array.from({ length: 40 }, () => 'abcdef').join('.')]) {
      assert.throws(() => encodeDnsQuery(1, name, recordTypes.A), RangeError, name);
    }
    assert.equal(encodeDnsQuery(1, 'gateway.test.', 1).length, encodeDnsQuery(1, 'gateway.test', 1).length);
  });

  it('read what another implementation writes', () => {
    const record = fc.oneof(
      fc.record({ type: fc.constant('A' as const), name: hostName, ttl: fc.integer({ min: 0, max: 0x7fffffff }), data: fc.ipV4() }),
      fc.record({ type: fc.constant('AAAA' as const), name: hostName, ttl: fc.nat(100), data: fc.ipV6().map(canonical) }),
      fc.record({ type: fc.constant('CNAME' as const), name: hostName, ttl: fc.nat(100), data: hostName }),
    );
    fc.assert(
      fc.property(hostName, fc.array(record, { maxLength: 8 }), fc.nat(5), (name, answers, rcode) => {
        const bytes = encode({
          type: 'response',
          id: 7,
          flags: 0x0400 | 0x0080 | rcode,
          questions: [{ type: 'A', name, class: 'IN' }],
          answers: answers as Answer[],
        });
        const read = parseDnsMessage(bytes);
        assert.ok(read && read.damage === undefined);
        assert.deepEqual([read.id, read.rcode, read.authoritative, read.recursionAvailable, read.truncated], [7, rcode, true, true, false]);
        assert.deepEqual(read.question, { name, type: recordTypes.A });
        assert.equal(read.answers.length, answers.length);
        for (const [index, { type, ttl, data }] of answers.entries()) {
          const seen: DnsRecord | undefined = read.answers[index];
          assert.equal(seen?.ttlSeconds, ttl);
          if (type === 'CNAME') assert.equal(seen?.target, data);
          else assert.equal(seen?.address, data);
        }
        assert.ok(answersQuestion(read, 7, name.toUpperCase(), recordTypes.A));
        assert.ok(!answersQuestion(read, 8, name, recordTypes.A) && !answersQuestion(read, 7, `x${name}`, recordTypes.A));
        assert.ok(!answersQuestion(read, 7, name, recordTypes.AAAA));
      }),
    );
  });

  it('say what is wrong, and keep what stood before it', () => {
    const longName = Array.from({ length: 5 }, () => [63, ...Array.from({ length: 63 }, () => 97)]).flat();
    const cases: readonly [string, Uint8Array, string, number][] = [
      ['a pointer to itself', response([1, 0], [0xc0, 12], typeAndClass), 'loop', 0],
      ['a pointer forward', response([1, 0], [0xc0, 40], typeAndClass, Array.from({ length: 40 }, () => 0)), 'loop', 0],
      ['two pointers in a circle', response([1, 0], [1, 97, 0xc0, 12, ...typeAndClass]), 'name-too-long', 0],
      ['a pointer cut in half', response([1, 0], [0xc0]), 'cut', 0],
      ['a label longer than the message', response([1, 0], [63, 97]), 'cut', 0],
      ['a label of a kind there is none of', response([1, 0], [0x80, 0]), 'bad-label', 0],
      ['a name that is too long', response([1, 0], longName, root, typeAndClass), 'name-too-long', 0],
      ['a question without a type', response([1, 0], root, [0]), 'cut', 0],
      ['fewer answers than promised', response([0, 3], root, ofA), 'cut', 1],
      ['data longer than the message', response([0, 2], root, ofA, root, [...typeAndClass, 0, 0, 0, 1, 0xff, 0xff, 1]), 'cut', 1],
    ];
    for (const [what, bytes, damage, answers] of cases) {
      const read = parseDnsMessage(bytes);
      assert.deepEqual([read?.damage, read?.answers.length], [damage, answers], what);
    }
  });

  it('take an address only of its own length, and a wrong time to live as none', () => {
    const wrong = response([0, 2], root, [...typeAndClass, 0xff, 0, 0, 0, 0, 3, 1, 2, 3], root, ofA);
    assert.deepEqual(parseDnsMessage(wrong)?.answers.map(({ address, ttlSeconds }) => [address, ttlSeconds]), [[undefined, 0], ['192.0.2.1', 60]]);
  });

  it('write IPv6 addresses as they are written (RFC 5952)', () => {
    const cases = ['::', '::1', '2001:db8::1', '2001:db8:0:1:1:1:1:1', '2001:0:0:1::1', 'fe80::', '1:2:3:4:5:6:7:8', '1::2:0:0:3:4'];
    for (const address of cases) {
      const bytes = encode({ type: 'response', answers: [{ type: 'AAAA', name: 'a.test', ttl: 1, data: address }] });
      assert.equal(parseDnsMessage(bytes)?.answers[0]?.address, address);
    }
  });

  it('never throw and never print what is not printable, whatever arrives', () => {
    const check = (bytes: Uint8Array): void => {
      const read = parseDnsMessage(bytes);
      assert.equal(read === null, bytes.length < 12);
      if (!read) return;
      assert.ok(read.answers.length <= 256);
      for (const text of [read.question?.name ?? '', ...read.answers.flatMap(({ name, target = '' }) => [name, target])]) {
        assert.match(text, /^[\x21-\x7e]*$/);
        assert.ok(text.length <= 255 * 4);
      }
      for (const { address } of read.answers) assert.ok(address === undefined || net.isIP(address) !== 0, address);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), check), { numRuns: 2_000 });
    // Honest messages with a few bytes changed get further in.
    const honest = encode({
      type: 'response',
      questions: [{ type: 'A', name: 'gateway.test', class: 'IN' }],
      answers: [
        { type: 'CNAME', name: 'gateway.test', ttl: 1, data: 'edge.gateway.test' },
        { type: 'A', name: 'edge.gateway.test', ttl: 1, data: '192.0.2.1' },
      ],
    });
    const change = fc.array(fc.tuple(fc.nat(honest.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(change, fc.nat(honest.length), (changes, length) => {
        const bytes = Uint8Array.from(honest).slice(0, length);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        check(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('cost a bounded number of steps: pointers to pointers, in the largest message there is', () => {
    const bytes = new Uint8Array(65_535);
    bytes.set([0, 7, 0x81, 0x80, 0, 0, 0xff, 0xff]);
    // Each pointer leads two bytes back; a reader without a limit follows thousands for each of 65 535 records.
    for (let at = 14; at + 1 < bytes.length; at += 2) new DataView(bytes.buffer).setUint16(at, 0xc000 | ((at - 2) & 0x3fff));
    const read = parseDnsMessage(bytes);
    assert.ok(read?.damage !== undefined && read.answers.length <= 256);
  });
});

/** As it is written (RFC 5952); the other implementation misreads some spellings. */
function canonical(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
