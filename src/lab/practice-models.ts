/** One model of the practice gateway and the providers that are said to run it. */
export interface PracticeModel {
  id: string;
  name: string;
  /** The one that answers: the first of `providers`. */
  provider: string;
  /** Everyone behind the model, best first. */
  providers: readonly string[];
  contextLength: number;
  /** US dollars per token, as text, as the models list has them. */
  promptPrice: string;
  completionPrice: string;
  /** The dated name behind the id, when it has one. */
  canonicalSlug?: string;
  /** ISO date of the day it was to go; it is listed still. */
  expirationDate?: string;
}

const model = (
  id: string,
  name: string,
  providers: readonly [string, ...string[]],
  contextLength: number,
  promptPrice: string,
  completionPrice: string,
  more: Pick<PracticeModel, 'canonicalSlug' | 'expirationDate'> = {},
): PracticeModel => ({ id, name, provider: providers[0], providers, contextLength, promptPrice, completionPrice, ...more });

/** A few names people know, so that a client's own default model is likely among them. Nothing of them is real here. */
export const practiceModels: readonly PracticeModel[] = [
  model('openai/gpt-5-mini', 'OpenAI: GPT-5 Mini', ['OpenAI', 'Azure'], 400_000, '0.00000025', '0.000002'),
  model('openai/gpt-4o-mini', 'OpenAI: GPT-4o-mini', ['OpenAI', 'Azure'], 128_000, '0.00000015', '0.0000006', {
    canonicalSlug: 'openai/gpt-4o-mini-2024-07-18',
  }),
  model('openai/gpt-4.1-mini', 'OpenAI: GPT-4.1 Mini', ['OpenAI'], 1_047_576, '0.0000004', '0.0000016'),
  model('anthropic/claude-sonnet-4.5', 'Anthropic: Claude Sonnet 4.5', ['Anthropic', 'Amazon Bedrock', 'Google'], 1_000_000, '0.000003', '0.000015'),
  model('anthropic/claude-haiku-4.5', 'Anthropic: Claude Haiku 4.5', ['Anthropic', 'Amazon Bedrock'], 200_000, '0.000001', '0.000005'),
  model('~anthropic/claude-sonnet-latest', 'Anthropic Claude Sonnet Latest', ['Anthropic', 'Amazon Bedrock', 'Google'], 1_000_000, '0.000003', '0.000015'),
  model('google/gemini-2.5-flash', 'Google: Gemini 2.5 Flash', ['Google'], 1_048_576, '0.0000003', '0.0000025'),
  model('deepseek/deepseek-chat', 'DeepSeek: DeepSeek V3', ['DeepSeek', 'DeepInfra'], 163_840, '0.0000003', '0.0000012'),
  model('meta-llama/llama-3.3-70b-instruct', 'Meta: Llama 3.3 70B', ['DeepInfra', 'Together'], 131_072, '0.0000001', '0.0000003'),
  model('meta-llama/llama-3.3-70b-instruct:free', 'Meta: Llama 3.3 70B (free)', ['Together'], 65_536, '0', '0'),
  model('openai/gpt-3.5-turbo-0613', 'OpenAI: GPT-3.5 Turbo (older)', ['OpenAI'], 4_095, '0.000001', '0.000002', {
    expirationDate: '2025-09-30',
  }),
  model('openrouter/auto', 'Auto Router', ['OpenAI'], 2_000_000, '0', '0'),
];

/** Finds a model by id or dated name; the routing variants (`:nitro`, `:floor` ...) are the same model. */
export function findModel(id: string): PracticeModel | undefined {
  const base = id.replace(/:(nitro|floor|exacto|online)(?=:|$)/g, '');
  return practiceModels.find((one) => one.id === base || one.canonicalSlug === base);
}

/** True for a variant that no model here has, of a model that is here: its list of endpoints is empty. */
export function isMissingVariant(id: string): boolean {
  const [base = ''] = id.split(':');
  return id.includes(':') && findModel(id) === undefined && findModel(base) !== undefined;
}

/** 2025-06-01, for every model: the date means nothing here. */
const created = 1_748_736_000;

const parameters = ['max_tokens', 'temperature', 'top_p', 'stop', 'seed', 'tools', 'tool_choice', 'response_format', 'reasoning', 'include_reasoning'];

function architecture(): object {
  return {
    modality: 'text+image->text',
    input_modalities: ['text', 'image'],
    output_modalities: ['text'],
    tokenizer: 'Other',
    instruct_type: null,
  };
}

function pricing(one: PracticeModel): object {
  return { prompt: one.promptPrice, completion: one.completionPrice, request: '0', image: '0' };
}

/** The answer of GET /models. */
export function modelsAnswer(): object {
  return {
    data: practiceModels.map((one) => ({
      id: one.id,
      canonical_slug: one.canonicalSlug ?? one.id,
      name: one.name,
      created,
      description: 'A model of the practice gateway. It answers with made-up words.',
      context_length: one.contextLength,
      architecture: architecture(),
      pricing: pricing(one),
      top_provider: { context_length: one.contextLength, max_completion_tokens: 16_384, is_moderated: false },
      per_request_limits: null,
      supported_parameters: parameters,
      expiration_date: one.expirationDate ?? null,
    })),
  };
}

/**
 * The answer of GET /models/{author}/{slug}/endpoints. Latency and throughput are null without a key, as on OpenRouter
 * (OpenRouterTeam/docs, openapi.yaml). The further down a provider, the slower, so that rows differ.
 */
export function endpointsAnswer(one: PracticeModel, withKey: boolean, uptimePercent: number): object {
  const endpoints = one.providers.map((provider, index) => ({
    name: `${provider} | ${one.id}`,
    model_name: one.name,
    context_length: one.contextLength,
    pricing: pricing(one),
    provider_name: provider,
    tag: provider.toLowerCase().replaceAll(' ', '-'),
    quantization: 'unknown',
    max_completion_tokens: 16_384,
    max_prompt_tokens: null,
    supported_parameters: parameters,
    status: 0,
    uptime_last_5m: uptimePercent,
    uptime_last_30m: uptimePercent,
    uptime_last_1d: 99.9,
    latency_last_30m: withKey ? scaled({ p50: 420, p75: 610, p90: 980, p99: 2100 }, 1 + index) : null,
    throughput_last_30m: withKey ? scaled({ p50: 62, p75: 48, p90: 31, p99: 12 }, 1 / (1 + index)) : null,
  }));
  return answerOf(one.id, one.name, endpoints);
}

/** What is said of a variant that a model does not have (OpenRouterTeam/docs, model variants). */
export function noEndpointsAnswer(id: string): object {
  return answerOf(id, id, []);
}

function answerOf(id: string, name: string, endpoints: readonly object[]): object {
  const description = 'A model of the practice gateway. It answers with made-up words.';
  return { data: { id, name, created, description, architecture: architecture(), endpoints } };
}

function scaled(percentiles: Readonly<Record<string, number>>, factor: number): object {
  return Object.fromEntries(Object.entries(percentiles).map(([name, value]) => [name, Math.round(value * factor)]));
}
