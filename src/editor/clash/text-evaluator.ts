import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import type { GatewayHost } from '../../clash/gateway-host.ts';
import type { ExplainHost } from '../../clash/look/explained-host.ts';
import type { ClashConnection, ClashKnowledge } from '../../clash/rules/connection.ts';
import { explainConnection } from '../../clash/rules/evaluate.ts';
import type { ClashExplanation } from '../../clash/rules/explanation.ts';
import { nothingKnown } from '../../clash/rules/nothing-known.ts';
import { Policies } from '../../clash/rules/policies.ts';
import type { RuleLine } from '../../clash/rules/rule.ts';

/** What a text by itself tells of calls; asked of one version of it. */
export interface TextEvaluator {
  readonly explain: ExplainHost;
  /** Whether a rule by itself matches; undefined where the text does not tell. */
  matches(line: RuleLine, host: Pick<GatewayHost, 'host' | 'port'>): boolean | undefined;
  /** From a policy down, as far as there is no choice. */
  chainOf(policy: string): readonly string[];
}

/** @param ruleSets lines of rule sets that lie on this machine */
export function textEvaluator(configuration: ClashConfiguration, ruleSets: () => ReadonlyMap<string, readonly string[]>): TextEvaluator {
  const knowledge: ClashKnowledge = { ...nothingKnown, ruleSet: (name) => ruleSets().get(name) };
  const known = new Map<string, ClashExplanation>();
  const alone = new WeakMap<RuleLine, ClashConfiguration>();
  let policies: Policies | undefined;
  return {
    explain(host) {
      const key = `${host.host}:${host.port}`;
      const explanation = known.get(key) ?? explainConnection(configuration, callTo(host), knowledge);
      known.set(key, explanation);
      return explanation;
    },
    matches(line, host) {
      let one = alone.get(line);
      if (!one) alone.set(line, (one = { ...configuration, mode: 'rule', rules: [line] }));
      const { rule, undecided, passedOver } = explainConnection(one, callTo(host), knowledge);
      if (rule !== undefined || passedOver.length > 0) return true;
      return undecided.length > 0 ? undefined : false;
    },
    chainOf: (policy) => (policies ??= new Policies(configuration)).chain(policy, knowledge).chain,
  };
}

/** A call over TLS, whose name is the same to a core that looks into it. Who makes it is not known. */
function callTo({ host, port }: Pick<GatewayHost, 'host' | 'port'>): ClashConnection {
  return { host, sniffHost: null, network: 'tcp', destinationPort: port };
}
