import { t } from '@vscode/l10n';
import type { ClashGroup } from '../configuration/model.ts';

/** Where a group says nothing (core: adapter/outboundgroup/parser.go). */
const defaultIntervalSeconds = 300;

/** What running and later calls see when a group goes from one member to another. One sentence each, plain text. */
export function switchWords({ type, map }: ClashGroup): string[] {
  const number = (key: string, otherwise: number): number => {
    const value = map.entries.get(key)?.value;
    return typeof value === 'number' && value > 0 ? value : otherwise;
  };
  const everySeconds = String(number('interval', defaultIntervalSeconds));
  const stays = t('An answer that is being streamed stays on its node; the next call may leave from another place.');
  switch (type.value) {
    case 'select':
      return [t('It changes only when you choose another member.'), t('Calls that run stay on the old node, unless an app closes them on the change, as Clash Verge and Clash Party do.')];
    case 'url-test':
      return [t('Every {0} s it goes to the fastest member, if that is more than {1} ms faster.', everySeconds, String(number('tolerance', 0))), stays];
    case 'fallback':
      return [t('It uses the first member that answers its check, made every {0} s, and goes back as soon as an earlier one answers again.', everySeconds), stays];
    case 'load-balance':
      return [loadBalanceWords(map.entries.get('strategy')?.value)];
    case 'relay':
      return [t('The core no longer knows this type, and does not load the file.')];
    default:
      return [];
  }
}

function loadBalanceWords(strategy: unknown): string {
  if (strategy === 'round-robin') return t('Each connection may take another member: calls one after the other leave from different places.');
  if (strategy === 'sticky-sessions') return t('Connections of one client to one domain keep their member for ten minutes.');
  return t('All connections to one domain take the same member as long as it answers.');
}
