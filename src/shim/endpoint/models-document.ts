import type { SpokenProtocol } from '../../gateways/gateway.ts';

/**
 * The aliases as a list of models, or one of them: what SDKs and agents ask before they offer a choice. Pure.
 *
 * @param id the one that is asked for; all without.
 * @param protocol whose shape the answer has.
 * @returns undefined when there is none of this id.
 */
export function modelsDocument(aliases: readonly string[], protocol: SpokenProtocol, id?: string): Record<string, unknown> | undefined {
  const one = protocol === 'messages' ? messagesModel : openaiModel;
  if (id !== undefined) return aliases.includes(id) ? one(id) : undefined;
  const data = aliases.map(one);
  return protocol === 'messages' ? { data, has_more: false, first_id: aliases[0] ?? null, last_id: aliases.at(-1) ?? null } : { object: 'list', data };
}

/**
 * A gateway's list with the aliases in front of it. Pure.
 *
 * @returns undefined where it is no list of models: it is then handed on as it came.
 */
export function withAliases(body: Buffer, aliases: readonly string[], protocol: SpokenProtocol): Buffer | undefined {
  let list: unknown;
  try {
    list = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const data = typeof list === 'object' && list !== null ? (list as { data?: unknown }).data : undefined;
  if (!Array.isArray(data)) return undefined;
  const one = protocol === 'messages' ? messagesModel : openaiModel;
  const others = data.filter((model: unknown) => !aliases.includes(String((model as { id?: unknown } | null)?.id)));
  return Buffer.from(JSON.stringify({ ...(list as object), data: [...aliases.map(one), ...others] }), 'utf8');
}

/** platform.openai.com/docs/api-reference/models/object */
function openaiModel(id: string): Record<string, unknown> {
  return { id, object: 'model', created: 0, owned_by: 'gatehouse' };
}

/** platform.claude.com/docs/en/api/models-list */
function messagesModel(id: string): Record<string, unknown> {
  return { id, type: 'model', display_name: id, created_at: '1970-01-01T00:00:00Z' };
}
