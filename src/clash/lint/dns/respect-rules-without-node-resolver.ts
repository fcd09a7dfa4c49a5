import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { innerPlace, isTrue, section } from '../settings.ts';

/** With respect-rules the names of nodes need a resolver of their own (core: config/config.go, parseDNS). */
export const respectRulesWithoutNodeResolver: LintRule = {
  id: 'respect-rules-without-node-resolver',
  code: 'D2',
  severity: 'error',
  fixable: true,
  besideSchema: 'speaks',
  *check(configuration): Iterable<ClashProblem> {
    const dns = section(configuration, 'dns');
    const servers = dns['proxy-server-nameserver'];
    if (!isTrue(dns['respect-rules']) || (servers !== undefined && servers !== null && !(Array.isArray(servers) && servers.length === 0))) return;
    const { map } = nestedUnder(configuration, 'dns');
    yield found(
      this,
      innerPlace(configuration, 'dns', 'respect-rules'),
      t('dns.respect-rules is on and dns.proxy-server-nameserver is empty. The core refuses the whole configuration, so that no call gets through it. List a resolver for the names of nodes.'),
      [map ? fixOf(t('Add proxy-server-nameserver'), [setKey(configuration.text, map, 'proxy-server-nameserver', { yaml: "['https://223.5.5.5/dns-query']" })]) : undefined],
    );
  },
};
