import { t } from '@vscode/l10n';
import type { ClashConfiguration } from '../../configuration/model.ts';
import type { GatewayHost } from '../../gateway-host.ts';
import { insertAbove, insertRawAbove } from '../edits/list-item.ts';
import { scalarText } from '../edits/scalar.ts';
import { found, fixOf } from '../found.ts';
import { gatewayExplanations } from '../gateway-explanations.ts';
import { gatewayRows, isRow } from '../gateway-rows.ts';
import { builtInPolicies, namesOf } from '../names.ts';
import type { ClashProblem, LintRule, LintSurroundings, ProblemFix } from '../problem.ts';
import { resolvingRows } from '../resolving.ts';
import { topPlace } from '../settings.ts';

const mostNodes = 4;

/** What everything else goes through is switched for everything else's sake. */
export const gatewayWithoutOwnGroup: LintRule = {
  id: 'gateway-without-own-group',
  code: 'R1',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    if (configuration.rules.length === 0) return;
    const rest = restPolicies(configuration);
    const rows = gatewayRows(configuration, surroundings);
    for (const { gateway, tcp } of gatewayExplanations(configuration, surroundings)) {
      // A row that can't be decided, and would lead to another group, may be the one.
      if (tcp.mode !== 'rule' || !rest.has(tcp.policy) || tcp.undecided.some(({ policy }) => !rest.has(policy))) continue;
      // One that stands too low is for R3.
      if (rows.some(({ row: { rule }, gateways }) => !rest.has(rule.target) && gateways.includes(gateway))) continue;
      const row = tcp.rule?.list === 'rules' ? configuration.rules[tcp.rule.index] : undefined;
      yield found(
        this,
        row?.range ?? topPlace(configuration, 'rules'),
        tcp.rule
          ? t(
              'No row sends {0} to a group of its own: "{1}" takes it, to {2}, with everything else. Whoever switches that for other reasons moves the gateway\'s calls too, to another country in the middle of a session. Send it to a group of its own above that row.',
              gateway.host,
              tcp.rule.text,
              tcp.policy,
            )
          : t('No row takes {0}, so that the core sends its calls DIRECT, past every node. Send it to a group of its own.', gateway.host),
        [fixFor(configuration, surroundings, gateway, rest, row?.index ?? configuration.rules.length - 1)],
      );
    }
  },
};

/** The policies that the rest goes to: those of MATCH, and the core's own. */
function restPolicies({ rules }: ClashConfiguration): ReadonlySet<string> {
  const match = rules.find((line) => isRow(line) && line.rule.type === 'MATCH');
  return new Set([...builtInPolicies, ...(match && isRow(match) ? [match.rule.target] : [])]);
}

/** A row above everything that takes or resolves the host; with a group, where there is none of a gateway yet. */
function fixFor(configuration: ClashConfiguration, surroundings: LintSurroundings, gateway: GatewayHost, rest: ReadonlySet<string>, decidedAt: number): ProblemFix | undefined {
  const { text, rules, groups } = configuration;
  const above = rules[Math.min(decidedAt, resolvingRows(configuration)[0]?.index ?? decidedAt)];
  const [firstGroup] = groups;
  if (!above) return undefined;
  const rowTo = (group: string): string => `${gateway.host.split('.').length === 2 ? 'DOMAIN-SUFFIX' : 'DOMAIN'},${gateway.host},${group}`;
  const own = gatewayRows(configuration, surroundings).find(({ row }) => !rest.has(row.rule.target) && groups.some(({ name }) => name.value === row.rule.target));
  if (own) {
    const { target } = own.row.rule;
    return fixOf(t('Send {0} to "{1}"', gateway.host, target), [insertAbove(text, above.range, rowTo(target))]);
  }
  const members = membersFor(configuration, rest);
  // In a text that is JSON, a group in YAML's words would be out of place.
  if (!firstGroup || members === undefined || /^\s*\{/.test(text)) return undefined;
  const name = freeName(configuration, `${gateway.id.toUpperCase().replace(/[^A-Z0-9]+/g, '-')}-STABLE`);
  const url = `https://${gateway.host}${gateway.port === 443 ? '' : `:${gateway.port}`}/`;
  const group = `{ name: ${scalarText(name, 'flow', 'plain')}, type: fallback, ${members}, url: '${url}', expected-status: 200-499, interval: 300, timeout: 5000, max-failed-times: 5, lazy: true }`;
  return fixOf(t('Add the group "{0}" and send {1} to it', name, gateway.host), [insertRawAbove(text, firstGroup.map.range, group), insertAbove(text, above.range, rowTo(name))]);
}

/** Some nodes that the rest can go through, or the providers that bring them. */
function membersFor(configuration: ClashConfiguration, rest: ReadonlySet<string>): string | undefined {
  const { proxies, groups } = namesOf(configuration);
  const group = [...rest].map((name) => groups.get(name)).find((one) => one !== undefined) ?? configuration.groups[0];
  const nodes = (group?.members ?? []).map(({ value }) => value).filter((name) => proxies.has(name));
  const chosen = (nodes.length > 0 ? nodes : [...proxies.keys()]).slice(0, mostNodes);
  const flow = (names: readonly string[]): string => names.map((name) => scalarText(name, 'flow', 'plain')).join(', ');
  if (chosen.length > 0) return `proxies: [${flow(chosen)}]`;
  const providers = configuration.proxyProviders.map(({ name }) => name.value);
  return providers.length > 0 ? `use: [${flow(providers)}]` : undefined;
}

function freeName(configuration: ClashConfiguration, wanted: string): string {
  const { policies } = namesOf(configuration);
  let name = wanted;
  for (let number = 2; policies.has(name); number++) name = `${wanted}-${number}`;
  return name;
}
