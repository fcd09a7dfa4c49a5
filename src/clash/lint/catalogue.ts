import { controllerOpenToOthers } from './access/controller-open-to-others.ts';
import { controllerWithoutSecretCheck } from './access/controller-without-secret-check.ts';
import { keepAliveOff } from './access/keep-alive-off.ts';
import { keepAliveTooSlow } from './access/keep-alive-too-slow.ts';
import { lanWithoutAuthentication } from './access/lan-without-authentication.ts';
import { dnsListenWithoutHost } from './dns/dns-listen-without-host.ts';
import { dnsWithoutNameserver } from './dns/dns-without-nameserver.ts';
import { fakeIpFilterHoldsGateway } from './dns/fake-ip-filter-holds-gateway.ts';
import { hostsPinGateway } from './dns/hosts-pin-gateway.ts';
import { ipv6WithoutFakeRange } from './dns/ipv6-without-fake-range.ts';
import { nodesByNameWithoutResolver } from './dns/nodes-by-name-without-resolver.ts';
import { respectRulesWithoutNodeResolver } from './dns/respect-rules-without-node-resolver.ts';
import { tunWithoutDnsHijack } from './dns/tun-without-dns-hijack.ts';
import { tunWithoutDns } from './dns/tun-without-dns.ts';
import { tunWithoutSniffer } from './dns/tun-without-sniffer.ts';
import { anyAnswerCounts } from './groups/any-answer-counts.ts';
import { checksOften } from './groups/checks-often.ts';
import { checksTooOften } from './groups/checks-too-often.ts';
import { checksWhileIdle } from './groups/checks-while-idle.ts';
import { duplicateName } from './groups/duplicate-name.ts';
import { emptyGroup } from './groups/empty-group.ts';
import { gatewayBehindRoundRobin } from './groups/gateway-behind-round-robin.ts';
import { gatewaySharesGroup } from './groups/gateway-shares-group.ts';
import { givesUpEarly } from './groups/gives-up-early.ts';
import { groupLoop } from './groups/group-loop.ts';
import { groupMayBeEmpty } from './groups/group-may-be-empty.ts';
import { healthCheckElsewhere } from './groups/health-check-elsewhere.ts';
import { keyNotForGroups } from './groups/key-not-for-groups.ts';
import { removedGroupType } from './groups/removed-group-type.ts';
import { stableGroupLeaks } from './groups/stable-group-leaks.ts';
import { switchesAtAnyGain } from './groups/switches-at-any-gain.ts';
import { unknownGroupType } from './groups/unknown-group-type.ts';
import { unknownMember } from './groups/unknown-member.ts';
import { unknownProvider } from './groups/unknown-provider.ts';
import { deadPrependKey } from './origin/dead-prepend-key.ts';
import { encryptedText } from './origin/encrypted-text.ts';
import { generatedFile } from './origin/generated-file.ts';
import { linesTooFarLeft } from './origin/lines-too-far-left.ts';
import { unreadableText } from './origin/unreadable-text.ts';
import { badRow } from './rows/bad-row.ts';
import { commaInPorts } from './rows/comma-in-ports.ts';
import { gatewayUdpElsewhere } from './rows/gateway-udp-elsewhere.ts';
import { gatewayWithoutOwnGroup } from './rows/gateway-without-own-group.ts';
import { gatewayRowBelowBroaderRow } from './rows/gateway-row-below-broader-row.ts';
import { gatewayRowBelowResolvingRow } from './rows/gateway-row-below-resolving-row.ts';
import { leadingDotSuffix } from './rows/leading-dot-suffix.ts';
import { noMatchRow } from './rows/no-match-row.ts';
import { overBroadAiRow } from './rows/over-broad-ai-row.ts';
import { redundantRow } from './rows/redundant-row.ts';
import { rowAfterMatch } from './rows/row-after-match.ts';
import { shadowedRow } from './rows/shadowed-row.ts';
import { subRuleLoop } from './rows/sub-rule-loop.ts';
import { unknownParameter } from './rows/unknown-parameter.ts';
import { unknownRuleSet } from './rows/unknown-rule-set.ts';
import { unknownSubRule } from './rows/unknown-sub-rule.ts';
import { unknownTarget } from './rows/unknown-target.ts';
import { unreadableRuleSet } from './rows/unreadable-rule-set.ts';
import type { LintRule } from './problem.ts';

/** Every rule, as docs/clash-lint.md lists them: one file and one line each. */
export const lintRules: readonly LintRule[] = [
  gatewayWithoutOwnGroup,
  gatewayRowBelowResolvingRow,
  gatewayRowBelowBroaderRow,
  noMatchRow,
  rowAfterMatch,
  shadowedRow,
  redundantRow,
  subRuleLoop,
  unknownRuleSet,
  unknownSubRule,
  unknownTarget,
  badRow,
  commaInPorts,
  leadingDotSuffix,
  unknownParameter,
  unreadableRuleSet,
  gatewayUdpElsewhere,
  overBroadAiRow,
  checksTooOften,
  switchesAtAnyGain,
  checksOften,
  checksWhileIdle,
  givesUpEarly,
  gatewayBehindRoundRobin,
  duplicateName,
  emptyGroup,
  groupLoop,
  removedGroupType,
  unknownGroupType,
  unknownMember,
  unknownProvider,
  keyNotForGroups,
  anyAnswerCounts,
  healthCheckElsewhere,
  groupMayBeEmpty,
  stableGroupLeaks,
  gatewaySharesGroup,
  dnsWithoutNameserver,
  dnsListenWithoutHost,
  fakeIpFilterHoldsGateway,
  tunWithoutDns,
  respectRulesWithoutNodeResolver,
  nodesByNameWithoutResolver,
  ipv6WithoutFakeRange,
  tunWithoutDnsHijack,
  tunWithoutSniffer,
  hostsPinGateway,
  controllerOpenToOthers,
  lanWithoutAuthentication,
  controllerWithoutSecretCheck,
  keepAliveOff,
  keepAliveTooSlow,
  generatedFile,
  deadPrependKey,
  unreadableText,
  linesTooFarLeft,
  encryptedText,
];
