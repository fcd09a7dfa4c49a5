/** What a model of Anthropic takes, by its name in the spelling of any gateway. */
export interface ClaudeTraits {
  /** Thinks by `adaptive` and `effort`; the others take a budget. */
  adaptive: boolean;
  /** Refuses temperature and top_p, and a budget. */
  noSampling: boolean;
  /** Thinks unless told not to. */
  thinksAlways: boolean;
  /** The most tokens it is asked for where the caller did not say. */
  defaultMaxTokens: number;
}

/**
 * Sources: platform.claude.com/docs/en/build-with-claude/adaptive-thinking (adaptive from 4.6 on; manual budgets refused
 * from Opus 4.7 on), docs.aws.amazon.com/bedrock (claude-messages-adaptive-thinking), OpenRouter's Claude 4.7 migration
 * guide (sampling parameters removed), models overview (least of the output limits: 4096 of Claude 3, 8192 of 3.5, 32000
 * of Opus 4).
 *
 * @param model `claude-opus-4-7`, `anthropic/claude-sonnet-4.5`, `claude-3-5-haiku-20241022`, `us.anthropic.claude-...`.
 *   A name without a version (`claude-sonnet-latest`) means the newest.
 * @returns undefined for a model that is none of Anthropic's.
 */
export function claudeTraits(model: string): ClaudeTraits | undefined {
  const name = model.toLowerCase();
  if (!name.includes('claude')) return undefined;
  const version = /claude-(?:[a-z]+-)?(\d)(?:[.-](\d))?(?!\d)/.exec(name);
  return version ? traits(Number(version[1]) + Number(version[2] ?? 0) / 10) : traits(5);
}

function traits(version: number): ClaudeTraits {
  return {
    adaptive: version >= 4.6,
    noSampling: version >= 4.7,
    thinksAlways: version >= 5,
    defaultMaxTokens: version < 3.5 ? 4_096 : version < 3.7 ? 8_192 : 32_000,
  };
}

/** Where a model is not known: less than what models of today write at most, and enough for most answers. */
export const unknownMaxTokens = 8_192;
