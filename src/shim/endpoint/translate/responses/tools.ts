/** Tools of Responses: openai-node 7.59.0, `Tool`; what Codex sends: openai/codex codex-rs/tools/src/{tool_spec,responses_api}.rs. */
import type { Tool } from '../conversation.ts';
import { record, records, text, type Json } from '../json.ts';

/** OpenAI's and Anthropic's limit for the name of a tool. */
const longestName = 64;

/** All tools of a request: Codex adds some in the conversation. */
function toolsTold(body: Json): Json[] {
  const added = records(body['input']).filter(({ type }) => type === 'additional_tools');
  return [...records(body['tools']), ...added.flatMap((item) => records(item['tools']))];
}

/**
 * The tools that a model can call wherever it runs: functions, freeform ones, and those of a namespace.
 *
 * @param refuse told of each that is none of them, or has no name that is free.
 */
export function responsesTools(body: Json, refuse: (tool: string) => void = () => undefined): Tool[] {
  const tools: Tool[] = [];
  const names = new Set<string>();
  const take = (told: Json, namespace?: string): void => {
    const own = text(told['name']);
    if (own === undefined || (told['type'] !== 'function' && told['type'] !== 'custom')) {
      refuse(String(told['type'] ?? own));
      return;
    }
    const name = toolName(own, namespace);
    if (names.has(name) || name.length > longestName) refuse(name);
    names.add(name);
    tools.push(toolOf(told, name, namespace === undefined ? undefined : { namespace, name: own }));
  };
  for (const told of toolsTold(body)) {
    if (told['type'] === 'namespace') for (const one of records(told['tools'])) take(one, text(told['name']));
    else take(told);
  }
  return tools;
}

/** How a tool of a namespace is called where there are none: as Codex itself writes it (`mcp__files__read`). */
export function toolName(name: string, namespace: string | undefined): string {
  if (namespace === undefined || namespace === '') return name;
  return namespace.endsWith('__') ? `${namespace}${name}` : `${namespace}__${name}`;
}

function toolOf(told: Json, name: string, namespaced: Tool['namespaced']): Tool {
  const description = text(told['description']);
  const schema = record(told['parameters']);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(schema ? { schema } : {}),
    ...(typeof told['strict'] === 'boolean' ? { strict: told['strict'] } : {}),
    ...(told['type'] === 'custom' ? { freeform: record(told['format']) ?? { type: 'text' } } : {}),
    ...(namespaced ? { namespaced } : {}),
  };
}
