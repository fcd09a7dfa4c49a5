import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FragmentFormId } from '../../clash/fragment/fragment.ts';
import { plainText } from '../../path/network-failure.ts';
import type { FoundPlace } from './found-places.ts';
import { loadClashFragment } from './load-clash-fragment.ts';

/** Where the fragment goes: into files, or only to where the user takes it from. */
export type ChosenPlace = { readonly kind: 'files'; readonly place: FoundPlace } | { readonly kind: 'clipboard' | 'document'; readonly form: FragmentFormId };

/** Asks for the form; what was found here comes first. Undefined when the user gave up. */
export async function askForm(found: readonly FoundPlace[]): Promise<FragmentFormId | undefined> {
  const { fragmentForms, findForm } = await loadClashFragment();
  const here = [...new Set(found.map(({ form }) => form))];
  const ids = [...here, ...fragmentForms.map(({ id }) => id).filter((id) => !here.includes(id))];
  const items = ids.flatMap((id) => {
    const form = findForm(id);
    return form ? [{ id, label: form.title(), description: here.includes(id) ? t('found here') : '', detail: form.about() }] : [];
  });
  const picked = await vscode.window.showQuickPick(items, { title: t('Clash Rows for a Gateway'), placeHolder: t('How your app takes them') });
  return picked?.id;
}

/** Asks where the fragment goes. Undefined when the user gave up. */
export async function askPlace(form: FragmentFormId, found: readonly FoundPlace[]): Promise<ChosenPlace | undefined> {
  const places = found.filter((one) => one.form === form);
  const items: (vscode.QuickPickItem & { chosen: ChosenPlace | 'new' | 'other' })[] = [
    ...places.map((place) => ({ chosen: { kind: 'files' as const, place }, label: place.label, description: place.files.map(({ file }) => plainText(file, 200)).join(t(', ')) })),
    ...(form === 'verge-files' ? [] : [{ chosen: 'other' as const, label: t('Another File...') }, { chosen: 'new' as const, label: t('A New File...') }]),
    { chosen: { kind: 'document', form }, label: t('A New Document, Not Saved') },
    { chosen: { kind: 'clipboard', form }, label: t('The Clipboard') },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: t('Clash Rows for a Gateway'), placeHolder: t('Where they go') });
  if (picked?.chosen === 'new' || picked?.chosen === 'other') return await askFile(form, picked.chosen);
  return picked?.chosen;
}

async function askFile(form: FragmentFormId, which: 'new' | 'other'): Promise<ChosenPlace | undefined> {
  const { findForm } = await loadClashFragment();
  const name = findForm(form)?.files({ hosts: [], testUrl: '', group: 'G', members: { filter: undefined } })[0]?.name ?? 'gateway-rows.yaml';
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri =
    which === 'new'
      ? await vscode.window.showSaveDialog({ title: t('A New File for Clash Rows'), ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, name) }) })
      : (await vscode.window.showOpenDialog({ title: t('The File to Put Clash Rows Into'), canSelectMany: false }))?.[0];
  if (uri?.scheme !== 'file') return undefined;
  return { kind: 'files', place: { form, label: uri.fsPath, files: [{ file: uri.fsPath }] } };
}

