import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import { record, records, type Json } from './json.ts';
import { foreignReasoningId } from './responses/answer.ts';

/**
 * A request without the thoughts that a translated answer brought into its conversation. They are not signed or sealed,
 * and a target that speaks the caller's own protocol refuses the request for them: Messages says `Invalid signature in
 * thinking block`, Responses does not find the item. For requests that are passed on untranslated.
 *
 * @returns the same object where there is nothing to take out.
 */
export function withoutForeignThoughts(protocol: SpokenProtocol, body: Json): Json {
  if (protocol === 'messages') return without(body, 'messages', ofMessage);
  return protocol === 'responses' ? without(body, 'input', (item) => (isForeignItem(item) ? undefined : item)) : body;
}

/** @param keep the member as it stays, or undefined where none of it does. */
function without(body: Json, field: string, keep: (member: Json) => Json | undefined): Json {
  const list = body[field];
  if (!Array.isArray(list)) return body;
  const kept = list.flatMap((one: unknown) => {
    const member = record(one);
    return member ? (keep(member) ?? []) : [one];
  });
  return kept.length === list.length && kept.every((one, at) => one === list[at]) ? body : { ...body, [field]: kept };
}

function ofMessage(message: Json): Json | undefined {
  if (message['role'] !== 'assistant' || !records(message['content']).some(isForeignBlock)) return message;
  const content = records(message['content']).filter((block) => !isForeignBlock(block));
  return content.length > 0 ? { ...message, content } : undefined;
}

function isForeignBlock({ type, signature }: Json): boolean {
  return type === 'thinking' && (signature === '' || signature === undefined);
}

/** Codex sends no ids, and what is sealed is its own target's. */
function isForeignItem({ type, id, encrypted_content: sealed }: Json): boolean {
  if (type !== 'reasoning' || typeof sealed === 'string') return false;
  return typeof id !== 'string' || id.startsWith(foreignReasoningId);
}
