import type { FragmentForm, FragmentFormId } from '../fragment.ts';
import { partyForm } from './party.ts';
import { plainForm } from './plain.ts';
import { stashForm } from './stash.ts';
import { vergeFilesForm } from './verge-files.ts';
import { vergeScriptForm } from './verge-script.ts';

/** Every form, in the order that a list shows them in. */
export const fragmentForms: readonly FragmentForm[] = [plainForm, vergeFilesForm, vergeScriptForm, partyForm, stashForm];

/** The form of that id, or undefined. */
export function findForm(id: string): FragmentForm | undefined {
  return fragmentForms.find((one) => one.id === (id as FragmentFormId));
}
