import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { innerPlace, isTrue, section, topPlace } from '../settings.ts';

/** dns.enable is false by default, and then no address is mapped back to its name (core: dns/enhancer.go). */
export const tunWithoutDns: LintRule = {
  id: 'tun-without-dns',
  code: 'D1',
  severity: 'warning',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const dns = section(configuration, 'dns');
    if (!isTrue(section(configuration, 'tun')['enable']) || isTrue(dns['enable'])) return;
    const { map } = nestedUnder(configuration, 'dns');
    const place = configuration.top?.entries.has('dns') ? innerPlace(configuration, 'dns', 'enable') : topPlace(configuration, 'tun');
    yield found(
      this,
      place,
      t('tun is on and dns is off. Programs resolve names past the core, which then sees addresses only: rows that name a gateway do not match, and its calls go where GEOIP or MATCH leads. Set dns.enable to true.'),
      [map ? fixOf(t('Set dns.enable to true'), [setKey(configuration.text, map, 'enable', true)]) : undefined],
    );
  },
};
