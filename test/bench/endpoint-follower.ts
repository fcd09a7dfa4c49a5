/**
 * What following a stream costs: against copying the same reads, and against parsing every event of them.
 *
 *   node --no-warnings test/bench/endpoint-follower.ts [--megabytes N] [--rounds N]
 *
 * The three take turns, so that a slow moment of the machine falls on all of them. Reads come as from a socket, from one
 * buffer that is used again. Ratios are medians of those of the rounds.
 */
import { parseArgs } from 'node:util';
import type { SpokenProtocol } from '../../src/gateways/gateway.ts';
import { endpointProtocol } from '../../src/shim/endpoint/protocols/index.ts';

const { values } = parseArgs({ options: { megabytes: { type: 'string' }, rounds: { type: 'string' } } });
const bytesARound = Number(values.megabytes ?? 16) * 1_000_000;
const rounds = Number(values.rounds ?? 15);

const words = ['The', ' quick', ' brown', ' "fox"', ' jumps', '\n\n', ' über', ' the', ' lazy', ' dog', '.', ' {"a": 1}', ' 狐狸', '\\d+', ' finish_reason', ' error'];
const word = (index: number): string => words[(index * 7 + (index >> 4)) % words.length] as string;
const json = JSON.stringify;
const spaced = (value: unknown): string => json(value, null, 1).replace(/\n\s*/g, ' ');

/** An event with content, by its number. */
const streams: Readonly<Record<string, { protocol: SpokenProtocol; head: string; event: (index: number) => string; tail: string }>> = {
  'chat, as OpenRouter writes it': {
    protocol: 'chat-completions',
    head: ': OPENROUTER PROCESSING\n\n',
    event: (index) => `data: ${json({ id: 'gen-1764000000-AbCdEfGhIjKlMnOpQrSt', provider: 'OpenAI', model: 'openai/gpt-4o-mini', object: 'chat.completion.chunk', created: 1764000000, choices: [{ index: 0, delta: { role: 'assistant', content: word(index) }, finish_reason: null, native_finish_reason: null, logprobs: null }] })}\n\n`,
    tail: 'data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  },
  'chat, as OpenAI writes it': {
    protocol: 'chat-completions',
    head: '',
    event: (index) => `data: ${json({ id: 'chatcmpl-AbCdEfGhIjKlMnOpQrSt', object: 'chat.completion.chunk', created: 1764000000, model: 'gpt-4o-mini-2024-07-18', service_tier: 'default', system_fingerprint: 'fp_1234567890', choices: [{ index: 0, delta: { content: word(index) }, logprobs: null, finish_reason: null }], usage: null, obfuscation: 'aBcDeFgHiJ'.slice(index % 9) })}\n\n`,
    tail: 'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  },
  'chat, small events': {
    protocol: 'chat-completions',
    head: '',
    event: (index) => `data: ${json({ id: 'c', choices: [{ index: 0, delta: { content: word(index) } }] })}\n\n`,
    tail: 'data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  },
  'chat, with blanks': {
    protocol: 'chat-completions',
    head: '',
    event: (index) => `data: ${spaced({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1764000000, model: 'm', choices: [{ index: 0, delta: { content: word(index) }, finish_reason: null }] })}\n\n`,
    tail: 'data: {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n',
  },
  'chat, every event of another kind': {
    protocol: 'chat-completions',
    head: '',
    event: (index) => `data: ${json({ id: 'c', choices: [{ index: 0, delta: { content: word(index) }, extra: Array.from({ length: index % 11 }, () => null) }] })}\n\n`,
    tail: 'data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  },
  responses: {
    protocol: 'responses',
    head: 'event: response.created\ndata: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1"}}\n\n',
    event: (index) => `event: response.output_text.delta\ndata: ${json({ type: 'response.output_text.delta', sequence_number: index + 4, item_id: 'msg_0123456789abcdef0123456789abcdef', output_index: 0, content_index: 0, delta: word(index), logprobs: [], obfuscation: 'aBcDeFgHiJ'.slice(index % 9) })}\n\n`,
    tail: 'event: response.completed\ndata: {"type":"response.completed","sequence_number":9,"response":{"id":"resp_1","status":"completed"}}\n\n',
  },
  messages: {
    protocol: 'messages',
    head: 'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":3}}}\n\n',
    event: (index) => `event: content_block_delta\ndata: ${json({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word(index) } })}\n\n`,
    tail: 'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
  },
};

/** Copies what it is given, as any proxy has to at least once. */
function copying(): (bytes: Buffer) => void {
  const to = Buffer.alloc(256 * 1024);
  return (bytes) => void bytes.copy(to);
}

/** What a proxy does that parses every event: its lines, its JSON. */
function parsing(): (bytes: Buffer) => void {
  let held = '';
  let seen = 0;
  return (bytes) => {
    const events = (held + bytes.toString('utf8')).split('\n\n');
    held = events.pop() ?? '';
    for (const event of events) {
      const at = event.startsWith('data: ') ? 6 : event.indexOf('\ndata: ') + 7;
      if (at < 6 || event[at] !== '{') continue;
      const read = JSON.parse(event.slice(at)) as { error?: unknown };
      if (read.error === undefined) seen++;
    }
    if (seen < 0) throw new Error('unreachable');
  };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

for (const [name, { protocol, head, event, tail }] of Object.entries(streams)) {
  const events = 2_000;
  const text = head + Array.from({ length: events }, (_, index) => event(index)).join('') + tail;
  const whole = Buffer.from(text);
  for (const [how, cut] of [
    ['64 KiB reads', 64 * 1024],
    ['an event a read', 0],
  ] as const) {
    const reads: Buffer[] = [];
    for (let at = 0; at < whole.length; ) {
      const end = cut > 0 ? Math.min(whole.length, at + cut) : whole.indexOf('\n\n', at) + 2;
      reads.push(whole.subarray(at, end));
      at = end;
    }
    const shared = Buffer.alloc(64 * 1024);
    const times = Math.max(1, Math.round(bytesARound / whole.length));
    const run = (make: () => (bytes: Buffer) => void): number => {
      const begun = performance.now();
      for (let time = 0; time < times; time++) {
        const take = make();
        for (const read of reads) {
          read.copy(shared);
          take(shared.subarray(0, read.length));
        }
      }
      return (times * whole.length) / 1e3 / (performance.now() - begun);
    };
    const following = (): ((bytes: Buffer) => void) => {
      const follower = endpointProtocol(protocol).follow();
      return (bytes) => {
        if (follower.ended) throw new Error('ended too early');
        follower.take(bytes);
      };
    };
    const check = endpointProtocol(protocol).follow();
    for (const read of reads) check.take(read);
    if (!check.ended || check.contentEvents !== events || check.judge().fault !== null) throw new Error(`${name}: ${check.contentEvents} of ${events} events, ${JSON.stringify(check.judge())}`);
    for (const make of [copying, following, parsing]) run(make);
    const speeds: Record<'copy' | 'follow' | 'parse', number[]> = { copy: [], follow: [], parse: [] };
    for (let round = 0; round < rounds; round++) {
      speeds.copy.push(run(copying));
      speeds.follow.push(run(following));
      speeds.parse.push(run(parsing));
    }
    const { copy, follow, parse } = speeds;
    const toCopy = median(follow.map((speed, index) => (copy[index] as number) / speed));
    const toParse = median(follow.map((speed, index) => speed / (parse[index] as number)));
    const nsAnEvent = ((whole.length / events) * 1_000) / median(follow);
    console.log(`${name}, ${how}: copy ${median(copy).toFixed(0)}, follow ${median(follow).toFixed(0)}, parse ${median(parse).toFixed(0)} MB/s; follow is ${toCopy.toFixed(1)} times the copy's time and ${toParse.toFixed(1)} times as fast as parsing; ${nsAnEvent.toFixed(0)} ns an event of ${(whole.length / events).toFixed(0)} bytes`);
  }
}
