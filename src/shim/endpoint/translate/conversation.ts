import type { Effort } from './effort.ts';
import type { Json } from './json.ts';

/**
 * A request that is told in no protocol: what the three have in common. A reader makes it out of the caller's request, a
 * writer makes the target's out of it.
 */
export interface Conversation {
  model: string;
  /** The instruction that stands above the conversation. */
  instructions?: string;
  items: Item[];
  tools: Tool[];
  toolChoice?: ToolChoice;
  /** False: at most one call in an answer. */
  parallelCalls?: boolean;
  maxTokens?: number;
  /** From 0 to 2. */
  temperature?: number;
  topP?: number;
  stop: string[];
  stream: boolean;
  format?: Format;
  thinking?: Thinking;
  /** What the two protocols of OpenAI have in common, by their own name and value: `user`, `prompt_cache_key` ... */
  shared: Json;
}

export type Item = Message | { kind: 'call'; call: Call } | Result;

export interface Message {
  kind: 'message';
  role: 'system' | 'developer' | 'user' | 'assistant';
  parts: Part[];
}

export type Part = TextPart | ImagePart | FilePart;

export interface TextPart {
  kind: 'text';
  text: string;
}

export interface ImagePart {
  kind: 'image';
  /** `http:`, `https:` or `data:`. */
  url: string;
  detail?: string;
}

/** A document, in practice a PDF. */
export interface FilePart {
  kind: 'file';
  /** `http:`, `https:` or `data:`. */
  url: string;
  name?: string;
}

/** The model calls a tool. */
export interface Call {
  id: string;
  name: string;
  /** JSON as text; of a freeform tool, its input as it is. */
  arguments: string;
  freeform?: true;
}

/** What a tool said. */
export interface Result {
  kind: 'result';
  id: string;
  parts: Part[];
  failed?: true;
}

export interface Tool {
  /** As the target is told it. */
  name: string;
  description?: string;
  schema?: Json;
  strict?: boolean;
  /** Takes text in place of JSON (`custom` in OpenAI's protocols), of this format. */
  freeform?: Json;
  /** The name it has in the caller's namespace of tools (Responses). */
  namespaced?: { namespace: string; name: string };
}

export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

export type Format = { type: 'json_object' } | { type: 'json_schema'; name: string; schema: Json; description?: string; strict?: boolean };

export interface Thinking {
  effort?: Effort;
  /** Tokens, where the caller said them. */
  budget?: number;
  /** The caller asked to see a summary of it. */
  show?: true;
}

/** The texts of parts in one, with a separator; other parts are left out. */
export function joinedText(parts: readonly Part[], separator: string): string {
  return parts.flatMap((part) => (part.kind === 'text' ? part.text : [])).join(separator);
}

/** How a freeform tool is called where tools take JSON alone. */
export function freeformArguments(input: string): string {
  return JSON.stringify({ input });
}

/** The schema of such a tool. */
export const freeformSchema: Json = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
  additionalProperties: false,
};

/** What such a tool is described as: its grammar can be told in words only. */
export function freeformDescription({ description, freeform }: Tool): string {
  const grammar = freeform?.['definition'];
  const told = typeof grammar === 'string' ? `The input follows this ${String(freeform?.['syntax'] ?? '')} grammar:\n${grammar}` : '';
  return [description ?? '', told].filter((one) => one !== '').join('\n\n');
}
