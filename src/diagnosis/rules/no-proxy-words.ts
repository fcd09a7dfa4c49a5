import { t } from '@vscode/l10n';
import type { Misreading, MisreadingKind } from '../../path/no-proxy/misreadings.ts';
import { listed } from './wording.ts';

/** What a misreading is called: one sentence about these clients and this list. */
export function misreadingTitle({ kind, clients }: Misreading, list: string): string {
  const who = listed(clients);
  switch (kind) {
    case 'breaks':
      return t('An entry of {1} makes {0} fail.', who, list);
    case 'too-wide':
      return t('Hosts that {1} does not mean go direct too with {0}.', who, list);
    case 'everything':
      return t('The * of {1} does not mean every host to {0}.', who, list);
    case 'range':
      return t('Address ranges in {1} are not understood by {0}.', who, list);
    case 'port':
      return t('Entries of {1} with a port are not matched by {0}.', who, list);
    case 'wildcard':
      return t('*. in {1} is not understood by {0}.', who, list);
    case 'leading-dot':
      return t('A leading dot in {1} is not understood by {0}.', who, list);
    case 'below':
      return t('A name in {1} means that host alone to {0}.', who, list);
    case 'ipv6':
      return t('IPv6 addresses in {1} are not matched by {0}.', who, list);
    case 'separator':
      return t('Blanks, semicolons and bars in {1} do not separate entries for {0}.', who, list);
    case 'spelling':
      return t('Entries of {1} are not matched by {0} as they are written.', who, list);
    case 'variable':
      return t('Not all of what is set as {1} is read by {0}.', who, list);
    case 'loopback-missing':
      return t('{1} does not name this machine itself, and calls to it are sent to the proxy by {0}.', who, list);
  }
}

/** What would be understood by more clients. */
export function misreadingAdvice(kind: MisreadingKind): string {
  switch (kind) {
    case 'breaks':
      return t('Every call of these clients ends in an error until the entry is gone.');
    case 'too-wide':
      return t('They compare endings of names, or take an entry for more than it says. Name hosts in full.');
    case 'everything':
      return t('To use no proxy at all, remove the proxy variables instead.');
    case 'range':
      return t('These clients need each address by itself. A name that leads into a range is not matched either.');
    case 'port':
      return t('An entry without a port is understood by all, and means every port.');
    case 'wildcard':
    case 'leading-dot':
    case 'below':
      return t('No spelling of a domain serves every client: example.com, .example.com and *.example.com each have readers.');
    case 'ipv6':
      return t('Some clients compare IPv6 addresses only with brackets, some only without, and some not at all.');
    case 'separator':
      return t('Write commas between entries, without blanks.');
    case 'spelling':
      return t('Write entries in lower case, without scheme, path, quotes or a dot at the end.');
    case 'variable':
      return t('Some clients read no_proxy first and some NO_PROXY: give both the same value.');
    case 'loopback-missing':
      return t('A local endpoint then seems to be down, or answers with the page of the proxy.');
  }
}
