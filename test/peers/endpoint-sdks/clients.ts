/** SDKs that programs call models with, at versions of late 2026, and the small programs here that use them. */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';
import { npmPackage } from '../dialects/client.ts';
import { pythonWith } from '../dialects/clients/python.ts';
import { run } from '../rigs/program.ts';

/** What is asked for. `models`, `model`, `count` and `embeddings` are asked as they are. */
export type What = 'text' | 'tools' | 'image' | 'reasoning' | 'structured';
export type Way = 'chat' | 'responses' | 'messages' | 'models' | 'model' | 'count' | 'embeddings';

/** One question to a program. */
export interface Question {
  name: string;
  url: string;
  key: string;
  /** Of Anthropic's SDKs, which can send it either way. */
  keyIn?: 'bearer';
  way: Way;
  model: string;
  what?: What;
  stream?: boolean;
  /** By what the SDK has for streams, in place of its events. */
  helper?: boolean;
  limitMs?: number;
}

/** What a user of the SDK has in hand. */
export interface Told {
  name: string;
  outcome: 'answer' | 'error' | 'hangs';
  text?: string;
  thinking?: string;
  finish?: string | null;
  /** Tokens in and out. */
  usage?: [number, number] | null;
  calls?: { id: string; name: string; arguments: string }[];
  parsed?: unknown;
  models?: string[];
  numbers?: number[];
  tokens?: number;
  error?: { class: string; status: number | null; leg: string | null; message: string; full: string };
}

/** An SDK as one of its ways of asking. */
export interface SdkClient {
  id: string;
  /** With its version. */
  title: string;
  /** Its ways of asking for an answer, and what they speak. */
  speaks: Partial<Record<Way, SpokenProtocol>>;
  /** What its base URL has to end in; nothing where it puts `/v1` there itself. */
  root: Partial<Record<Way, '' | '/v1'>>;
  /** Other ways it has. */
  others: readonly Way[];
  /** It has helpers for streams. */
  helper: boolean;
  /** How it says that an answer has come to its end. */
  finishes: Partial<Record<Way, string>>;
  /** What can be asked by a way; all without. */
  only?: Partial<Record<Way, readonly What[]>>;
  /** What of the model's thinking it shows; all without. */
  thoughts?(way: Way, helper: boolean): 'all' | 'last piece' | 'none';
  /** By these ways its errors have no headers. */
  hidesHeaders?: readonly Way[];
  /** How often it sends a request again that failed, though `x-should-retry: false` stands there; never without. */
  asksAgain?: number;
  /** The same, where a stream was opened and failed before any content. */
  asksAgainLate?: number;
  /** What it makes of an answer that breaks off: words of its own, how often it asks by itself. */
  breaks?(way: Way, stream: boolean, helper: boolean): { hides?: RegExp; times?: number } | undefined;
  /** Classes of its errors, by status. */
  errors: Readonly<Record<number, string>>;
  /** Installs it. @throws when that fails. */
  ready(): Promise<unknown>;
  /** @throws when the program that uses it can't be run. */
  ask(questions: readonly Question[]): Promise<Told[]>;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const own = (name: string): string => path.join(folder, name);

/** Every variable that tells an SDK of another server is missing here. */
const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: '/nonexistent', PYTHONDONTWRITEBYTECODE: '1', NO_COLOR: '1' };

async function lines(command: readonly string[], questions: readonly object[]): Promise<Told[]> {
  const { code, stdout, stderr } = await run([...command, JSON.stringify(questions)], { environment, limitMs: 280_000 });
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${stderr.slice(-2_000)}`);
  return stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Told);
}

const node = (program: string, installed: () => Promise<string>, more: object = {}): Pick<SdkClient, 'ready' | 'ask'> => ({
  ready: installed,
  ask: async (questions) => lines([process.execPath, '--no-warnings', own(program), await installed()], questions.map((one) => ({ ...one, ...more }))),
});

const python = (program: string, packages: readonly string[]): Pick<SdkClient, 'ready' | 'ask'> => ({
  ready: () => pythonWith(packages),
  ask: async (questions) => lines([await pythonWith(packages), own(program)], questions),
});

/** https://github.com/openai/openai-node, src/core/error.ts; both SDKs of both makers have the same classes. */
const officialErrors: SdkClient['errors'] = { 400: 'BadRequestError', 401: 'AuthenticationError', 404: 'NotFoundError', 429: 'RateLimitError', 500: 'InternalServerError', 502: 'InternalServerError' };

const openai = { speaks: { chat: 'chat-completions', responses: 'responses' }, root: { chat: '/v1', responses: '/v1', models: '/v1', model: '/v1', embeddings: '/v1' }, others: ['models', 'model', 'embeddings'], helper: true, finishes: { chat: 'stop', responses: 'completed' }, errors: officialErrors } as const;
const anthropic = { speaks: { messages: 'messages' }, root: { messages: '', models: '', model: '', count: '' }, others: ['models', 'model', 'count'], helper: true, finishes: { messages: 'end_turn' }, errors: officialErrors } as const;

const vercelPackages = { ai: '7.0.173', openai: '4.0.118', compatible: '3.0.92', anthropic: '4.0.105' };
const vercel = async (): Promise<string> => {
  const beside = [`@ai-sdk/openai@${vercelPackages.openai}`, `@ai-sdk/openai-compatible@${vercelPackages.compatible}`, `@ai-sdk/anthropic@${vercelPackages.anthropic}`, 'zod@4.6.7'];
  return path.dirname(await npmPackage('ai', vercelPackages.ai, beside));
};
const vercelErrors: SdkClient['errors'] = Object.fromEntries([400, 401, 404, 429, 500, 502].map((status) => [status, 'APICallError']));

export const sdkClients: readonly SdkClient[] = [
  {
    id: 'openai-node',
    title: 'openai 7.59.0 for Node',
    ...openai,
    // Its helper adds up the fields of OpenAI alone, and of any other keeps what came last.
    thoughts: (way, helper) => (way === 'chat' && helper ? 'last piece' : 'all'),
    ...node('openai-node.mjs', () => npmPackage('openai', '7.59.0')),
  },
  { id: 'openai-python', title: 'openai 3.57.0 for Python', ...openai, breaks: (way, _, helper) => (way === 'responses' && helper ? { hides: /Didn't receive a `response.completed` event/ } : undefined), ...python('openai_sdk.py', ['openai==3.57.0']) },
  { id: 'anthropic-node', title: '@anthropic-ai/sdk 1.14.0 for Node', ...anthropic, ...node('anthropic-node.mjs', () => npmPackage('@anthropic-ai/sdk', '1.14.0')) },
  { id: 'anthropic-python', title: 'anthropic 2.14.0 for Python', ...anthropic, ...python('anthropic_sdk.py', ['anthropic==2.14.0']) },
  {
    id: 'vercel-openai',
    title: `ai ${vercelPackages.ai} with @ai-sdk/openai ${vercelPackages.openai}`,
    speaks: { chat: 'chat-completions', responses: 'responses' },
    root: { chat: '/v1', responses: '/v1', embeddings: '/v1' },
    others: ['embeddings'],
    helper: false,
    finishes: { chat: 'stop', responses: 'stop' },
    errors: vercelErrors,
    asksAgain: 2,
    asksAgainLate: 2,
    // OpenAI shows none in chat completions, so it reads none.
    thoughts: (way) => (way === 'chat' ? 'none' : 'all'),
    ...node('vercel-ai.mjs', vercel, { provider: 'openai' }),
  },
  {
    id: 'vercel-compatible',
    title: `ai ${vercelPackages.ai} with @ai-sdk/openai-compatible ${vercelPackages.compatible}`,
    speaks: { chat: 'chat-completions' },
    root: { chat: '/v1', embeddings: '/v1' },
    others: ['embeddings'],
    helper: false,
    finishes: { chat: 'stop' },
    errors: vercelErrors,
    asksAgain: 2,
    ...node('vercel-ai.mjs', vercel, { provider: 'compatible' }),
  },
  {
    id: 'vercel-anthropic',
    title: `ai ${vercelPackages.ai} with @ai-sdk/anthropic ${vercelPackages.anthropic}`,
    speaks: { messages: 'messages' },
    root: { messages: '/v1' },
    others: [],
    helper: false,
    finishes: { messages: 'stop' },
    errors: vercelErrors,
    asksAgain: 2,
    ...node('vercel-ai.mjs', vercel, { provider: 'anthropic' }),
  },
  {
    id: 'litellm',
    title: 'litellm 1.110.2 as a library',
    speaks: { chat: 'chat-completions', responses: 'responses', messages: 'messages' },
    root: { chat: '/v1', responses: '/v1', messages: '', embeddings: '/v1' },
    others: ['embeddings'],
    helper: false,
    finishes: { chat: 'stop', responses: 'completed', messages: 'stop' },
    only: { responses: ['text'] },
    errors: { ...officialErrors, 502: 'BadGatewayError' },
    hidesHeaders: ['responses', 'messages'],
    // It opens a stream of Responses anew twice when it breaks off.
    breaks: (way, stream) => (way === 'responses' && stream ? { times: 3 } : undefined),
    ...python('litellm_client.py', ['litellm==1.110.2']),
  },
];
