import * as http from 'node:http';
import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';

/** What a program of this protocol would make of what it got; it reads as strictly as the official SDKs. */
export interface Heard {
  /** `left`: it did not wait. `torn`: the connection broke, and nothing says why. */
  how: 'whole' | 'error' | 'torn' | 'left';
  text: string;
  status: number;
  /** The error's own words, or what is wrong with them. */
  said: string;
  attempts: number;
  headMs: number;
  endMs: number;
}

/** When a caller goes away by itself. */
export type Leaves = { afterMs: number } | { afterBytes: number } | undefined;

export interface Asking {
  request: number;
  protocol: SpokenProtocol;
  stream: boolean;
  alias: string;
  leaves: Leaves;
  /** What it says it waits, in seconds. */
  waitS: number;
}

export const paths: Readonly<Record<SpokenProtocol, string>> = { 'chat-completions': '/v1/chat/completions', responses: '/v1/responses', messages: '/v1/messages' };

export function ask(port: number, agent: http.Agent, token: string, { request, protocol, stream, alias, leaves, waitS }: Asking): Promise<Heard> {
  const prompt = `ask ${request}. ${'p'.repeat(request % 97)}`;
  const body = Buffer.from(
    JSON.stringify(
      protocol === 'responses'
        ? { model: alias, stream, input: prompt }
        : { model: alias, stream, ...(protocol === 'messages' && { max_tokens: 500 }), messages: [{ role: 'user', content: prompt }] },
    ),
  );
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const heard: Heard = { how: 'torn', text: '', status: 0, said: '', attempts: 0, headMs: NaN, endMs: NaN };
    let bytes = 0;
    let left = false;
    let over = false;
    let text = '';
    const end = (torn: boolean): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      heard.endMs = performance.now() - startedMs;
      read(heard, protocol, stream, text);
      if (left) heard.how = 'left';
      else if (torn) heard.how = 'torn';
      resolve(heard);
    };
    const sent = http.request(
      {
        host: '127.0.0.1',
        port,
        path: paths[protocol],
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': body.length, authorization: `Bearer ${token}`, 'x-stainless-timeout': String(waitS), 'x-stainless-retry-count': '0' },
      },
      (response) => {
        heard.headMs = performance.now() - startedMs;
        heard.status = response.statusCode ?? 0;
        heard.attempts = Number(response.headers['x-gatehouse-attempts'] ?? 0);
        // Whoever asked for a document leaves one of another type as it is.
        if (heard.status === 200 && !stream && !String(response.headers['content-type']).includes('json')) heard.said = 'NO JSON';
        response.setEncoding('utf8').on('data', (more: string) => {
          text += more;
          bytes += more.length;
          if (leaves && 'afterBytes' in leaves && bytes >= leaves.afterBytes) leave();
        });
        response.once('end', () => end(!response.complete));
        response.once('error', () => end(true));
      },
    );
    const leave = (): void => {
      if (left) return;
      left = true;
      sent.destroy();
      // A response that had begun says so itself.
      setImmediate(() => end(false));
    };
    const timer = setTimeout(leave, leaves && 'afterMs' in leaves ? leaves.afterMs : 60_000);
    sent.once('error', (error) => {
      if (left) return;
      heard.said = error.message;
      end(true);
    });
    sent.end(body);
  });
}

function read(heard: Heard, protocol: SpokenProtocol, streamed: boolean, body: string): void {
  if (heard.said !== '') {
    heard.how = 'error';
  } else if (heard.status !== 200) {
    heard.how = 'error';
    heard.said = errorWords(body);
  } else if (streamed) readStream(heard, protocol, body);
  else readDocument(heard, protocol, body);
}

/** Both families of SDKs show the message of `error`; without one the user reads nothing. */
function errorWords(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' && error.message !== '' ? error.message : `NO MESSAGE: ${body.slice(0, 200)}`;
  } catch {
    return `NO JSON: ${body.slice(0, 200)}`;
  }
}

function readDocument(heard: Heard, protocol: SpokenProtocol, body: string): void {
  try {
    const json = JSON.parse(body) as { choices?: { message: { content: string } }[]; content?: { text?: string }[]; output?: { content?: { text?: string }[] }[] };
    heard.how = 'whole';
    if (protocol === 'chat-completions') heard.text = json.choices?.[0]?.message.content ?? '';
    else if (protocol === 'messages') heard.text = (json.content ?? []).map(({ text = '' }) => text).join('');
    else heard.text = (json.output ?? []).flatMap(({ content = [] }) => content).map(({ text = '' }) => text).join('');
  } catch {
    heard.how = 'error';
    heard.said = `NO JSON: ${body.slice(0, 200)}`;
  }
}

interface Event {
  type?: string;
  error?: { message?: string };
  message?: string;
  choices?: { delta?: { content?: string } }[];
  delta?: string | { text?: string };
  response?: { error?: { message?: string } };
}

function readStream(heard: Heard, protocol: SpokenProtocol, body: string): void {
  const fails = (said: string | undefined): void => {
    heard.how = 'error';
    heard.said = said !== undefined && said !== '' ? said : 'NO MESSAGE';
  };
  for (const event of body.split('\n\n')) {
    const data = event.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim()).join('\n');
    if (data === '') continue;
    if (data === '[DONE]') return void (heard.how = 'whole');
    let json: Event;
    try {
      json = JSON.parse(data) as Event;
    } catch {
      return fails(`NO JSON: ${data.slice(0, 200)}`);
    }
    if (protocol === 'chat-completions') {
      if (json.error) return fails(json.error.message);
      heard.text += json.choices?.[0]?.delta?.content ?? '';
    } else if (protocol === 'messages') {
      if (json.type === 'error') return fails(json.error?.message);
      if (json.type === 'content_block_delta') heard.text += (json.delta as { text?: string }).text ?? '';
      if (json.type === 'message_stop') return void (heard.how = 'whole');
    } else {
      if (json.type === 'response.failed') return fails(json.response?.error?.message);
      if (json.type === 'error') return fails(json.message ?? json.error?.message);
      if (json.type === 'response.output_text.delta') heard.text += json.delta as string;
      if (json.type === 'response.completed') return void (heard.how = 'whole');
    }
  }
  // The SDKs take the end of the body for the end of the answer, whether or not its mark has come.
  heard.how = 'whole';
}
