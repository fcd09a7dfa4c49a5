import type { Chain, EndpointConfiguration, Price, Target, TargetGateway } from './chains/chain.ts';

/** An `EndpointConfiguration`, read once so that it can be asked. */
export class Served {
  readonly configuration: EndpointConfiguration;
  readonly #gateways: ReadonlyMap<string, TargetGateway>;
  readonly #chains: ReadonlyMap<string, Chain>;

  constructor(configuration: EndpointConfiguration) {
    this.configuration = configuration;
    this.#gateways = new Map(configuration.gateways.map((one) => [one.id, one]));
    this.#chains = new Map(configuration.chains.map((one) => [one.alias, one]));
  }

  get aliases(): readonly string[] {
    return [...this.#chains.keys()];
  }

  gateway(id: string): TargetGateway | undefined {
    return this.#gateways.get(id);
  }

  get defaultGateway(): TargetGateway | undefined {
    const { defaultGateway } = this.configuration;
    return defaultGateway === undefined ? undefined : this.#gateways.get(defaultGateway);
  }

  /** Whether a list of models is asked of the gateway for all others. Where there is no key for it, aliases are the list. */
  get asksForModels(): boolean {
    const { defaultGateway } = this;
    if (!defaultGateway) return false;
    return this.#chains.size === 0 || defaultGateway.keyless === true || this.key({ gateway: defaultGateway.id, model: '' }) !== undefined;
  }

  /** The chain of a model; one that is nobody's alias goes to the gateway for all others, as it is. */
  chain(model: string): Chain | undefined {
    const { defaultGateway } = this;
    return this.#chains.get(model) ?? (defaultGateway && { alias: model, targets: [{ gateway: defaultGateway.id, model }] });
  }

  /** The key of a target. Whatever was configured, a key goes to its own gateway. */
  key({ gateway, key = gateway }: Target): string | undefined {
    const { keys } = this.configuration;
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    return known?.gateway === gateway ? known.value : undefined;
  }

  /** What a target costs, by its name in the journal. */
  price(name: string): Price | undefined {
    for (const { targets } of this.#chains.values()) {
      const found = targets.find((one) => one.price && `${one.gateway}/${one.model}` === name);
      if (found) return found.price;
    }
    return undefined;
  }
}
