/** What the editor loads when agents are to be told of the shim; a bundle of its own, so that activation does not pay for it. */
import * as l10n from '@vscode/l10n';

export { redactText } from '../../diagnosis/redact.ts';
export {
  AgentRefusedError,
  agentsUsingShim,
  findAgents,
  placeOf,
  prepareUndo,
  prepareUse,
  writePrepared,
} from '../../shim/agents/agent-use.ts';
export { addressOf, revokeToken, runningPort } from '../../shim/agents/running-shim.ts';
export { standingWords } from '../../shim/agents/standing-words.ts';
export { stateFolderOf } from '../../shim/control/state-place.ts';
export { thisPlace } from '../../shim/control/state-folder.ts';

/** Sets the language of every sentence made here. */
export function configureLanguage(bundle: Readonly<Record<string, string>>): void {
  l10n.config({ contents: { ...bundle } });
}
