import { translateError, translation, withoutForeignThoughts } from '../../src/shim/endpoint/translate/index.ts';
import type { SpokenProtocol } from '../../src/gateways/gateway.ts';
import type { Parser } from './fuzz-inputs.ts';

const requests = [
  '{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"u"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"auto","reasoning_effort":"high","max_tokens":9000,"stream":true}',
  '{"model":"m","instructions":"s","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"u"}]},{"type":"reasoning","summary":[],"encrypted_content":null},{"type":"function_call","call_id":"c","namespace":"n","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"r"}]}],"tools":[{"type":"custom","name":"p","format":{"type":"grammar","syntax":"lark","definition":"x"}},{"type":"namespace","name":"n","tools":[{"type":"function","name":"f"}]}],"text":{"format":{"type":"json_schema","name":"x","schema":{}}}}',
  '{"model":"claude-opus-4-8","max_tokens":9,"system":[{"type":"text","text":"s"}],"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":""},{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}]}]}],"thinking":{"type":"enabled","budget_tokens":1024},"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}}',
];

const events = [
  '{"id":"g","model":"m","created":1,"choices":[{"index":0,"delta":{"content":"a","reasoning":"b","tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":null}],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n[DONE]',
  '{"type":"message_start","message":{"id":"m","usage":{"input_tokens":1}}}\n{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}\n{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}\n{"type":"content_block_stop","index":0}\n{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}\n{"type":"message_stop"}',
  '{"type":"response.created","response":{"id":"r"}}\n{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"c","name":"f"}}\n{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{}"}\n{"type":"response.output_text.delta","output_index":1,"delta":"a"}\n{"type":"response.output_item.done","output_index":1,"item":{"type":"message","content":[{"type":"output_text","text":"a"}]}}\n{"type":"response.completed","response":{"status":"completed","output":[]}}',
  '{"error":{"code":503,"message":"m","metadata":{"error_type":"provider_overloaded"}}}\n{"type":"error","error":{"type":"overloaded_error","message":"m"}}\n{"type":"response.failed","response":{"error":{"code":"x","message":"m"}}}',
];

const pieces = ['null', '[]', '{}', '""', '0', '-1', '1e999', 'true', '"type":', '"content":', '"tool_calls":', '"index":', '"output_index":', '"input":', '"role":"assistant"', '"__proto__":{', '"constructor":', '[DONE]', '\n', ',', '}', ']', '{', '[', '"', '\\"', '\\u0000', '\\ud800', 'web_search', 'data:', 'https:'];

const protocols: readonly SpokenProtocol[] = ['chat-completions', 'responses', 'messages'];
const pairs = protocols.flatMap((from) => protocols.filter((to) => to !== from).map((to) => [from, to] as const));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The endpoint's translation: whatever comes, a document, a sentence or whole events come out. */
export const endpointTranslationParsers: Readonly<Record<string, Parser>> = {
  'endpoint: requests to translate': {
    samples: requests,
    pieces,
    run: (input) => {
      const body = parsed(input.toString('utf8'));
      for (const [from, to] of pairs) {
        const made = translation(from, to).request(body, from === 'responses' ? 'claude-sonnet-4-5' : 'm');
        if (!('body' in made) && made.impossible === '') throw new Error('no sentence');
        if ('body' in made && !Array.isArray(made.body['messages'] ?? made.body['input'])) throw new Error(`no conversation: ${JSON.stringify(made.body)}`);
        if (typeof body === 'object' && body !== null && !Array.isArray(body)) withoutForeignThoughts(from, body as Record<string, unknown>);
      }
    },
  },
  'endpoint: answers to translate': {
    samples: [...events, ...requests],
    pieces,
    run: (input) => {
      const lines = input.toString('utf8').split('\n');
      for (const [from, to] of pairs) {
        const translator = translation(from, to).stream(parsed(lines[0] ?? ''));
        const written = lines.map((data) => translator.take({ data })).join('');
        if (written !== '' && !written.endsWith('\n\n')) throw new Error(`no whole event: ${written.slice(-40)}`);
        for (const line of lines) {
          const document = parsed(line);
          JSON.stringify(translation(from, to).whole(document, document));
          if (!translateError(from, to, 500, document)['error']) throw new Error('no error');
        }
      }
    },
  },
};
