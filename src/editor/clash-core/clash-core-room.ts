/** What the editor loads to talk to a Clash core; a bundle of its own, so that activation does not pay for it. */
import { config } from '@vscode/l10n';

export { controllerClient } from '../../clash/controller/client.ts';
export { parseControllerAddress, printControllerAddress } from '../../clash/controller/address.ts';
export { watchConnections } from '../../clash/controller/watch.ts';
export { traceOf } from '../../clash/controller/log-trace.ts';
export { newestFirst, silenceOf } from '../../clash/controller/connection-diff.ts';
export { askThroughCore } from '../../diagnosis/clash/ask-through.ts';
export { compareByListeners, compareBySelection, parseLeftSelection, putSelectionBack, SelectionLeftError, SelectionRefusedError } from '../../diagnosis/clash/compare-policies.ts';
export { connectionsSeen } from '../../diagnosis/clash/core-seen.ts';
export { findCore, seeCore } from '../../diagnosis/clash/look.ts';
export { clashEgressFindings } from '../../diagnosis/rules/clash-egress.ts';
export { clashRows, shownClash } from '../inspector/clash-snapshot.ts';

/** Sets the language of every sentence made here. */
export function configureLanguage(bundle: Readonly<Record<string, string>>): void {
  config({ contents: { ...bundle } });
}
