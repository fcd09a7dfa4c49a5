/** What the inspector loads to show the endpoint's requests and spending; a bundle of its own, so that activation does not pay for it. */
import { config } from '@vscode/l10n';

export { requestDocument } from '../../shim/endpoint/journal/request-document.ts';
export { decidingAttempt, requestRow } from '../../shim/endpoint/journal/request-rows.ts';
export { requestFailure } from '../../shim/endpoint/journal/request-failure.ts';
export { localDay } from '../../shim/endpoint/spend/local-day.ts';
export { RequestsSender } from './requests-sender.ts';
export { spendSnapshot } from './spend-snapshot.ts';

/** Sets the language of every sentence made here. */
export function configureLanguage(bundle: Readonly<Record<string, string>>): void {
  config({ contents: { ...bundle } });
}
