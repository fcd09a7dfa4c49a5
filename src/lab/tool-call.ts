import type { LastTurn } from './request-turns.ts';
import { sampleOf } from './schema-sample.ts';

type Json = Readonly<Record<string, unknown>>;

/** A call of one of the request's tools, in place of words. */
export interface ToolCall {
  name: string;
  /** A JSON document that fits the tool's schema, as far as a practice gateway takes that. */
  arguments: string;
}

/**
 * The call that a request asks for: by its `tool_choice`, or by "use the tool" in what the user said last. Tools and
 * choices as the three protocols write them: `function: {name}`, `{type: 'function', name}`, `{name, input_schema}`.
 */
export function askedToolCall(fields: Json, { userText, toolResult }: LastTurn): ToolCall | undefined {
  const tools = (Array.isArray(fields['tools']) ? fields['tools'] : []).map(readTool).filter((tool) => tool !== undefined);
  const choice = fields['tool_choice'];
  const chosen = object(choice);
  if (choice === 'none' || chosen?.['type'] === 'none') return undefined;
  const name = object(chosen?.['function'])?.['name'] ?? chosen?.['name'];
  const required = choice === 'required' || chosen?.['type'] === 'any' || typeof name === 'string';
  const wanted = required || (!toolResult && /\buse the tool\b/i.test(userText));
  const tool = typeof name === 'string' ? tools.find((one) => one.name === name) : tools[0];
  return wanted && tool ? { name: tool.name, arguments: JSON.stringify(sampleOf(tool.schema)) } : undefined;
}

function readTool(value: unknown): { name: string; schema: Json } | undefined {
  const tool = object(value);
  // Tools that a server runs itself have types of their own.
  if (tool?.['type'] !== undefined && tool['type'] !== 'function' && object(tool['input_schema']) === undefined) return undefined;
  const inner = object(tool?.['function']) ?? tool;
  const name = inner?.['name'];
  return typeof name === 'string' && name !== '' ? { name, schema: object(inner?.['parameters']) ?? object(inner?.['input_schema']) ?? {} } : undefined;
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
