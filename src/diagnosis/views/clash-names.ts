import { t } from '@vscode/l10n';
import type { AlignmentKind } from '../../clash/controller/alignment.ts';
import type { ClashConnectionSeen, ClashDnsSeen } from '../clash/evidence.ts';
import type { Cell } from './table.ts';

/** What the core's resolver finds past hosts and fake-ip. */
export function upstreamCell(upstream: ClashDnsSeen['upstream']): Cell {
  switch (upstream) {
    case 'real':
      return { text: t('a real address') };
    case 'none':
      return { text: t('nothing'), mark: 'bad' };
    case 'off':
      return { text: t('nothing: its DNS is off') };
    case undefined:
      return { text: t('not asked'), mark: 'quiet' };
  }
}

/** The core's own record of a connection: a name, and by what it knew it. */
export function recordCell(connection: ClashConnectionSeen | undefined): Cell {
  if (!connection) return { text: t('no connection'), mark: 'quiet' };
  if (connection.withoutName) return { text: t('address without name'), mark: 'bad' };
  switch (connection.dnsMode) {
    case 'fake-ip':
      return { text: t('the name, by a fake-ip address') };
    case 'redir-host':
      return { text: t('the name, by an address that it had given') };
    case 'hosts':
      return { text: t('the name, and an address of its hosts') };
    default:
      return { text: t('the name') };
  }
}

/** What comes of it for the process that calls. */
export function alignmentCell(kind: AlignmentKind | undefined): Cell {
  switch (kind) {
    case 'by-name':
      return { text: t('yes: the name is handed over'), mark: 'good' };
    case 'fake-ip':
      return { text: t('yes: the core knows the name behind the fake-ip address'), mark: 'good' };
    case 'mapped':
      return { text: t('yes: the core remembers the name for the address'), mark: 'good' };
    case 'sniffed-or-hosts':
      return { text: t('yes: the core found the name by its sniffer or hosts'), mark: 'good' };
    case 'bypasses-core-dns':
      return { text: t('no: the name is resolved past the core'), mark: 'bad' };
    case 'no-mapping':
      return { text: t('no: the core gets an address alone'), mark: 'bad' };
    case 'orphaned':
      return { text: t('no: the fake-ip address is one of before'), mark: 'bad' };
    case 'dead-end':
      return { text: t('no: nothing takes what goes to the fake-ip address'), mark: 'bad' };
    case 'past-core':
      return { text: t('no: they do not go through the core') };
    case 'unresolved':
      return { text: t('the system gives no address'), mark: 'bad' };
    case 'unknown':
    case undefined:
      return { text: t('unknown'), mark: 'quiet' };
  }
}
