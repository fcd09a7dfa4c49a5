/** Tokens and money of one answer, as far as the gateway told them. */
export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  /** Of the input, read from a cache. */
  cachedInputTokens?: number;
  /** Of the output, never shown. */
  reasoningTokens?: number;
  /** What the gateway itself says it cost, in US dollars. */
  costUsd?: number;
}
