/** How much a model is to think, in OpenAI's words (openai-node, `Shared.ReasoningEffort`). */
export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** The part of the tokens that goes to thinking: OpenRouterTeam/docs, guides/best-practices/reasoning-tokens.mdx. */
const shares: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 0.1,
  low: 0.2,
  medium: 0.5,
  high: 0.8,
  xhigh: 0.95,
  max: 0.95,
};

/** The least that Messages takes as a budget (anthropic-sdk-typescript, `thinking`). */
export const leastBudget = 1024;
const mostBudget = 128_000;

export function effortOf(value: unknown): Effort | undefined {
  return typeof value === 'string' && Object.hasOwn(shares, value) ? (value as Effort) : undefined;
}

/**
 * Tokens to think with, below the tokens that may be written in all.
 *
 * @returns undefined where no budget fits, or none is wanted.
 */
export function budgetOf(effort: Effort, maxTokens: number): number | undefined {
  if (effort === 'none' || maxTokens <= leastBudget) return undefined;
  return Math.max(leastBudget, Math.min(Math.floor(maxTokens * shares[effort]), mostBudget));
}

/** The effort whose share is nearest: three words that every model which has efforts takes. */
export function effortOfBudget(budget: number, maxTokens: number | undefined): Effort {
  const share = budget / Math.max(maxTokens ?? budget / shares.medium, 1);
  if (share < 0.35) return 'low';
  return share < 0.65 ? 'medium' : 'high';
}

/** What every model takes that has efforts at all: the outer words are those of some models only. */
export function usualEffort(effort: Effort): 'low' | 'medium' | 'high' | 'none' {
  if (effort === 'minimal') return 'low';
  return effort === 'xhigh' || effort === 'max' ? 'high' : effort;
}
