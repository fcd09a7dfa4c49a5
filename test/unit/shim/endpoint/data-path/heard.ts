/** What a caller of each protocol would take an answer for: read as strictly as its official SDK reads it. */
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import type { Got } from './endpoint-stage.ts';

/** `complete`: the SDK returns it as a whole answer. `error`: the SDK throws. `torn`: the connection broke, and it throws. */
export type Heard = { how: 'complete'; text: string } | { how: 'error'; status: number; code: string; text: string } | { how: 'torn'; text: string };

export function heard(protocol: SpokenProtocol, stream: boolean, got: Got): Heard {
  if (got.torn) return { how: 'torn', text: '' };
  if (got.status !== 200) return { how: 'error', status: got.status, code: errorCode(got.text), text: '' };
  if (!stream || !/event-stream/.test(String(got.headers['content-type']))) return heardWhole(protocol, got.text);
  return heardStream(protocol, got.text);
}

function errorCode(text: string): string {
  let document: { error?: { message?: unknown; code?: unknown; type?: unknown } } | undefined;
  try {
    document = JSON.parse(text) as typeof document;
  } catch {
    return 'NO JSON';
  }
  // Both SDKs show the message of `error`; without one the user reads nothing.
  if (typeof document?.error?.message !== 'string' || document.error.message === '') return 'NO MESSAGE';
  return String(document.error.code ?? document.error.type ?? '?');
}

function heardWhole(protocol: SpokenProtocol, text: string): Heard {
  let body: Record<string, never>;
  try {
    body = JSON.parse(text) as Record<string, never>;
  } catch {
    return { how: 'error', status: 200, code: 'NO JSON', text: '' };
  }
  switch (protocol) {
    case 'chat-completions':
      return { how: 'complete', text: (body['choices'] as unknown as { message: { content: string | null } }[])[0]?.message.content ?? '' };
    case 'messages':
      return { how: 'complete', text: (body['content'] as unknown as { text?: string }[]).map((one) => one.text ?? '').join('') };
    case 'responses':
      return { how: 'complete', text: (body['output'] as unknown as { content?: { text?: string }[] }[]).flatMap((item) => item.content ?? []).map((one) => one.text ?? '').join('') };
  }
}

function heardStream(protocol: SpokenProtocol, stream: string): Heard {
  let text = '';
  let ended = false;
  for (const event of stream.split('\n\n')) {
    const data = event.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim()).join('\n');
    if (data === '') continue;
    if (data === '[DONE]') {
      ended = true;
      continue;
    }
    const json = JSON.parse(data) as { type?: string; error?: { message?: string; code?: unknown; type?: unknown }; [key: string]: unknown };
    if (protocol === 'chat-completions') {
      if (json.error) return { how: 'error', status: 200, code: String(json.error.code ?? json.error.type), text };
      text += (json['choices'] as { delta?: { content?: string } }[] | undefined)?.[0]?.delta?.content ?? '';
    } else if (protocol === 'messages') {
      if (json.type === 'error') return { how: 'error', status: 200, code: String(json.error?.type), text };
      if (json.type === 'content_block_delta') text += (json['delta'] as { text?: string }).text ?? '';
      if (json.type === 'message_stop') ended = true;
    } else {
      if (json.type === 'response.failed' || json.type === 'error') {
        const response = json['response'] as { error?: { code?: string } } | undefined;
        return { how: 'error', status: 200, code: String(response?.error?.code ?? (json as { code?: string }).code), text };
      }
      if (json.type === 'response.output_text.delta') text += String(json['delta']);
      if (json.type === 'response.completed' || json.type === 'response.incomplete') ended = true;
    }
  }
  // The SDKs take the end of the stream for the end of the answer, whether or not its mark has come.
  return ended ? { how: 'complete', text } : { how: 'complete', text: `${text} (no end mark)` };
}
