import { t } from '@vscode/l10n';
import { replaceScalar } from '../edits/scalar.ts';
import { found, fixOf } from '../found.ts';
import type { RuleRow } from '../gateway-rows.ts';
import { namesOf } from '../names.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { everyRow } from './every-row.ts';

const types: ReadonlySet<string> = new Set(['DST-PORT', 'SRC-PORT', 'IN-PORT', 'UID', 'DSCP']);
const ports = /^\d+(?:-\d+)?$/;

/** Whether a row lists ports with commas, so that a port stands where the policy belongs. */
export function listsWithCommas({ rule }: RuleRow): boolean {
  return types.has(rule.type) && ports.test(rule.target);
}

/** A comma ends a field: the core takes the second port for the policy, and refuses. */
export const commaInPorts: LintRule = {
  id: 'comma-in-ports',
  code: 'R7',
  severity: 'error',
  fixable: true,
  besideSchema: 'speaks',
  *check(configuration): Iterable<ClashProblem> {
    const { policies, complete } = namesOf(configuration);
    if (!complete) return;
    for (const row of everyRow(configuration)) {
      const { type, payload, target, params } = row.rule;
      if (!listsWithCommas(row) || policies.has(target)) continue;
      const more = params.findIndex((field) => !ports.test(field));
      const list = [payload, target, ...params.slice(0, more === -1 ? params.length : more)].join('/');
      const rest = more === -1 ? [] : params.slice(more);
      yield found(
        this,
        row.range,
        t('A comma ends the list of ports, so that "{0}" stands where the policy belongs. The core refuses the whole configuration, so that no call gets through it. Part the ports with slashes: {1}.', target, list),
        [rest.length === 0 ? undefined : fixOf(t('Change to "{0}"', list), [replaceScalar(configuration.text, row.range, [type, list, ...rest].join(','), 'flow')])],
      );
    }
  },
};
