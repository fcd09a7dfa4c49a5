import { t } from '@vscode/l10n';
import type { Leg } from '../../path/leg.ts';
import { plainText } from '../../path/network-failure.ts';
import type { JournalEnd, JournalEntry } from './entry.ts';

/**
 * Whether something went wrong on a connection. A client that breaks off has its reasons, and a shim that is stopped
 * was stopped; neither says anything about the way to the host.
 */
export function hasFailed({ end }: Pick<JournalEntry, 'end'>): boolean {
  if (!end) return false;
  if (end.leg !== undefined) return true;
  return end.how === 'refused' || end.how === 'deadline' || (end.how === 'reset' && end.by !== 'client');
}

/** Who ended a connection and how, in a few words: `closed by the client`, `not opened: DNS, ENOTFOUND`. */
export function endWords(end: JournalEnd | undefined): string {
  if (!end) return t('open');
  const where = [
    ...(end.leg === undefined ? [] : [legWords(end.leg)]),
    ...(end.code === undefined ? [] : [plainText(end.code, 60)]),
    ...(end.status === undefined ? [] : [t('answered {0}', end.status)]),
  ];
  const how = howWords(end);
  return where.length === 0 ? how : t('{0}: {1}', how, where.join(t(', ')));
}

function howWords({ by, how, leg }: JournalEnd): string {
  const byProxy = by === 'upstream' && leg === 'proxy';
  switch (how) {
    case 'closed':
      if (by === 'client') return t('closed by the client');
      if (by === 'shim') return t('closed by the shim');
      return byProxy ? t('closed by the proxy') : t('closed by the host');
    case 'reset':
      if (by === 'client') return t('broken off by the client');
      if (by === 'shim') return t('broken off by the shim');
      return byProxy ? t('broken off by the proxy') : t('broken off by the host');
    case 'refused':
      if (by === 'client') return t('given up by the client before it was open');
      return by === 'shim' && (leg === undefined || leg === 'settings') ? t('refused by the shim') : t('not opened');
    case 'deadline':
      return t('ended by a clock of the shim');
    case 'stopped':
      return t('ended with the shim');
  }
}

/** A leg as it stands among an end's words. */
export function legWords(leg: Leg): string {
  const words: Readonly<Record<Leg, string>> = {
    settings: t('settings'),
    proxy: t('proxy'),
    dns: t('DNS'),
    tcp: t('TCP'),
    tls: t('TLS'),
    http: t('HTTP'),
    stream: t('stream'),
    gateway: t('gateway'),
    provider: t('provider'),
    account: t('account'),
    request: t('request'),
  };
  return words[leg];
}
