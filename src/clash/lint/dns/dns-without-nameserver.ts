import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { innerPlace, isTrue, section } from '../settings.ts';

const usual = { yaml: "['https://doh.pub/dns-query', 'tls://223.5.5.5:853']" };

/** The core has nameservers of its own where the key is absent; one without a value stops it (core: config/config.go, parseDNS). */
export const dnsWithoutNameserver: LintRule = {
  id: 'dns-without-nameserver',
  code: 'D1',
  severity: 'error',
  fixable: true,
  besideSchema: 'speaks',
  *check(configuration): Iterable<ClashProblem> {
    const dns = section(configuration, 'dns');
    const servers = dns['nameserver'];
    if (!isTrue(dns['enable']) || !('nameserver' in dns) || (servers !== null && !(Array.isArray(servers) && servers.length === 0))) return;
    const { map } = nestedUnder(configuration, 'dns');
    yield found(
      this,
      innerPlace(configuration, 'dns', 'nameserver'),
      t('dns is on and dns.nameserver is empty. The core refuses the whole configuration, so that no call gets through it. List at least one nameserver.'),
      [map ? fixOf(t('List the nameservers that the core takes by itself'), [setKey(configuration.text, map, 'nameserver', usual)]) : undefined],
    );
  },
};
