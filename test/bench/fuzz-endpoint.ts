import { endpointPath } from '../../src/shim/endpoint/base-paths.ts';
import { EventShapes } from '../../src/shim/endpoint/protocols/event-shapes.ts';
import { endpointProtocols } from '../../src/shim/endpoint/protocols/index.ts';
import type { EndpointProtocol } from '../../src/shim/endpoint/protocols/protocol.ts';
import { withModel } from '../../src/shim/endpoint/protocols/body-model.ts';
import type { Parser } from './fuzz-inputs.ts';

/** Follows a stream in pieces of these sizes; what comes out has to be what went in. */
function follow(protocol: EndpointProtocol, bytes: Buffer, piece: (at: number) => number): string {
  const follower = protocol.follow();
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const part = Buffer.from(bytes.subarray(at, at + piece(at)));
    out.push(Buffer.from(follower.take(part)));
    part.fill(0);
    at += part.length;
  }
  const judged = follower.judge();
  out.push(follower.rest());
  if (!Buffer.concat(out).equals(bytes)) throw new Error('what comes out is not what went in');
  const { contentEvents, ended, error, finishReason, usage, provider } = follower;
  follower.failureEvent({ status: 502, leg: 'stream', code: 'stream-cut', message: 'x', shouldRetry: false, attempts: 1 });
  return JSON.stringify([judged, contentEvents, ended, error, finishReason, usage, provider]);
}

/** The same with every event parsed, none known by its shape. */
function followParsing(protocol: EndpointProtocol, bytes: Buffer): string {
  const { learn } = EventShapes.prototype;
  EventShapes.prototype.learn = () => undefined;
  try {
    return follow(protocol, bytes, () => bytes.length);
  } finally {
    EventShapes.prototype.learn = learn;
  }
}

const chunk = (content: string): string => `data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":"${content}"},"finish_reason":null}],"usage":null}\n\n`;

/** Parsers of what programs send to the endpoint, and gateways answer. */
export const endpointParsers: Readonly<Record<string, Parser>> = {
  'endpoint: streams': {
    samples: [
      `: x\n\n${chunk('a')}${chunk('b')}${chunk('c')}data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`,
      'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":1}}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"b"}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
      'event: response.output_text.delta\r\ndata: {"type":"response.output_text.delta","sequence_number":1,"delta":"a"}\r\n\r\nevent: response.output_text.delta\r\ndata: {"type":"response.output_text.delta","sequence_number":2,"delta":"b"}\r\n\r\nevent: response.completed\r\ndata: {"type":"response.completed","response":{"usage":{"input_tokens":1}}}\r\n\r\n',
    ],
    pieces: ['\n\n', '\r\n\r\n', '\r', '\n', 'data: ', 'data:', 'event: error\n', '"', '\\', '\\u0065', '"error":{"code":429}', '"finish_reason":"stop"', '[DONE]', '{', '}', '[', ',', ':', '\0', '\xef\xbb\xbf', 'null', '1', chunk('x')],
    run(input) {
      for (const protocol of endpointProtocols) {
        const whole = follow(protocol, input, () => input.length);
        const parsed = followParsing(protocol, input);
        if (parsed !== whole) throw new Error(`read in another way than parsed: ${whole} is not ${parsed}`);
        for (const piece of [() => 1, (at: number) => 1 + ((input[at] ?? 0) % 37)]) {
          const other = follow(protocol, input, piece);
          if (other !== whole) throw new Error(`read in another way when cut: ${other} is not ${whole}`);
        }
      }
    },
  },
  'endpoint: paths': {
    samples: ['/v1/chat/completions', '/api/v1/v1/messages?beta=true', '//v1/models/openai%2Fgpt-4o:free', '/v1/files/../x'],
    pieces: ['/', '//', '..', '.', '%2e', '%2f', '%5c', '%25', '%', '\\', '?', '#', ';', ' ', '\0', '\xff', 'v1', 'api/', 'models/'],
    run(input) {
      for (const method of ['GET', 'POST']) {
        const request = endpointPath(method, input.toString('latin1'));
        if (!request) continue;
        const url = new URL(`https://h.example/root${request.path}${request.query}`);
        if (url.pathname !== `/root${request.path}` || url.host !== 'h.example') throw new Error(`read as ${url.href}`);
      }
    },
  },
  'endpoint: requests': {
    samples: ['{"model":"a/b","stream":true,"max_tokens":12,"messages":[{"role":"user","content":"x \\"model\\": {"}]}', ' { "\\u006dodel" : "a" , "model":"b", "n":-1.5e3, "t":[[],{}], "x":null }\n', '{}', '{"model":{"a":"}"}}'],
    pieces: ['"', '\\', '\\"', '{', '}', '[', ']', ',', ':', '"model":', '"m\\u006fdel":', ' ', '\n', 'null', '1', '\0', '\xff', '"a"'],
    run(input) {
      for (const protocol of endpointProtocols) {
        protocol.facts(input);
        protocol.judgeWhole(input);
      }
      let parsed: unknown;
      try {
        parsed = JSON.parse(input.toString('utf8'));
      } catch {
        return;
      }
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return;
      const changed = JSON.parse(withModel(input, 'new').toString('utf8')) as unknown;
      // As JSON, for the order of members is the same but where one was added in front.
      if (JSON.stringify(changed, Object.keys(changed as object).sort()) !== JSON.stringify({ ...parsed, model: 'new' }, Object.keys(changed as object).sort())) throw new Error('another body');
    },
  },
};
