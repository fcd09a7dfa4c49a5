/** Models of a gateway that are known without asking it: those that the user's own files and settings name. Pure. */
import type { Chain } from '../../shim/endpoint/chains/chain.ts';

/** @param chosen what the settings have as gateway and model. */
export function knownModels(gatewayId: string, chains: readonly Chain[], chosen: { gatewayId: string; model: string | undefined }): string[] {
  const named = chains.flatMap(({ targets }) => targets.flatMap(({ gateway, model }) => (gateway === gatewayId ? [model] : [])));
  const own = chosen.gatewayId === gatewayId && chosen.model !== undefined ? [chosen.model] : [];
  return [...new Set([...own, ...named])];
}

/** Every pair of a gateway and a model in a text, which may be half written. */
export function modelsInText(text: string): Chain[] {
  const targets = [...text.matchAll(/"gateway"\s*:\s*"([^"\\\n]+)"\s*,\s*"model"\s*:\s*"([^"\\\n]+)"/g)].map(([, gateway = '', model = '']) => ({ gateway, model }));
  return targets.length === 0 ? [] : [{ alias: '', targets }];
}
