/** What the editor loads when the shim is wanted; a bundle of its own, so that activation does not pay for it. */
import { config } from '@vscode/l10n';

export { endpointSettings } from './endpoint-settings.ts';
export { WindowShim } from './window-shim.ts';

/** Sets the language of every sentence made here. */
export function configureLanguage(bundle: Readonly<Record<string, string>>): void {
  config({ contents: { ...bundle } });
}
