import { t } from '@vscode/l10n';
import type { ClashConfiguration } from '../../configuration/model.ts';
import type { GatewayHost } from '../../gateway-host.ts';
import { membersByConfiguration } from '../../rules/members.ts';
import { insertAbove } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import { gatewayExplanations, type GatewayExplanation } from '../gateway-explanations.ts';
import { namesOf, rejecting } from '../names.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { isTrue, section, topValue } from '../settings.ts';

/** A row whose policy can't carry UDP is passed over for UDP, and HTTP/3 is UDP (core: tunnel/tunnel.go). */
export const gatewayUdpElsewhere: LintRule = {
  id: 'gateway-udp-elsewhere',
  code: 'R9',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    if (!takesUdp(configuration)) return;
    for (const explained of gatewayExplanations(configuration, surroundings)) {
      const { gateway, tcp, udp } = explained;
      const row = tcp.rule?.list === 'rules' ? configuration.rules[tcp.rule.index] : undefined;
      if (!row || rejecting.has(udp.policy) || !passesOver(configuration, explained)) continue;
      const stop = `AND,((NETWORK,UDP),(DST-PORT,${gateway.port}),(${nameCondition(gateway)})),REJECT`;
      yield found(
        this,
        row.range,
        udp.policy === tcp.policy
          ? t('Not every node behind {0} says that it carries UDP. Over HTTP/3 the core passes this row over for such a node, and the call to {1} goes where a later row leads. Put udp: true on the nodes, or refuse HTTP/3 to the gateway, so that clients take TCP.', tcp.policy, gateway.host)
          : t('Over TCP this row sends {0} to {1}; over HTTP/3, which is UDP, the core passes it over, as what is behind it does not carry UDP, and the call goes to {2}. Put udp: true on the nodes, or refuse HTTP/3 to the gateway, so that clients take TCP.', gateway.host, tcp.policy, udp.policy),
        [fixOf(t('Refuse HTTP/3 to {0}', gateway.host), [insertAbove(configuration.text, row.range, stop)])],
      );
    }
  },
};

/** UDP of programs that know of no proxy gets in by these alone. */
function takesUdp(configuration: ClashConfiguration): boolean {
  return isTrue(section(configuration, 'tun')['enable']) || Number(topValue(configuration, 'tproxy-port') ?? 0) > 0;
}

function passesOver(configuration: ClashConfiguration, { tcp, udp }: GatewayExplanation): boolean {
  const { rule } = tcp;
  if (!rule) return false;
  const isIt = (other: { list: string; index: number }): boolean => other.list === rule.list && other.index === rule.index;
  if (udp.passedOver.some(({ rule: other, why }) => why === 'udp' && isIt(other))) return true;
  return udp.undecided.some(({ rule: other, missing }) => missing === 'udp' && isIt(other)) && hasNodeWithoutUdp(configuration, tcp.policy);
}

/** Among the nodes that the text tells; what providers bring is not known. */
function hasNodeWithoutUdp(configuration: ClashConfiguration, policy: string): boolean {
  const { proxies, groups } = namesOf(configuration);
  const seen = new Set<string>();
  const open = [policy];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (proxies.get(name)?.udp === false) return true;
    const group = groups.get(name);
    if (group) open.push(...(membersByConfiguration(group, configuration) ?? group.members.map(({ value }) => value)));
  }
  return false;
}

function nameCondition({ host }: GatewayHost): string {
  return `${host.split('.').length === 2 ? 'DOMAIN-SUFFIX' : 'DOMAIN'},${host}`;
}
