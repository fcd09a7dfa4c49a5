import { t } from '@vscode/l10n';
import { generatedBy } from '../look/generated-by.ts';
import type { FragmentFormId } from './fragment.ts';

/** An app that writes a file anew whenever it merges or fetches, so that what is put into it is lost. */
export interface OwningApp {
  readonly app: string;
  /** The form that stays. */
  readonly form: FragmentFormId;
  /** Where that goes in the app. */
  readonly where: string;
}

/**
 * The app that a file belongs to, by its first lines and its path; undefined for one that its user writes. Beside what apps
 * merge, these are the subscriptions that they fetch (Verge src-tauri/src/config/prfitem.rs, Party src/main/utils/dirs.ts,
 * FlClash lib/common/path.dart).
 */
export function owningApp(path: string | undefined, text: string): OwningApp | undefined {
  const place = (path ?? '').replaceAll('\\', '/').toLowerCase();
  const name = place.slice(place.lastIndexOf('/') + 1);
  switch (generatedBy(text, path) ?? fetchedBy(place, name, text)) {
    case 'Clash Verge':
      return { app: 'Clash Verge', form: 'verge-files', where: t('Profiles, right-click the profile, Edit Rules and Edit Groups; or the global Script for all profiles') };
    case 'Clash Party':
      return { app: 'Clash Party', form: 'party', where: partyWhere() };
    case 'Sparkle':
      return { app: 'Sparkle', form: 'party', where: partyWhere() };
    case 'FlClash':
      return { app: 'FlClash', form: 'verge-script', where: t('Tools, Script, then switch it on for the profile') };
    default:
      return undefined;
  }
}

function partyWhere(): string {
  return t('Override, New, then switch it on for the profile');
}

function fetchedBy(place: string, name: string, text: string): string | undefined {
  // What profiles have of the user's own lies in the same folder: it holds three lists and nothing else.
  const ownLists = /^(?:prepend|append|delete) *:/m.test(text);
  if (place.includes('/io.github.clash-verge-rev.clash-verge-rev/profiles/') && /^r\w*\.ya?ml$/.test(name) && text.trim() !== '' && !ownLists) return 'Clash Verge';
  if (/\/(?:mihomo|clash)-party\/(?:profiles\/|mihomo\.ya?ml$)/.test(place)) return 'Clash Party';
  if (/\/sparkle\/(?:profiles\/|mihomo\.ya?ml$)/.test(place)) return 'Sparkle';
  return place.includes('/com.follow.clash/profiles/') ? 'FlClash' : undefined;
}

/** Why nothing is put into such a file, and what is. */
export function ownedWords({ app, where }: OwningApp, formTitle: string): string {
  return t('{0} writes this file anew each time, so what is put into it is lost. Use the form "{1}" instead: {2}.', app, formTitle, where);
}
