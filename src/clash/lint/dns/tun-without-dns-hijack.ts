import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { innerPlace, isTrue, section } from '../settings.ts';

/** The core takes queries to port 53 by itself where the key is absent; an empty list takes none (core: config/config.go). */
export const tunWithoutDnsHijack: LintRule = {
  id: 'tun-without-dns-hijack',
  code: 'D3',
  severity: 'info',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const tun = section(configuration, 'tun');
    const hijack = tun['dns-hijack'];
    if (!isTrue(tun['enable']) || !Array.isArray(hijack) || hijack.length > 0) return;
    const { map } = nestedUnder(configuration, 'tun');
    yield found(
      this,
      innerPlace(configuration, 'tun', 'dns-hijack'),
      t('tun takes no DNS queries, as tun.dns-hijack is empty. Names are resolved past the core, and rows that name a gateway do not match connections by address. List any:53.'),
      [map ? fixOf(t('List any:53'), [setKey(configuration.text, map, 'dns-hijack', { yaml: "['any:53', 'tcp://any:53']" })]) : undefined],
    );
  },
};
