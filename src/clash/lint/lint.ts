import { t } from '@vscode/l10n';
import type { ClashConfiguration } from '../configuration/model.ts';
import { lintRules } from './catalogue.ts';
import { realFaults } from './faults.ts';
import { readIgnored } from './ignore-comments.ts';
import { unreadableText } from './origin/unreadable-text.ts';
import type { ClashProblem, LintRule, LintSurroundings } from './problem.ts';

/** Problems of one rule that are listed; a list of thousands helps nobody. */
const mostOfARule = 200;

/**
 * Everything that the catalogue (docs/clash-lint.md) finds in a text, by place. Rules that a comment switches off are
 * silent at that line. Pure.
 */
export function lintConfiguration(configuration: ClashConfiguration, surroundings: LintSurroundings, rules: readonly LintRule[] = lintRules): ClashProblem[] {
  const ignored = readIgnored(configuration.text);
  const problems = rules.flatMap((rule) => problemsOf(rule, configuration, surroundings, ignored));
  return problems.sort((a, b) => a.start - b.start || a.end - b.end);
}

function problemsOf(rule: LintRule, configuration: ClashConfiguration, surroundings: LintSurroundings, ignored: (offset: number, rule: LintRule) => boolean): ClashProblem[] {
  if (!(rule.forms ?? ['configuration']).includes(configuration.form)) return [];
  if (rule.severity === 'error' && !mayCallErrors(rule, configuration)) return [];
  const problems: ClashProblem[] = [];
  for (const problem of rule.check(configuration, surroundings)) {
    if (ignored(problem.start, rule)) continue;
    const last = problems.at(-1);
    if (last && problems.length === mostOfARule) {
      problems[mostOfARule - 1] = { ...last, message: `${last.message} ${t('More of this kind are not listed.')}` };
      break;
    }
    problems.push(problem);
  }
  return problems;
}

/**
 * Where the text could not be read as a whole, what is missing may only be unread: the text's own fault comes first. And
 * a lone CR ends a line for the core's parser, not for the one here.
 */
function mayCallErrors(rule: LintRule, configuration: ClashConfiguration): boolean {
  if (/\r(?!\n)/.test(configuration.text)) return false;
  return rule.id === unreadableText.id || !realFaults(configuration).some(({ kind }) => kind === 'yaml');
}
