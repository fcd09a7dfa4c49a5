import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { checkSeconds, placeOf, textOf } from './group-values.ts';

/** Of an answer without a key: anything below 500 comes from the gateway or its front. */
const anyAnswer = '200-499';

/** A check of another site says nothing of the gateway (default: https://www.gstatic.com/generate_204). */
export const healthCheckElsewhere: LintRule = {
  id: 'health-check-elsewhere',
  code: 'G5',
  severity: 'info',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group, gateways, own] of gatewayGroups(configuration, surroundings)) {
      if (!own || checkSeconds(group) === undefined) continue;
      const url = textOf(group, 'url');
      const [gateway] = gateways;
      if (!gateway || (url !== undefined && gateways.some(({ host }) => hostOf(url) === host) && url.startsWith('https:'))) continue;
      const goal = `https://${gateway.host}${gateway.port === 443 ? '' : `:${gateway.port}`}/`;
      const yaml = { yaml: anyAnswer };
      yield found(
        this,
        placeOf(group, 'url'),
        t(
          'The group "{0}" carries {1} but checks its nodes by asking {2}. A node that reaches the one may not reach the other, and calls fail on a node that passes. Check the gateway itself, over https.',
          group.name.value,
          gateway.host,
          url ?? 'https://www.gstatic.com/generate_204',
        ),
        [
          fixOf(t('Check {0} and take any of its answers', goal), [
            setKey(configuration.text, group.map, 'url', goal),
            ...(group.map.entries.has('expected-status') ? [setKey(configuration.text, group.map, 'expected-status', yaml)] : []),
          ]),
        ],
      );
    }
  },
};

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}
