/**
 * Chains as the `config.yaml` of a LiteLLM proxy: a group of its own for each target, and fallbacks from one to the next;
 * one group with weights where the order is by weight. Pure.
 * Source: docs.litellm.ai, proxy/configs, proxy/reliability, proxy/load_balancing, proxy/timeout (1.106).
 */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import type { Chain, Target } from '../chains/chain.ts';
import type { ChainFile } from '../chains/chain-file.ts';
import { keyVariableOf } from '../chains/endpoint-configuration.ts';
import { lostInEvery, targetsInOrder, type ExportedChains, type LostInExport } from './exported.ts';

/** One deployment of `model_list`. */
interface Deployment {
  model_name: string;
  litellm_params: Record<string, unknown>;
}

/** How often the same deployment is asked again, and when one is left alone; near what the endpoint does by itself. */
const retries = { num_retries: 1, allowed_fails: 4, cooldown_time: 30 };

/** @param gateways those that the chains name. */
export function litellmConfiguration(file: ChainFile, gateways: readonly Gateway[]): ExportedChains {
  const taken = new Set(file.chains.map(({ alias }) => alias));
  const deployments: Deployment[] = [];
  const fallbacks: Record<string, string[]>[] = [];
  for (const chain of file.chains) {
    const weighted = chain.order === 'weighted';
    const names = targetsInOrder(chain).map((target, index) => {
      const name = index === 0 || weighted ? chain.alias : freeName(`${chain.alias}@${index + 1}`, taken);
      deployments.push({ model_name: name, litellm_params: parametersOf(target, chain, gateways) });
      return name;
    });
    if (!weighted && names.length > 1) fallbacks.push({ [chain.alias]: names.slice(1) });
  }
  const document = {
    model_list: deployments,
    router_settings: { routing_strategy: 'simple-shuffle', ...retries, ...(fallbacks.length > 0 && { fallbacks }) },
    general_settings: { master_key: 'os.environ/LITELLM_MASTER_KEY' },
  };
  const variables = [...new Set(file.chains.flatMap(({ targets }) => targets.map((target) => variableOf(target, gateways))))];
  return {
    documents: [document],
    lost: [...lostInEvery(file), ...file.chains.flatMap(lostHere)],
    steps: [
      t('Set these variables where LiteLLM runs: {0}.', ['LITELLM_MASTER_KEY', ...variables].join(', ')),
      t('Set them for servers without a key too, to any value: without one LiteLLM sends them the key of OpenAI that it finds.'),
      t('Start it: litellm --config FILE'),
    ],
  };
}

function parametersOf(target: Target, { clocks, order }: Chain, gateways: readonly Gateway[]): Record<string, unknown> {
  const gateway = gatewayOf(target, gateways);
  const byMessages = gateway.protocol === 'messages';
  const { price, weight } = target;
  const streamMs = Math.max(clocks?.firstContentMs ?? 0, clocks?.silenceMs ?? 0);
  return {
    model: `${byMessages ? 'anthropic' : 'openai'}/${target.model}`,
    // LiteLLM puts /v1/messages behind the one, /chat/completions behind the other.
    api_base: byMessages ? (gateway.messagesBaseUrl ?? gateway.baseUrl.replace(/\/v1$/, '')) : gateway.baseUrl,
    api_key: `os.environ/${variableOf(target, gateways)}`,
    ...(order === 'weighted' && { weight: weight ?? 1 }),
    ...(clocks?.totalMs !== undefined && { timeout: clocks.totalMs / 1_000 }),
    ...(streamMs > 0 && { stream_timeout: streamMs / 1_000 }),
    ...(price && { input_cost_per_token: price.inputUsd / 1_000_000, output_cost_per_token: price.outputUsd / 1_000_000 }),
  };
}

function lostHere({ alias, clocks, order, targets }: Chain): LostInExport[] {
  const lost: LostInExport[] = [];
  for (const name of ['connectMs', 'headersMs'] as const) {
    if (clocks?.[name] !== undefined) lost.push({ alias, what: `clocks.${name}`, text: t('There is no such clock.') });
  }
  if (clocks?.firstContentMs !== undefined && clocks.silenceMs !== undefined && clocks.firstContentMs !== clocks.silenceMs) {
    lost.push({ alias, what: 'clocks.silenceMs', text: t('One clock stands for the first content and for silence: the longer of the two.') });
  }
  if (order === 'weighted' && targets.length > 1) {
    lost.push({ alias, what: 'order', text: t('A target that failed is chosen again by weight, until it is set aside.') });
  }
  return lost;
}

function variableOf(target: Target, gateways: readonly Gateway[]): string {
  return keyVariableOf(gatewayOf(target, gateways), target.key);
}

/** Chains that were read name only gateways that there are. */
function gatewayOf({ gateway }: Target, gateways: readonly Gateway[]): Gateway {
  const found = gateways.find(({ id }) => id === gateway);
  if (!found) throw new Error(`no gateway ${gateway}`);
  return found;
}

function freeName(name: string, taken: Set<string>): string {
  const free = taken.has(name) ? freeName(`${name}@`, taken) : name;
  taken.add(free);
  return free;
}
