import { asObject } from '../../../gateways/fault-body.ts';
import type { Usage } from '../usage.ts';

/**
 * Reads the `usage` of an answer, whichever protocol named its fields. Anthropic counts the input that came from its
 * cache, or went into it, apart from `input_tokens` (platform.claude.com/docs, prompt caching); here it is all input.
 *
 * @returns undefined where it tells nothing.
 */
export function usageFrom(value: unknown): Usage | undefined {
  const fields = asObject(value);
  if (!fields) return undefined;
  const read = count(fields['cache_read_input_tokens']);
  const written = count(fields['cache_creation_input_tokens']);
  const inputDetails = asObject(fields['prompt_tokens_details']) ?? asObject(fields['input_tokens_details']);
  const outputDetails = asObject(fields['completion_tokens_details']) ?? asObject(fields['output_tokens_details']);
  const input = count(fields['prompt_tokens']) ?? count(fields['input_tokens']);
  const output = count(fields['completion_tokens']) ?? count(fields['output_tokens']);
  const cached = read ?? count(inputDetails?.['cached_tokens']);
  const reasoning = count(outputDetails?.['reasoning_tokens']);
  // OpenRouter's own field, in dollars (OpenRouterTeam/docs, usage-accounting.mdx).
  const cost = count(fields['cost']);
  const usage: Usage = {
    ...(input === undefined ? {} : { inputTokens: input + (read ?? 0) + (written ?? 0) }),
    ...(output === undefined ? {} : { outputTokens: output }),
    ...(cached === undefined ? {} : { cachedInputTokens: cached }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
    ...(cost === undefined ? {} : { costUsd: cost }),
  };
  return Object.keys(usage).length === 0 ? undefined : usage;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
