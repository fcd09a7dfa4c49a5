import { t } from '@vscode/l10n';
import { DomainSet } from '../../rules/domain-set.ts';
import { deleteKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { section } from '../settings.ts';

/** A hosts entry wins over fake-ip, and the node is asked for the address instead of the name (core: dns/middleware.go). */
export const hostsPinGateway: LintRule = {
  id: 'hosts-pin-gateway',
  code: 'D4',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    if (section(configuration, 'dns')['use-hosts'] === false) return;
    const { map } = nestedUnder(configuration, 'hosts');
    for (const [name, entry] of map?.entries ?? []) {
      const pattern = new DomainSet([name]);
      const held = surroundings.gateways.find(({ host }) => pattern.has(host));
      if (!held || !map) continue;
      yield found(
        this,
        { start: entry.keyRange.start, end: entry.keyRange.end },
        t('hosts gives {0} a fixed address. Gateways move between addresses; once this one is no longer theirs, each call fails or meets a certificate of somebody else, while a browser is fine. Take the entry out.', held.host),
        [fixOf(t('Delete "{0}"', name), [deleteKey(configuration.text, map, name)])],
      );
    }
  },
};
