import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FragmentFormId } from '../../clash/fragment/fragment.ts';
import { loadClashFragment } from './load-clash-fragment.ts';

/** A place that rows can go to, with the form that it takes. */
export interface FoundPlace {
  readonly form: FragmentFormId;
  readonly label: string;
  readonly files: readonly { readonly file: string; readonly half?: 'rules' | 'groups' }[];
}

const vergeFolder = 'io.github.clash-verge-rev.clash-verge-rev';

/** The file in front, and those of the profile that is active in Clash Verge. Reads only; best first. */
export async function foundPlaces(): Promise<FoundPlace[]> {
  const { formOfFile, owningApp } = await loadClashFragment();
  const document = vscode.window.activeTextEditor?.document;
  const open: FoundPlace[] = [];
  let ownedBy: FragmentFormId | undefined;
  if (document?.uri.scheme === 'file' && /^(?:yaml|javascript)$|\.stoverride$/.test(document.uri.path.endsWith('.stoverride') ? '.stoverride' : document.languageId)) {
    const at = { text: document.getText(), path: document.uri.fsPath };
    ownedBy = owningApp(at.path, at.text)?.form;
    if (!ownedBy) open.push({ form: formOfFile(at), label: t('The Open File'), files: [{ file: at.path }] });
  }
  const verge = await vergePlaces();
  // What an app writes anew is no place; its own form comes first then.
  return ownedBy ? verge : [...open, ...verge];
}

async function vergePlaces(): Promise<FoundPlace[]> {
  const { readVergeProfile } = await loadClashFragment();
  for (const folder of dataFolders()) {
    const text = await fs.readFile(path.join(folder, vergeFolder, 'profiles.yaml'), 'utf8').catch(() => undefined);
    const profile = text === undefined ? undefined : readVergeProfile(text);
    if (!profile) continue;
    const at = (name: string): string => path.join(folder, vergeFolder, 'profiles', name);
    const { rules, groups, script, name } = profile;
    return [
      ...(rules && groups ? [{ form: 'verge-files' as const, label: t('Clash Verge: the profile {0}', name), files: [{ file: at(groups), half: 'groups' as const }, { file: at(rules), half: 'rules' as const }] }] : []),
      ...(script ? [{ form: 'verge-script' as const, label: t('Clash Verge: the Script for all profiles'), files: [{ file: at(script) }] }] : []),
    ];
  }
  return [];
}

/** Where applications keep what is theirs, by system. */
function dataFolders(): string[] {
  const home = os.homedir();
  if (process.platform === 'win32') return [process.env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming')];
  return process.platform === 'darwin' ? [path.join(home, 'Library', 'Application Support')] : [process.env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share')];
}
