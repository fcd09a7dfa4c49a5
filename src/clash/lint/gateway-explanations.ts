import type { ClashConfiguration } from '../configuration/model.ts';
import type { GatewayHost } from '../gateway-host.ts';
import { explainConnection } from '../rules/evaluate.ts';
import type { ClashExplanation } from '../rules/explanation.ts';
import { nothingKnown } from '../rules/nothing-known.ts';
import type { LintSurroundings } from './problem.ts';

/** What the configuration does with a call to a gateway: over TCP, and over UDP as HTTP/3 goes. */
export interface GatewayExplanation {
  readonly gateway: GatewayHost;
  readonly tcp: ClashExplanation;
  readonly udp: ClashExplanation;
}

const known = new WeakMap<ClashConfiguration, { of: LintSurroundings; made: readonly GatewayExplanation[] }>();

/** For each gateway in use, once a host, as far as the text tells it. */
export function gatewayExplanations(configuration: ClashConfiguration, surroundings: LintSurroundings): readonly GatewayExplanation[] {
  const before = known.get(configuration);
  if (before?.of === surroundings) return before.made;
  const knowledge = { ...nothingKnown, ruleSet: (name: string) => surroundings.ruleSets.get(name) };
  const used = new Map(surroundings.gateways.filter(({ inUse }) => inUse).map((gateway) => [gateway.host, gateway]));
  const made = [...used.values()].map((gateway) => {
    // A sniffer would find the same name.
    const connection = { host: gateway.host, sniffHost: null, destinationPort: gateway.port };
    return {
      gateway,
      tcp: explainConnection(configuration, { ...connection, network: 'tcp' }, knowledge),
      udp: explainConnection(configuration, { ...connection, network: 'udp' }, knowledge),
    };
  });
  known.set(configuration, { of: surroundings, made });
  return made;
}
