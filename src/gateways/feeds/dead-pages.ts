import { t } from '@vscode/l10n';

/** A page that must not be believed, whatever it answers. */
export interface DeadPage {
  host: string;
  /** Below the host, where only a part of it is dead. */
  path?: string;
  /** ISO date from which on it is, where that is known. */
  since: string | null;
  /** `frozen`: answers 200 and never changes. `moved`: sends elsewhere. `gone`: refuses. */
  what: 'frozen' | 'moved' | 'gone';
  /** The page to look at in its place. */
  instead: string;
}

/**
 * Pages that programs still poll. The first is the stale-green trap: all systems operational, HTTP 200, since 2026-05-08
 * (bentleypark/aiwatch issues 507 and 618; deepseek-ai moved to Flashduty).
 */
export const deadPages: readonly DeadPage[] = [
  { host: 'deepseek.statuspage.io', since: '2026-05-08', what: 'frozen', instead: 'https://status.deepseek.com' },
  // A redirect today; whoever is sent on reads the right page, so only the address is out of date.
  { host: 'status.anthropic.com', since: null, what: 'moved', instead: 'https://status.claude.com' },
  // OpenRouter left OnlineOrNot for Datadog between 2026-09-11 and 2026-09-13; the feed answers 403 since.
  { host: 'status.openrouter.ai', path: '/incidents.rss', since: '2026-09-13', what: 'gone', instead: 'https://status.openrouter.ai' },
];

/** The entry for an address, or undefined. */
export function deadPage(url: string): DeadPage | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  return deadPages.find(({ host, path }) => host === hostname && (path === undefined || path === pathname));
}

/** Why a dead page is not asked, in a sentence; null where it may be, as it only sends on. */
export function whyDead(url: string): string | null {
  const page = deadPage(url);
  switch (page?.what) {
    case 'frozen':
      return t('{0} has not changed since {1} and says what was true then. The page is now {2}.', page.host, page.since ?? '?', page.instead);
    case 'gone':
      return t('{0} answers no more since {1}. The page is now {2}.', `${page.host}${page.path ?? ''}`, page.since ?? '?', page.instead);
    case 'moved':
    case undefined:
      return null;
  }
}
