import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import { hostNames } from '../gateway-rows.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { placeOf, textOf } from './group-values.ts';

/** Round robin gives each connection another node (core: adapter/outboundgroup/loadbalance.go). */
export const gatewayBehindRoundRobin: LintRule = {
  id: 'gateway-behind-round-robin',
  code: 'G3',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group, gateways] of gatewayGroups(configuration, surroundings)) {
      if (group.type.value !== 'load-balance' || textOf(group, 'strategy') !== 'round-robin') continue;
      yield found(
        this,
        placeOf(group, 'strategy'),
        t(
          'The group "{0}" sends each connection to {1} from another node. Gateways that tie a session, a limit or a region to an address refuse that sooner or later. Use consistent-hashing, which keeps one node for one site.',
          group.name.value,
          hostNames(gateways),
        ),
        [fixOf(t('Set strategy to {0}', 'consistent-hashing'), [setKey(configuration.text, group.map, 'strategy', 'consistent-hashing')])],
      );
    }
  },
};
