/** What the editor loads when chains are read, completed or used; a bundle of its own, so that activation does not pay for it. */
import * as l10n from '@vscode/l10n';

export { chainChanges } from '../../shim/endpoint/chains/chain-changes.ts';
export { readCapList, readChainFile, readChainList, readClocks } from '../../shim/endpoint/chains/chain-file.ts';
export { pathText } from '../../shim/endpoint/chains/chain-problem.ts';
export { assembleEndpoint, wantedKeys } from '../../shim/endpoint/chains/endpoint-configuration.ts';
export { exampleChainFile } from '../../shim/endpoint/chains/example-file.ts';
export { readJsonDocument } from '../../shim/endpoint/chains/json-document.ts';
export { targetCost } from '../../shim/endpoint/chains/target-cost.ts';
export { chainCursor } from './chain-cursor.ts';
export { knownModels, modelsInText } from './known-models.ts';
export { endpointOf } from './endpoint-of.ts';

/** Sets the language of every sentence made here. */
export function configureLanguage(bundle: Readonly<Record<string, string>>): void {
  l10n.config({ contents: { ...bundle } });
}
