import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import { isRow } from '../gateway-rows.ts';
import { rejecting } from '../names.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { ruleSetOf } from '../rule-sets.ts';

const words: ReadonlySet<string> = new Set(['ai', 'gpt', 'llm', 'openai', 'chatgpt', 'claude', 'gemini', 'copilot', 'api', 'google', 'bard']);
/** Lists that hold what half the web loads: sign-in, payment, fonts, error reports (blackmatrix7/ios_rule_script, August 2026). */
const shared = /blackmatrix7\/ios_rule_script[@/].*rule\/Clash\/(OpenAI|Gemini|Claude)\//i;

/** Rows that are meant for AI hosts and take much else along. */
export const overBroadAiRow: LintRule = {
  id: 'over-broad-ai-row',
  code: 'R10',
  severity: 'warning',
  fixable: false,
  *check(configuration): Iterable<ClashProblem> {
    for (const line of configuration.rules) {
      if (!isRow(line) || rejecting.has(line.rule.target) || line.rule.target === 'DIRECT') continue;
      const { type, payload, target } = line.rule;
      if (type === 'DOMAIN-KEYWORD' && words.has(payload.toLowerCase())) {
        yield found(
          this,
          line.range,
          t('"{0}" anywhere in a name is enough for this row: it takes hosts that nobody meant to {1} too, and what is chosen there for a gateway moves them along. Name the hosts with DOMAIN-SUFFIX.', payload, target),
        );
      }
      const list = type === 'RULE-SET' ? shared.exec(ruleSetOf(configuration, payload)?.url ?? '')?.[1] : undefined;
      if (list !== undefined) {
        yield found(
          this,
          line.range,
          t('The list "{0}" also holds hosts that half the web uses, as for sign-in, payment, fonts and error reports, and no OpenRouter. They all go to {1} with the gateway. Name the hosts of the gateway in rows of your own above it.', list, target),
        );
      }
    }
  },
};
