import { t } from '@vscode/l10n';
import type { ClashConfiguration } from '../configuration/model.ts';
import type { ClashExplanation } from '../rules/explanation.ts';
import type { GatewayHost } from '../gateway-host.ts';
import type { TextRange } from '../text-edit.ts';
import { dependsOnAddressAlone, type ExplainHost } from './explained-host.ts';

/** A line above the rules: where a gateway's calls go. */
export interface GatewayLens {
  readonly words: string;
  /** The rule that decides; undefined where none does. */
  readonly goesTo: TextRange | undefined;
}

/** More would push the rules off the screen. */
const maxLenses = 12;

/** One line for each host of a gateway in use, by the configuration alone. Rules are counted from 1, as people count. */
export function lensesOf(configuration: ClashConfiguration, gateways: readonly GatewayHost[], explain: ExplainHost): GatewayLens[] {
  // A part of a configuration can't tell what the rest of it does.
  if (configuration.form !== 'configuration' || configuration.rules.length === 0) return [];
  const hosts = new Map(gateways.filter(({ inUse }) => inUse).map((one) => [`${one.host}:${one.port}`, one]));
  const groups = new Set(configuration.groups.map(({ name }) => name.value));
  return [...hosts.values()].slice(0, maxLenses).map((gateway) => {
    const explanation = explain(gateway);
    return { words: wayWords(gateway.host, explanation, groups), goesTo: placeOfRule(configuration, explanation) };
  });
}

/** `openrouter.ai -> rule 37 -> PROXY -> node`. */
export function wayWords(host: string, explanation: ClashExplanation, groups: ReadonlySet<string>): string {
  const { rule, mode, policy, chain } = explanation;
  const by = mode !== 'rule' ? t('mode {0}', mode) : rule ? ruleWords(rule.list, rule.index) : t('no rule');
  const way = [host, by, ...(chain.length > 0 ? chain : [policy])].join(' -> ');
  const open = !explanation.chainComplete && groups.has(chain.at(-1) ?? policy);
  if (explanation.complete) return open ? t('{0} -> as the group chooses', way) : way;
  return dependsOnAddressAlone(explanation) ? t('{0} (depends on the resolved address)', way) : t('{0} (depends on what the file does not tell)', way);
}

/** A rule as people count. */
export function ruleWords(list: string, index: number): string {
  return list === 'rules' ? t('rule {0}', String(index + 1)) : t('rule {0} of {1}', String(index + 1), list);
}

/** Where the deciding rule stands. */
export function placeOfRule({ rules, subRules }: Pick<ClashConfiguration, 'rules' | 'subRules'>, { rule }: Pick<ClashExplanation, 'rule'>): TextRange | undefined {
  if (!rule) return undefined;
  return (rule.list === 'rules' ? rules : subRules.get(rule.list))?.[rule.index]?.range;
}
