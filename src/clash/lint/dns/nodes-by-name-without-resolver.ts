import { isIP } from 'node:net';
import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { isTrue, section, texts, topPlace, innerPlace } from '../settings.ts';

/** Without proxy-server-nameserver the general resolvers resolve the nodes' own names too. */
export const nodesByNameWithoutResolver: LintRule = {
  id: 'nodes-by-name-without-resolver',
  code: 'D2',
  severity: 'warning',
  fixable: false,
  *check(configuration): Iterable<ClashProblem> {
    const dns = section(configuration, 'dns');
    if (!isTrue(dns['enable']) || texts(dns['proxy-server-nameserver']).length > 0 || dns['proxy-server-nameserver-policy'] !== undefined) return;
    // Only where the general resolvers are reached through a node, so that neither comes up without the other.
    const proxied = texts(dns['nameserver']).find((server) => /#(?!.*(?:^|&)(?:DIRECT|RULES?)\b)[^&=]+(?:&|$)/i.test(server) && !/#\w[\w-]*=/.test(server));
    const node = configuration.proxies.find(({ map }) => {
      const server = map.entries.get('server')?.value;
      return typeof server === 'string' && server !== '' && isIP(server) === 0;
    });
    if (proxied === undefined || !node) return;
    yield found(
      this,
      texts(dns['nameserver']).length > 0 ? innerPlace(configuration, 'dns', 'nameserver') : topPlace(configuration, 'dns'),
      t('The nameserver "{0}" is asked through a proxy, and the node "{1}" is known by a name that has to be resolved first. Neither may come up without the other, and no call gets through until one does. List a resolver for nodes under dns.proxy-server-nameserver.', proxied, node.name.value),
    );
  },
};
