import { t } from '@vscode/l10n';
import { nearestName } from '../nearest-name.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { ruleTypes, type RuleFault } from '../../rules/rule.ts';
import { everyLine } from './every-row.ts';
import { replaceField } from './row-text.ts';

/** A line that the core can't read stops it (core: rules/parser.go). */
export const badRow: LintRule = {
  id: 'bad-row',
  code: 'R7',
  severity: 'error',
  fixable: true,
  besideSchema: 'speaks',
  forms: ['configuration', 'verge-rules', 'verge-merge', 'party-override', 'stash-override'],
  *check(configuration): Iterable<ClashProblem> {
    for (const line of everyLine(configuration)) {
      // An item without a value is no row for the core, and does no harm.
      if ('type' in line.rule || (line.text === '' && line.range.start === line.range.end)) continue;
      const near = line.rule.fault === 'type' ? nearestName(line.rule.detail, ruleTypes) : undefined;
      const edit = near === undefined ? undefined : replaceField(configuration.text, line, 0, near);
      yield found(this, line.range, `${whatIsWrong(line.rule)} ${t('The core refuses the whole configuration, so that no call gets through it. Mend the row, or take it out.')}`, edit && near !== undefined ? [{ title: t('Change to "{0}"', near), edits: [edit] }] : []);
    }
  },
};

function whatIsWrong({ fault, detail }: RuleFault): string {
  switch (fault) {
    case 'empty':
      return t('This row is empty.');
    case 'fields':
      return t('This row has too few fields: it needs a type, what to look for, and a policy ({0}).', 'DOMAIN-SUFFIX,example.com,PROXY');
    case 'type':
      return t('There is no rule type "{0}".', detail);
    case 'target':
      return t('This row names no policy to lead to.');
    case 'payload':
      return t('The core can\'t read "{0}" in a row of this type.', detail);
  }
}
