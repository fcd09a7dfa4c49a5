/** What an endpoint may be told, and what it may not. */
import type { EndpointConfiguration, Target, TargetGateway } from '../../../../src/shim/endpoint/chains/chain.ts';

/** A key that no output may hold: short enough that no mask for long words hides it by chance. */
export const sampleKey = 'sk-or-v1-Sh0rtAndSecret';

const openrouter: TargetGateway = {
  id: 'openrouter', title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', messagesBaseUrl: 'https://openrouter.ai/api',
  speaks: ['chat-completions', 'responses', 'messages'], auth: 'bearer', cancelStopsBilling: 'by-provider',
};
const anthropic: TargetGateway = {
  id: 'anthropic', title: 'Anthropic', baseUrl: 'https://api.anthropic.com/v1', speaks: ['messages'], auth: 'x-api-key',
  headers: { 'anthropic-version': '2023-06-01' },
};

export function endpointSamples(): { configuration: EndpointConfiguration; faults: EndpointConfiguration[] } {
  const target: Target = { gateway: 'openrouter', model: 'a/b', key: 'openrouter/team', weight: 2, quality: 50, price: { inputUsd: 1, outputUsd: 2 } };
  const configuration: EndpointConfiguration = {
    gateways: [openrouter, anthropic],
    chains: [
      {
        alias: 'gatehouse/fast',
        targets: [target, { gateway: 'anthropic', model: 'b', onlyIfCheaperThan: { inputUsd: 1, outputUsd: 5 } }],
        order: 'listed', race: { afterMs: 0 }, clocks: { connectMs: 1_000 }, continueTruncated: true,
      },
    ],
    defaultGateway: 'openrouter',
    keys: { 'openrouter/team': { gateway: 'openrouter', value: sampleKey }, anthropic: { gateway: 'anthropic', value: sampleKey } },
    clocks: { totalMs: 60_000 },
    caps: [{ alias: '*', usdPerDay: 5 }],
    maxPerTarget: 8,
  };
  const withTarget = (one: Target): EndpointConfiguration => ({ ...configuration, chains: [{ alias: 'a', targets: [one] }] });
  const wrong = configuration as unknown as Record<string, unknown>;
  return {
    configuration,
    faults: [
      withTarget({ gateway: 'unknown', model: 'x' }),
      // A key of one gateway at a target of another.
      withTarget({ gateway: 'anthropic', model: 'x', key: 'openrouter/team' }),
      { ...configuration, keys: { anthropic: { gateway: 'openrouter', value: sampleKey } } },
      { ...configuration, keys: { lost: { gateway: 'unknown', value: sampleKey } } },
      { ...configuration, keys: { anthropic: { gateway: 'anthropic', value: `${sampleKey}\r\nX: y` } } },
      { ...configuration, keys: { anthropic: { gateway: 'anthropic', value: '' } } },
      { ...configuration, defaultGateway: 'unknown' },
      { ...configuration, chains: [...configuration.chains, ...configuration.chains] },
      { ...configuration, gateways: [openrouter, anthropic, openrouter] },
      { ...configuration, gateways: [anthropic, { ...openrouter, baseUrl: 'file:///etc/passwd' }] },
      { ...configuration, gateways: [anthropic, { ...openrouter, baseUrl: `https://user:${sampleKey}@openrouter.ai` }] },
      { ...configuration, gateways: [openrouter, { ...anthropic, headers: { 'a\r\nb': 'c' } }] },
      { ...configuration, maxPerTarget: 0 },
      { ...wrong, chains: [{ alias: 'a', targets: [] }] } as unknown as EndpointConfiguration,
      { ...wrong, clocks: { totalMs: -1 } } as unknown as EndpointConfiguration,
      { ...wrong, caps: [{ alias: '*', usdPerDay: '5' }] } as unknown as EndpointConfiguration,
    ],
  };
}
