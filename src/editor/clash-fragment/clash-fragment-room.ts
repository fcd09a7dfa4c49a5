/** What the editor loads when rows for a Clash core are wanted; a bundle of its own, so that activation does not pay for it. */
import * as l10n from '@vscode/l10n';

export { isLocalController, parseControllerAddress, sameController } from '../../clash/controller/address.ts';
export { diskFiles, thisMachine } from '../../clash/controller/discovery-files.ts';
export { discoverController } from '../../clash/controller/discover.ts';
export { formOfFile } from '../../clash/fragment/form-of-file.ts';
export { findForm, fragmentForms } from '../../clash/fragment/forms/index.ts';
export { defaultGroupName, groupNameProblem } from '../../clash/fragment/group-name.ts';
export { filterProblem } from '../../clash/fragment/node-filter.ts';
export { owningApp } from '../../clash/fragment/owning-app.ts';
export { gatewayRows } from '../../clash/fragment/rows.ts';
export { RowsWatch } from '../../clash/fragment/rows-watch.ts';
export { readVergeProfile } from '../../clash/fragment/verge-profile.ts';
export { applyEdits } from '../../clash/text-edit.ts';
export { askStanding } from './standing-job.ts';
export { workOnText } from './text-job.ts';

/** Sets the language of every sentence made here. */
export function configureLanguage(bundle: Readonly<Record<string, string>>): void {
  l10n.config({ contents: { ...bundle } });
}
