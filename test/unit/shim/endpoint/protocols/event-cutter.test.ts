import assert from 'node:assert/strict';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { EventCutter, maxEventBytes } from '../../../../../src/shim/endpoint/protocols/event-cutter.ts';
import { readEventFields } from '../../../../../src/shim/endpoint/protocols/event-fields.ts';

interface Cut {
  sent: Buffer[];
  held: Buffer;
  events: { event?: string | undefined; data: string }[];
  long: number;
  inEvent: boolean;
}

/** Cuts a stream that comes in these reads; each read's memory is overwritten behind it, as a socket's is. */
function cut(reads: readonly Buffer[], look: (sent: Buffer, read: Buffer) => void = () => undefined): Cut {
  const events: Cut['events'] = [];
  let long = 0;
  const cutter = new EventCutter({
    known: () => -1,
    event: (bytes, start, end) => {
      const fields = readEventFields(bytes, start, end);
      if (fields) events.push({ event: fields.event, data: fields.data });
    },
    longEvent: () => long++,
  });
  const sent = reads.map((read) => {
    const memory = Buffer.from(read);
    const out = cutter.take(memory);
    look(out, memory);
    const copy = Buffer.from(out);
    memory.fill(0x2a);
    return copy;
  });
  const { inEvent } = cutter;
  const held = Buffer.from(cutter.rest());
  return { sent, held, events, long, inEvent };
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set([0, ...cuts.map((one) => one % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

/** What a client that reads the standard sees. */
function reference(text: string): { event?: string | undefined; data: string }[] {
  const events: { event?: string | undefined; data: string }[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => events.push({ event, data }) });
  parser.feed(text.replace(/\r\n|\r/g, '\n'));
  return events;
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const field = fc.constantFrom('data: {"a":1}', 'data:x', 'data', 'data: ', 'event: error', 'event:x', 'id: 7', ': a comment', ':', 'retry: 10', 'data: [DONE]', 'data: über 狐狸', 'nonsense', 'data:  two', 'data: a:b\t');
const event = fc.array(fc.tuple(field, lineEnd).map((parts) => parts.join('')), { maxLength: 4 });
const stream = fc.tuple(fc.boolean(), fc.array(fc.tuple(event, lineEnd), { maxLength: 8 }), fc.constantFrom('', 'data: half', ': com', '\r', 'data: x\n', 'data: x\r')).map(
  ([bom, events, tail]) => Buffer.from(`${bom ? '\ufeff' : ''}${events.map(([lines, end]) => lines.join('') + end).join('')}${tail}`),
);
const cuts = fc.array(fc.nat(500), { maxLength: 12 });

/** An event may be put behind it: only comments and whole events so far. */
function atRest(text: string): boolean {
  const lines = text.replace(/^\ufeff/, '').replace(/\r\n|\r/g, '\n').split('\n');
  if (lines.pop() !== '') return false;
  const last = lines.lastIndexOf('');
  return lines.slice(last + 1).every((line) => line.startsWith(':'));
}

describe('the cutting of a stream into events', () => {
  it('hands back what came, whole events only, however it is cut (property)', () => {
    fc.assert(
      fc.property(stream, cuts, (bytes, where) => {
        const { sent, held, events, inEvent } = cut(split(bytes, where));
        assert.deepEqual(Buffer.concat([...sent, held]), bytes);
        assert.equal(inEvent, false);
        let so = '';
        for (const part of sent) {
          so += part.toString('latin1');
          assert.ok(atRest(Buffer.from(so, 'latin1').toString('utf8')), JSON.stringify(so));
        }
        assert.deepEqual(events, reference(Buffer.concat(sent).toString('utf8')), JSON.stringify(bytes.toString('utf8')));
        assert.deepEqual(events, cut([bytes]).events);
      }),
      { numRuns: 3_000 },
    );
  });

  for (const [name, end] of [['LF', '\n\n'], ['CR LF', '\r\n\r\n'], ['CR', '\r\r'], ['LF CR LF', '\n\r\n'], ['CR LF LF', '\r\n\n']] as const) {
    it(`sees the same at every cut of a stream that ends its events with ${name}`, () => {
      const text = `\ufeff: hello${end}event: a${end.slice(0, end.length / 2)}data: one${end}data: two\ndata: three${end}data: [DONE]${end}`;
      const bytes = Buffer.from(text);
      const whole = cut([bytes]);
      assert.deepEqual(whole.events, reference(text));
      assert.equal(whole.events.length, 3);
      for (let first = 0; first <= bytes.length; first++) {
        for (let second = first; second <= bytes.length; second++) {
          const { events, sent, held } = cut([bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]);
          assert.deepEqual(events, whole.events, `${first} ${second}`);
          assert.deepEqual(Buffer.concat([...sent, held]), bytes);
        }
      }
    });
  }

  it('hands back a view, not a copy, where nothing is held', () => {
    cut([Buffer.from('data: 1\n\ndata: 2\n\n'), Buffer.from('data: 3\n\ndata: ')], (sent, read) => assert.equal(sent.buffer, read.buffer));
  });

  it('lets a comment pass that no empty line follows', () => {
    const { sent, held } = cut([Buffer.from(': ping\n'), Buffer.from('data: 1\n: ping\n')]);
    assert.deepEqual([sent.map(String), String(held)], [[': ping\n', ''], 'data: 1\n: ping\n']);
  });

  it('holds an event of up to 1 MiB and hands a longer one back in parts, which it says', () => {
    const begin = Buffer.from('data: 0\n\ndata: ');
    const fill = Buffer.alloc(maxEventBytes - 6 - 2, 'x');
    const held = cut([begin, fill, Buffer.from('\n\n')]);
    assert.deepEqual([held.sent.map((part) => part.length), held.long, held.events.length], [[9, 0, maxEventBytes], 0, 2]);
    const longer = cut([begin, fill, Buffer.from('xyz'), Buffer.from('more\n'), Buffer.from('\ndata: 2\n\n')]);
    assert.deepEqual(longer.sent.map((part) => part.length), [9, 0, maxEventBytes + 1, 5, 10]);
    assert.deepEqual([longer.long, longer.events.map(({ data }) => data), longer.inEvent], [1, ['0', '2'], false]);
    assert.ok(cut([begin, fill, Buffer.from('xyz')]).inEvent);
  });

  it('sees a long event the same in one read and in many', () => {
    const bytes = Buffer.concat([Buffer.from('data: 0\r\n\r\ndata: '), Buffer.alloc(maxEventBytes, 'x'), Buffer.from('\r\n\r\ndata: 1\r\n\r\n')]);
    const whole = cut([bytes]);
    for (let back = 0; back < 24; back++) {
      for (const start of [0, 11, 200_000]) {
        const { long, events, sent, held } = cut([bytes.subarray(0, start), bytes.subarray(start, bytes.length - back), bytes.subarray(bytes.length - back)]);
        assert.deepEqual([long, events], [whole.long, whole.events]);
        assert.equal(Buffer.concat([...sent, held]).length, bytes.length);
      }
    }
  });

  it('takes a long event byte by byte in time that grows with its length', function () {
    this.timeout(20_000);
    const cutter = new EventCutter({ known: () => -1, event: () => undefined, longEvent: () => undefined });
    const one = Buffer.from('x');
    cutter.take(Buffer.from('data: '));
    const begun = performance.now();
    for (let at = 0; at < 300_000; at++) cutter.take(one);
    assert.ok(performance.now() - begun < 10_000, `${performance.now() - begun} ms`);
    assert.equal(cutter.heldBytes, 300_006);
  });
});
