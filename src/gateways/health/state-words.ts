import { t } from '@vscode/l10n';
import type { FeedState } from '../feeds/feed.ts';
import type { HealthState, Party } from './signal.ts';

/** The state of a watched gateway, fit to follow its name. */
export function healthWord(state: HealthState): string {
  switch (state) {
    case 'healthy':
      return t('healthy');
    case 'degraded':
      return t('degraded');
    case 'down':
      return t('down');
    case 'local-problem':
      return t('problem on this side');
    case 'account-problem':
      return t('account problem');
    case 'unknown':
      return t('not known');
    case 'paused':
      return t('paused');
  }
}

/** Whose fault it is. */
export function partyWord(party: Party): string {
  switch (party) {
    case 'local':
      return t('this machine or its network');
    case 'gateway':
      return t('the gateway');
    case 'provider':
      return t('a provider behind it');
    case 'account':
      return t('your account');
    case 'request':
      return t('the request');
  }
}

/** What a status page says. */
export function feedWord(state: FeedState): string {
  switch (state) {
    case 'operational':
      return t('all well');
    case 'degraded':
      return t('degraded');
    case 'outage':
      return t('outage');
    case 'maintenance':
      return t('maintenance');
    case 'unknown':
      return t('not known');
  }
}
