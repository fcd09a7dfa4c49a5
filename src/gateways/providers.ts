/**
 * Facts about the providers behind gateways that stand in front of many. Names as OpenRouter gives them, in the `provider`
 * of an answer or as a slug.
 */

/** Providers where the end of a streamed connection ends the work and the bill (OpenRouterTeam/docs, api_reference/streaming.mdx). */
const stopBilling = [
  'OpenAI', 'Azure', 'Anthropic', 'Fireworks', 'Mancer', 'Recursal', 'AnyScale', 'Lepton', 'OctoAI', 'Novita', 'DeepInfra',
  'Together', 'Cohere', 'Hyperbolic', 'Infermatic', 'Avian', 'xAI', 'Cloudflare', 'SFCompute', 'Nineteen', 'Liquid',
  'Friendli', 'Chutes', 'DeepSeek',
];

/** Providers that go on and bill the whole answer (the same list). */
const goOnBilling = [
  'Amazon Bedrock', 'AWS Bedrock', 'Groq', 'Modal', 'Google', 'Google AI Studio', 'Minimax', 'HuggingFace', 'Replicate',
  'Perplexity', 'Mistral', 'AI21', 'Featherless', 'Lynn', 'Lambda', 'Reflection', 'SambaNova', 'Inflection', 'ZeroOneAI',
  'AionLabs', 'Alibaba', 'Nebius', 'Kluster', 'Targon', 'InferenceNet',
];

const stops: ReadonlySet<string> = new Set(stopBilling.map(plain));
const goesOn: ReadonlySet<string> = new Set(goOnBilling.map(plain));

/**
 * Whether cancelling a stream stops the bill at a provider; `unknown` for one that nobody has said it of. It holds for
 * streams only: a request that does not stream is billed in full everywhere.
 */
export function cancelStopsBillingAt(provider: string): 'yes' | 'no' | 'unknown' {
  const name = plain(provider);
  if (stops.has(name)) return 'yes';
  return goesOn.has(name) ? 'no' : 'unknown';
}

/** "Google AI Studio", `google-ai-studio` and `deepinfra/fp8` without what they differ in. */
function plain(provider: string): string {
  return (provider.split('/')[0] ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
}
