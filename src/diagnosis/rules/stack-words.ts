import { t } from '@vscode/l10n';
import type { StackId } from '../evidence.ts';
import type { SubjectFacts } from '../subject.ts';

/** Who sends with a stack, for the middle of a sentence. */
export function usersOf(stack: StackId, { context }: Pick<SubjectFacts, 'context'>): string {
  switch (stack) {
    case 'patched-https':
      return t('extensions that use https, axios or got');
    case 'patched-fetch':
      return t('extensions that use fetch');
    case 'original-fetch':
      return t('extensions that use the fetch which the editor replaced');
    case 'electron':
      return t("extensions that use the network stack of the editor's window");
    case 'node-https':
      return t('Node programs that use https');
    case 'node-fetch':
      return t('Node programs that use fetch');
    case 'undici':
      return context === 'extension-host' ? t('extensions that bring their own undici') : t('programs that bring their own undici');
    case 'undici-env':
      return t('programs that use undici with its agent for proxy variables');
    case 'child-https':
    case 'child-fetch':
      return context === 'extension-host'
        ? t('command line tools started by extensions')
        : t('Node programs started from this terminal');
  }
}

/** The editor's word for what decided, in words. */
export function sourceWords(source: string): string {
  switch (source) {
    case 'localhost':
      return t('this machine itself, always directly');
    case 'noProxyConfig':
      return 'http.noProxy';
    case 'noProxyEnv':
      return 'NO_PROXY';
    case 'setting':
      return 'http.proxy';
    case 'env':
      return t('proxy variable');
    case 'remote':
      return t('nothing set, and a remote host asks no further');
    case 'system_cached':
      return t('system, as answered before');
    case 'system':
      return t('system, asked through the window');
    case 'fallback':
      return t('the system did not answer, an earlier answer was taken');
    default:
      return source;
  }
}
