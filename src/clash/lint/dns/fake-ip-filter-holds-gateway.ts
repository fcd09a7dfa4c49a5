import { t } from '@vscode/l10n';
import { DomainSet } from '../../rules/domain-set.ts';
import { deleteItem } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { section, isTrue } from '../settings.ts';

/** A name in the filter gets its real address, and in TUN a row by name then depends on other things (Meta-Docs: dns/index). */
export const fakeIpFilterHoldsGateway: LintRule = {
  id: 'fake-ip-filter-holds-gateway',
  code: 'D1',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    const dns = section(configuration, 'dns');
    if (!isTrue(dns['enable']) || dns['enhanced-mode'] !== 'fake-ip') return;
    const mode = dns['fake-ip-filter-mode'];
    if (mode !== undefined && mode !== 'blacklist') return;
    const list = nestedUnder(configuration, 'dns').list('fake-ip-filter');
    for (const item of list?.items ?? []) {
      const pattern = new DomainSet([item.value]);
      const held = surroundings.gateways.find(({ host }) => pattern.has(host));
      // What takes every name is meant so.
      if (!held || /^[*+.]+$/.test(item.value)) continue;
      yield found(
        this,
        item.range,
        t('"{0}" in fake-ip-filter gives {1} its real address. Where a program resolves the name itself (TUN, SOCKS), the core sees the address alone, and rows that name the gateway may not match. Take the entry out.', item.value, held.host),
        (list?.items.length ?? 0) < 2 ? [] : [fixOf(t('Take "{0}" out', item.value), [deleteItem(configuration.text, item.range)])],
      );
    }
  },
};
