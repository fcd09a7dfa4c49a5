import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';

/** The locale that has a translation, or undefined for English. Order of the variables: POSIX, "LC_ALL". */
export function chosenLocale(environment: Readonly<Record<string, string | undefined>>): 'zh-cn' | undefined {
  const names = ['GATEHOUSE_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'];
  const value = names.map((name) => environment[name]).find((one) => one !== undefined && one !== '');
  return value !== undefined && /^zh(?:[_.@-]|$)/i.test(value) ? 'zh-cn' : undefined;
}

/** Sets the language for every sentence of this process. Without a readable translation it stays English. */
export async function useLanguage(locale: 'zh-cn' | undefined, folder: URL): Promise<void> {
  if (locale === undefined) return;
  try {
    const text = await readFile(new URL(`bundle.l10n.${locale}.json`, folder), 'utf8');
    l10n.config({ contents: JSON.parse(text) as l10n.l10nJsonFormat });
  } catch {
    // English is understood; a missing translation must not keep a diagnosis from running.
  }
}
