import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import { noEqual } from './impossible.ts';
import { record, saysSomething, type Json } from './json.ts';

/** What becomes of one field of a request on its way to another protocol. `docs/endpoint-translation.md` is made of it. */
export interface FieldRule {
  from: SpokenProtocol;
  to: readonly SpokenProtocol[];
  /** Of the request itself, or a path into it, such as `messages[].name`. */
  field: string;
  fate: 'translated' | 'dropped' | 'refused';
  /** What it becomes, or why it is dropped or refused. */
  note: string;
  /** Which values are refused; all that say something without. */
  when?: (value: unknown) => boolean;
}

const openai: readonly SpokenProtocol[] = ['chat-completions', 'responses'];
const toMessages: readonly SpokenProtocol[] = ['messages'];
const toResponses: readonly SpokenProtocol[] = ['responses'];
const toChat: readonly SpokenProtocol[] = ['chat-completions'];
const fromChat: readonly SpokenProtocol[] = ['responses', 'messages'];
const fromResponses: readonly SpokenProtocol[] = ['chat-completions', 'messages'];

/** Fields that chat completions and Responses have in common, by name, kind and meaning (openai-node 7.59.0). */
export const sharedFields = ['user', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'metadata', 'service_tier', 'moderation'] as const;

const asIs = (from: SpokenProtocol, to: readonly SpokenProtocol[], fields: readonly string[]): FieldRule[] =>
  fields.map((field) => ({ from, to, field, fate: 'translated', note: 'as it is' }));

const dropped = (from: SpokenProtocol, to: readonly SpokenProtocol[], note: string, fields: readonly string[]): FieldRule[] =>
  fields.map((field) => ({ from, to, field, fate: 'dropped', note }));

const chat: readonly FieldRule[] = [
  { from: 'chat-completions', to: toMessages, field: 'messages', fate: 'translated', note: '`messages`; each `system` and `developer` text goes to `system`, joined by a newline, as Anthropic\'s own OpenAI endpoint does it' },
  { from: 'chat-completions', to: toResponses, field: 'messages', fate: 'translated', note: '`input`' },
  { from: 'chat-completions', to: toMessages, field: 'max_completion_tokens, max_tokens', fate: 'translated', note: '`max_tokens`, which Messages needs: without one 4,096 for Claude 3, 8,192 for Claude 3.5 and models that are not Anthropic\'s, else 32,000' },
  { from: 'chat-completions', to: toResponses, field: 'max_completion_tokens, max_tokens', fate: 'translated', note: '`max_output_tokens`, at least 16, the least that Responses takes' },
  { from: 'chat-completions', to: toMessages, field: 'temperature, top_p', fate: 'translated', note: 'a temperature above 1 becomes 1, as at Anthropic\'s own OpenAI endpoint; both are left out for Claude from 4.7 on, which refuses them, and where the model is told to think' },
  { from: 'chat-completions', to: toResponses, field: 'temperature, top_p', fate: 'translated', note: 'as they are' },
  { from: 'chat-completions', to: fromChat, field: 'stream', fate: 'translated', note: 'as it is' },
  { from: 'chat-completions', to: fromChat, field: 'stream_options', fate: 'translated', note: '`include_usage` decides whether the caller gets the chunk with usage' },
  { from: 'chat-completions', to: toMessages, field: 'stop', fate: 'translated', note: '`stop_sequences`; one of white space alone is refused by Messages, so it is refused here' },
  { from: 'chat-completions', to: toResponses, field: 'stop', fate: 'refused', note: 'Responses has no stop sequences' },
  { from: 'chat-completions', to: toMessages, field: 'tools', fate: 'translated', note: '`tools`; a `custom` tool becomes one with the text `input`, its grammar goes into its description' },
  { from: 'chat-completions', to: toResponses, field: 'tools', fate: 'translated', note: '`tools`, `custom` ones too; `strict` is false unless it was asked for' },
  { from: 'chat-completions', to: toMessages, field: 'tool_choice, parallel_tool_calls', fate: 'translated', note: '`tool_choice`: auto, none, any (for `required`) or the named tool, with `disable_parallel_tool_use`; of `allowed_tools` only those are offered' },
  { from: 'chat-completions', to: toResponses, field: 'tool_choice, parallel_tool_calls', fate: 'translated', note: 'the same; of `allowed_tools` only those are offered' },
  { from: 'chat-completions', to: toMessages, field: 'reasoning_effort, reasoning', fate: 'translated', note: 'Claude from 4.6 on: adaptive `thinking` and `output_config.effort`; others: `thinking.budget_tokens`, the share of `max_tokens` that OpenRouter documents (minimal 10 %, low 20 %, medium 50 %, high 80 %, above 95 %), at least 1,024; left out where a tool is forced, or a tool result is answered without the thinking before it' },
  { from: 'chat-completions', to: toResponses, field: 'reasoning_effort, reasoning', fate: 'translated', note: '`reasoning.effort`' },
  { from: 'chat-completions', to: toMessages, field: 'response_format', fate: 'translated', note: 'a JSON schema becomes `output_config.format`; `json_object` is refused: Messages has no such promise' },
  { from: 'chat-completions', to: toResponses, field: 'response_format, verbosity', fate: 'translated', note: '`text.format`, `text.verbosity`' },
  ...asIs('chat-completions', toResponses, [...sharedFields, 'store']),
  ...dropped('chat-completions', toMessages, 'labels for the provider; they name the user, or steer its cache or queue', sharedFields.filter((field) => field !== 'moderation')),
  ...dropped('chat-completions', toMessages, 'a wish for the length of the text', ['verbosity']),
  ...dropped('chat-completions', toMessages, 'nothing is stored', ['store']),
  { from: 'chat-completions', to: toMessages, field: 'moderation', fate: 'refused', note: 'Messages has no such check' },
  ...dropped('chat-completions', fromChat, 'steers the choice of words; the other protocols have no equal', ['seed', 'frequency_penalty', 'presence_penalty', 'top_k', 'min_p', 'top_a', 'repetition_penalty']),
  ...dropped('chat-completions', fromChat, 'makes the same answer come faster', ['prediction', 'prompt_cache_options']),
  ...dropped('chat-completions', fromChat, 'routing at one gateway (OpenRouter); the target is chosen already', ['models', 'provider', 'route', 'transforms', 'session_id', 'usage']),
  { from: 'chat-completions', to: fromChat, field: 'n', fate: 'refused', note: 'one answer to a request', when: (value) => value !== 1 },
  { from: 'chat-completions', to: fromChat, field: 'logprobs', fate: 'refused', note: 'probabilities are not translated', when: (value) => value !== false },
  { from: 'chat-completions', to: fromChat, field: 'top_logprobs', fate: 'refused', note: 'the same', when: (value) => value !== 0 },
  { from: 'chat-completions', to: fromChat, field: 'logit_bias', fate: 'refused', note: 'has no equal', when: (value) => Object.keys(record(value) ?? {}).length > 0 },
  { from: 'chat-completions', to: fromChat, field: 'audio', fate: 'refused', note: 'no other protocol answers in sound' },
  { from: 'chat-completions', to: fromChat, field: 'modalities', fate: 'refused', note: 'text alone', when: (value) => !Array.isArray(value) || value.some((one) => one !== 'text') },
  { from: 'chat-completions', to: fromChat, field: 'functions', fate: 'refused', note: 'the older form of `tools`' },
  { from: 'chat-completions', to: fromChat, field: 'function_call', fate: 'refused', note: 'the older form of `tool_choice`' },
  { from: 'chat-completions', to: fromChat, field: 'web_search_options', fate: 'refused', note: 'a search at the provider' },
  { from: 'chat-completions', to: fromChat, field: 'plugins', fate: 'refused', note: 'searches and files at one gateway (OpenRouter)' },
  { from: 'chat-completions', to: fromChat, field: 'messages[].content[] of type image_url', fate: 'translated', note: '`data:`, `http:` and `https:`' },
  { from: 'chat-completions', to: fromChat, field: 'messages[].content[] of type file', fate: 'translated', note: '`file_data`; a `file_id` is refused: it is known to one gateway alone' },
  { from: 'chat-completions', to: fromChat, field: 'messages[].content[] of type input_audio', fate: 'refused', note: 'no other protocol hears' },
  { from: 'chat-completions', to: fromChat, field: 'messages[].name', fate: 'dropped', note: 'no other protocol names who speaks' },
  { from: 'chat-completions', to: fromChat, field: 'messages[].reasoning, reasoning_content, reasoning_details', fate: 'dropped', note: 'earlier thoughts can be shown to the model alone that had them' },
];

const responses: readonly FieldRule[] = [
  { from: 'responses', to: toChat, field: 'instructions, input', fate: 'translated', note: '`messages`; `instructions` is the first, and `developer` becomes `system`, which every gateway takes' },
  { from: 'responses', to: toMessages, field: 'instructions, input', fate: 'translated', note: '`system`, `messages`' },
  { from: 'responses', to: toChat, field: 'max_output_tokens', fate: 'translated', note: '`max_tokens`; `max_completion_tokens` for OpenAI\'s o and gpt-5 models and later, which refuse the other' },
  { from: 'responses', to: toMessages, field: 'max_output_tokens', fate: 'translated', note: '`max_tokens`; without one as from chat completions' },
  { from: 'responses', to: toChat, field: 'temperature, top_p, stream', fate: 'translated', note: 'as they are; usage is asked for in every stream' },
  { from: 'responses', to: toMessages, field: 'temperature, top_p, stream', fate: 'translated', note: 'as from chat completions' },
  { from: 'responses', to: fromResponses, field: 'tools', fate: 'translated', note: '`function`; `custom` (freeform, such as Codex\' `apply_patch`) as a tool with the text `input`; `namespace` as its tools, each with the namespace before its name. The calls come back as the caller knows them' },
  { from: 'responses', to: fromResponses, field: 'tools of other types', fate: 'refused', note: '`web_search`, `file_search`, `computer`, `code_interpreter`, `image_generation`, `mcp`, `local_shell`, `shell`, `apply_patch`, `tool_search`: they run at the provider or are known to its models alone. Codex: `web_search = "disabled"` in `config.toml`' },
  { from: 'responses', to: fromResponses, field: 'tool_choice, parallel_tool_calls', fate: 'translated', note: 'as from chat completions' },
  { from: 'responses', to: toChat, field: 'reasoning', fate: 'translated', note: '`reasoning_effort`; `summary` is dropped' },
  { from: 'responses', to: toMessages, field: 'reasoning', fate: 'translated', note: '`thinking` and `output_config.effort`, as from chat completions; with `summary` the thoughts are asked for as a summary' },
  { from: 'responses', to: toChat, field: 'text', fate: 'translated', note: '`response_format`, `verbosity`' },
  { from: 'responses', to: toMessages, field: 'text', fate: 'translated', note: 'a JSON schema becomes `output_config.format`; `json_object` is refused; `verbosity` is dropped' },
  ...asIs('responses', toChat, sharedFields),
  ...dropped('responses', toMessages, 'labels for the provider; they name the user, or steer its cache or queue', sharedFields.filter((field) => field !== 'moderation')),
  { from: 'responses', to: toMessages, field: 'moderation', fate: 'refused', note: 'Messages has no such check' },
  { from: 'responses', to: fromResponses, field: 'previous_response_id', fate: 'refused', note: 'nothing is stored' },
  { from: 'responses', to: fromResponses, field: 'conversation', fate: 'refused', note: 'nothing is stored' },
  { from: 'responses', to: fromResponses, field: 'prompt', fate: 'refused', note: 'a text that OpenAI keeps' },
  { from: 'responses', to: fromResponses, field: 'background', fate: 'refused', note: 'nothing is stored', when: (value) => value !== false },
  { from: 'responses', to: fromResponses, field: 'top_logprobs', fate: 'refused', note: 'probabilities are not translated', when: (value) => value !== 0 },
  { from: 'responses', to: fromResponses, field: 'include', fate: 'refused', note: '`message.output_text.logprobs`; what else is included is dropped, for there is none', when: (value) => Array.isArray(value) && value.includes('message.output_text.logprobs') },
  ...dropped('responses', fromResponses, 'nothing is stored; a later `previous_response_id` is refused', ['store']),
  ...dropped('responses', fromResponses, 'a conversation that is too long is told as an error', ['truncation', 'context_management']),
  ...dropped('responses', fromResponses, 'bounds tools that are refused', ['max_tool_calls']),
  ...dropped('responses', fromResponses, 'how the answer travels, is cached or paid', ['stream_options', 'prompt_cache_options', 'background_options', 'image', 'access_programs']),
  { from: 'responses', to: fromResponses, field: 'input[] of type reasoning', fate: 'dropped', note: 'earlier thoughts are sealed for the model that had them' },
  { from: 'responses', to: fromResponses, field: 'input[] of type web_search_call', fate: 'dropped', note: 'says what was searched, not what was found' },
  { from: 'responses', to: fromResponses, field: 'input[] of type item_reference', fate: 'refused', note: 'nothing is stored' },
  { from: 'responses', to: fromResponses, field: 'input[] of other types', fate: 'refused', note: 'calls and results of tools that are refused; `compaction`, which is sealed' },
  { from: 'responses', to: fromResponses, field: 'input[].content[] with file_id', fate: 'refused', note: 'known to one gateway alone' },
  { from: 'responses', to: toChat, field: 'input[].content[] with file_url', fate: 'refused', note: 'chat completions takes the file itself alone' },
];

const messages: readonly FieldRule[] = [
  { from: 'messages', to: toChat, field: 'system, messages', fate: 'translated', note: '`messages`; images in tool results follow in a message of the user, for a tool can only say text' },
  { from: 'messages', to: toResponses, field: 'system, messages', fate: 'translated', note: '`instructions`, `input`' },
  { from: 'messages', to: toChat, field: 'max_tokens', fate: 'translated', note: '`max_tokens`; `max_completion_tokens` for OpenAI\'s o and gpt-5 models and later' },
  { from: 'messages', to: toResponses, field: 'max_tokens', fate: 'translated', note: '`max_output_tokens`, at least 16' },
  { from: 'messages', to: openai, field: 'temperature, top_p, stream', fate: 'translated', note: 'as they are' },
  { from: 'messages', to: toChat, field: 'stop_sequences', fate: 'translated', note: '`stop`; more than 4 are refused, which chat completions does not take' },
  { from: 'messages', to: toResponses, field: 'stop_sequences', fate: 'refused', note: 'Responses has no stop sequences' },
  { from: 'messages', to: openai, field: 'tools', fate: 'translated', note: 'those with an `input_schema`' },
  { from: 'messages', to: openai, field: 'tools of other types', fate: 'refused', note: '`web_search_...`, `bash_...`, `text_editor_...`, `computer_...`, `memory_...`: they run at Anthropic or are known to its models alone' },
  { from: 'messages', to: openai, field: 'tool_choice', fate: 'translated', note: '`tool_choice`, `parallel_tool_calls`' },
  { from: 'messages', to: openai, field: 'thinking, output_config.effort', fate: 'translated', note: '`reasoning_effort`, `reasoning.effort`: low, medium or high, by the effort or else by the share of the budget in `max_tokens`; xhigh and max become high, which every model with efforts takes. Adaptive thinking without an effort leaves it to the model' },
  { from: 'messages', to: openai, field: 'output_config.format', fate: 'translated', note: 'a JSON schema, strict' },
  { from: 'messages', to: openai, field: 'container', fate: 'refused', note: 'a machine at Anthropic' },
  { from: 'messages', to: openai, field: 'mcp_servers', fate: 'refused', note: 'tools that run at Anthropic' },
  { from: 'messages', to: openai, field: 'inference_geo', fate: 'refused', note: 'a promise of where it is computed' },
  { from: 'messages', to: openai, field: 'max_tokens: 0', fate: 'refused', note: 'fills a cache; no answer is wanted' },
  ...dropped('messages', openai, 'names the user to the provider', ['metadata', 'user_profile_id']),
  ...dropped('messages', openai, 'how soon, how fast, from which cache and to whose bill', ['service_tier', 'speed', 'cache_control', 'diagnostics', 'workspace_id', 'fallbacks', 'betas']),
  ...dropped('messages', openai, 'a conversation that is too long is told as an error', ['context_management']),
  ...dropped('messages', openai, 'steers the choice of words; the other protocols have no equal', ['top_k']),
  { from: 'messages', to: openai, field: 'cache_control of a block', fate: 'dropped', note: 'the same answer from a cache' },
  { from: 'messages', to: openai, field: 'messages[].content[] of type thinking, redacted_thinking', fate: 'dropped', note: 'earlier thoughts are signed for the model that had them' },
  { from: 'messages', to: openai, field: 'messages[].content[] of type image, document', fate: 'translated', note: 'of source `base64`, `url` and `text`; a PDF by URL is refused for chat completions, a `file` everywhere' },
  { from: 'messages', to: openai, field: 'messages[].content[].citations, title, context', fate: 'dropped', note: 'the answer comes without marks of where it is from' },
  { from: 'messages', to: openai, field: 'messages[].content[] of other types', fate: 'refused', note: 'calls and results of tools that run at Anthropic; `search_result`' },
  { from: 'messages', to: openai, field: 'messages[].content[].is_error', fate: 'dropped', note: 'the text of the result says it' },
];

export const fieldRules: readonly FieldRule[] = [...chat, ...responses, ...messages];

/** @throws Impossible for the first field of the request itself that has no equal. */
export function refuseFields(body: Json, from: SpokenProtocol, to: SpokenProtocol): void {
  for (const { from: of, to: into, field, fate, when } of fieldRules) {
    if (fate !== 'refused' || of !== from || !into.includes(to) || !Object.hasOwn(body, field)) continue;
    const value = body[field];
    if (saysSomething(value) && (when?.(value) ?? true)) throw noEqual(field, to);
  }
}

/** The fields in common that the request has. */
export function sharedOf(body: Json): Json {
  return Object.fromEntries(sharedFields.flatMap((field) => (saysSomething(body[field]) ? [[field, body[field]]] : [])));
}
