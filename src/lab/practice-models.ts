/** One model of the practice gateway and the provider that is said to run it. */
export interface PracticeModel {
  id: string;
  name: string;
  provider: string;
  contextLength: number;
  /** US dollars per token, as text, as the models list has them. */
  promptPrice: string;
  completionPrice: string;
}

const model = (
  id: string,
  name: string,
  provider: string,
  contextLength: number,
  promptPrice: string,
  completionPrice: string,
): PracticeModel => ({ id, name, provider, contextLength, promptPrice, completionPrice });

/** A few names people know, so that a client's own default model is likely among them. Nothing of them is real here. */
export const practiceModels: readonly PracticeModel[] = [
  model('openai/gpt-5-mini', 'OpenAI: GPT-5 Mini', 'OpenAI', 400_000, '0.00000025', '0.000002'),
  model('openai/gpt-4o-mini', 'OpenAI: GPT-4o-mini', 'OpenAI', 128_000, '0.00000015', '0.0000006'),
  model('openai/gpt-4.1-mini', 'OpenAI: GPT-4.1 Mini', 'OpenAI', 1_047_576, '0.0000004', '0.0000016'),
  model('anthropic/claude-sonnet-4.5', 'Anthropic: Claude Sonnet 4.5', 'Anthropic', 1_000_000, '0.000003', '0.000015'),
  model('anthropic/claude-haiku-4.5', 'Anthropic: Claude Haiku 4.5', 'Anthropic', 200_000, '0.000001', '0.000005'),
  model('google/gemini-2.5-flash', 'Google: Gemini 2.5 Flash', 'Google', 1_048_576, '0.0000003', '0.0000025'),
  model('deepseek/deepseek-chat', 'DeepSeek: DeepSeek V3', 'DeepSeek', 163_840, '0.0000003', '0.0000012'),
  model('meta-llama/llama-3.3-70b-instruct', 'Meta: Llama 3.3 70B', 'DeepInfra', 131_072, '0.0000001', '0.0000003'),
  model('openrouter/auto', 'Auto Router', 'OpenAI', 2_000_000, '0', '0'),
];

/** Finds a model by id; the routing variants (`:nitro`, `:floor` ...) are the same model. */
export function findModel(id: string): PracticeModel | undefined {
  const base = id.replace(/:(nitro|floor|exacto|online)$/, '');
  return practiceModels.find((one) => one.id === base);
}

/** 2025-06-01, for every model: the date means nothing here. */
const created = 1_748_736_000;

const parameters = ['max_tokens', 'temperature', 'top_p', 'stop', 'seed', 'tools', 'tool_choice', 'response_format'];

function architecture(): object {
  return {
    modality: 'text->text',
    input_modalities: ['text'],
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
      canonical_slug: one.id,
      name: one.name,
      created,
      description: 'A model of the practice gateway. It answers with made-up words.',
      context_length: one.contextLength,
      architecture: architecture(),
      pricing: pricing(one),
      top_provider: { context_length: one.contextLength, max_completion_tokens: 16_384, is_moderated: false },
      per_request_limits: null,
      supported_parameters: parameters,
      expiration_date: null,
    })),
  };
}

/**
 * The answer of GET /models/{author}/{slug}/endpoints. Latency and throughput are null without a key, as on OpenRouter
 * (OpenRouterTeam/docs, openapi.yaml).
 */
export function endpointsAnswer(one: PracticeModel, withKey: boolean, uptimePercent: number): object {
  return {
    data: {
      id: one.id,
      name: one.name,
      created,
      description: 'A model of the practice gateway. It answers with made-up words.',
      architecture: architecture(),
      endpoints: [
        {
          name: `${one.provider} | ${one.id}`,
          model_name: one.name,
          context_length: one.contextLength,
          pricing: pricing(one),
          provider_name: one.provider,
          tag: one.provider.toLowerCase(),
          quantization: 'unknown',
          max_completion_tokens: 16_384,
          max_prompt_tokens: null,
          supported_parameters: parameters,
          status: 0,
          uptime_last_5m: uptimePercent,
          uptime_last_30m: uptimePercent,
          uptime_last_1d: 99.9,
          latency_last_30m: withKey ? { p50: 420, p75: 610, p90: 980, p99: 2100 } : null,
          throughput_last_30m: withKey ? { p50: 62, p75: 48, p90: 31, p99: 12 } : null,
        },
      ],
    },
  };
}
