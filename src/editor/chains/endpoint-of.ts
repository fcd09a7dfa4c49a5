/** What the endpoint is told, by the settings and the workspace's chains. Pure. */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../gateways/gateway.ts';
import { readCapList, readChainList, readClocks, type ChainFile } from '../../shim/endpoint/chains/chain-file.ts';
import { pathText, type ChainFault } from '../../shim/endpoint/chains/chain-problem.ts';
import { quotable } from '../../shim/endpoint/chains/looks-secret.ts';
import type { EndpointParts } from '../../shim/endpoint/chains/endpoint-configuration.ts';
import { settings } from '../ids.ts';

/** The raw values of the settings. */
export interface EndpointSettings {
  gatewayId: string;
  chains: unknown;
  clocks: unknown;
  caps: unknown;
  maxPerTarget: unknown;
}

/** What was made of them. With a problem in the settings nothing is: half of them would route otherwise than was meant. */
export type EndpointOf =
  | { parts: EndpointParts; notes: readonly string[]; problem?: undefined }
  | { parts?: undefined; notes?: undefined; problem: string; settingId: string };

/**
 * @param gateways all that can be used.
 * @param workspace the chains of the workspace that the user has agreed to. Aliases of the user's own go first.
 */
export function endpointOf(values: EndpointSettings, gateways: readonly Gateway[], workspace: ChainFile | undefined): EndpointOf {
  const own = readChainList(values.chains, gateways);
  if (!own.chains) return broken(settings.shimChains, own.faults);
  const theirs = readChainList(workspace?.chains, gateways);
  const chains = [...own.chains, ...(theirs.chains ?? [])];
  const caps = readCapList(values.caps, chains.map(({ alias }) => alias));
  if (!caps.caps) return broken(settings.shimEndpointCaps, caps.faults);
  const clocks = readClocks(values.clocks);
  if (!clocks.clocks) return broken(settings.shimEndpointClocks, clocks.faults);
  const { maxPerTarget } = values;
  const bounded = typeof maxPerTarget === 'number' && Number.isInteger(maxPerTarget) && maxPerTarget > 0 && maxPerTarget <= 1_000;
  const parts: EndpointParts = {
    gateways,
    chains,
    caps: [...caps.caps, ...(theirs.chains ? (workspace?.caps ?? []) : [])],
    ...(gateways.some(({ id }) => id === values.gatewayId) && { defaultGateway: values.gatewayId }),
    ...(Object.keys(clocks.clocks).length > 0 && { clocks: clocks.clocks }),
    ...(bounded && { maxPerTarget }),
  };
  const left = theirs.chains ? [] : [t('The chains of this workspace are left out: {0}', sentence(theirs.faults))];
  return { parts, notes: left };
}

function broken(settingId: string, faults: readonly ChainFault[]): EndpointOf {
  return { settingId, problem: t('The setting {0} cannot be used, so the endpoint serves what it served before. {1}', settingId, sentence(faults)) };
}

/** The first error with its place. */
function sentence(faults: readonly ChainFault[]): string {
  const [first] = faults.filter(({ severity }) => severity === 'error');
  if (!first) return '';
  return first.path.length === 0 ? first.text : t('{0}: {1}', quotable(pathText(first.path)), first.text);
}
