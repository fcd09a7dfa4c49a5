import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { ClashConfiguration } from '../../../../src/clash/configuration/model.ts';
import type { GatewayHost } from '../../../../src/clash/gateway-host.ts';
import type { LintSurroundings } from '../../../../src/clash/lint/problem.ts';
import type { Example } from './examples.ts';

export const gateways: readonly GatewayHost[] = [
  { id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true },
  { id: 'anthropic', name: 'Anthropic', host: 'api.anthropic.com', port: 443, inUse: false },
];

export const surroundings: LintSurroundings = { gateways, path: undefined, ruleSets: new Map() };

export function read(example: Example): [ClashConfiguration, LintSurroundings] {
  const { text, form, path, ruleSets } = example;
  const configuration = readConfiguration(text, { form: form ?? 'configuration', ...(path === undefined ? {} : { path }) });
  return [configuration, { gateways, path, ruleSets: new Map(Object.entries(ruleSets ?? {})) }];
}
