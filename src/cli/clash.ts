import { t } from '@vscode/l10n';
import { plainText } from '../path/network-failure.ts';
import { nearest, UsageError } from './arguments.ts';
import type { Command } from './command.ts';

/** One line each; each is loaded only when it is used. */
const subcommands: Readonly<Record<string, () => Promise<Command>>> = {
  explain: async () => (await import('./clash-explain.ts')).clashExplain,
  fragment: async () => (await import('./clash-fragment.ts')).clashFragment,
};

/** What there is for those behind a Clash core; `cli.ts` hands a subcommand of it over by itself. */
export const clash: Command = {
  name: 'clash',
  synopsis: ['clash explain HOST [...]', 'clash fragment --gateway ID [...]'],
  summary: () => t('Lead a gateway through the right nodes of a Clash core.'),
  options: {},
  subcommands,
  notes: () => [t('How each is used: {0}.', Object.keys(subcommands).map((name) => `gatehouse help clash ${name}`).join(', '))],
  run([given]) {
    if (given === undefined) return Promise.reject(new UsageError(t('Say what to do: {0}.', Object.keys(subcommands).join(', '))));
    const near = nearest(given, Object.keys(subcommands));
    const shown = plainText(`clash ${given}`, 60);
    return Promise.reject(new UsageError(near === undefined ? t('There is no command "{0}".', shown) : t('There is no command "{0}". Did you mean "{1}"?', shown, `clash ${near}`)));
  },
};
