import { t } from '@vscode/l10n';
import { chainFileName } from '../shim/endpoint/chains/chain-form.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { chainGateways, gatewayUrlOption, problemLines, readChains } from './chains-option.ts';
import { exitCodes, type Command } from './command.ts';

/** Shape of the document; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/** Checks a chains file, for people and for CI. */
export const chains: Command = {
  name: 'chains',
  synopsis: ['chains [FILE] [--gateway ID=URL]... [--json]'],
  summary: () => t('Check a file of chains: which targets stand behind an alias of the local endpoint.'),
  options: {
    gateway: gatewayUrlOption,
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('FILE is {0} of this folder without. No network is used, and no key is read.', chainFileName),
    t('Exit codes: 0 the file can be used, also with warnings; 1 it cannot; 2 wrong usage, or there is no such file.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, chains.options);
    const [file = chainFileName, extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('Give one file.'));
    const reading = await readChains(file, chainGateways(parsed));
    const usable = reading.file !== undefined;
    if (parsed.has('json')) {
      const problems = reading.problems.map(({ id, severity, line, column, start, end, path, text }) => ({ id, severity, line, column, start, end, path, text }));
      const found = (reading.file?.chains ?? []).map(({ alias, targets }) => ({ alias, targets: targets.map(({ gateway, model }) => ({ gateway, model })) }));
      await terminal.print(`${JSON.stringify({ schemaVersion, file, usable, chains: found, problems })}\n`);
    } else {
      const end = reading.file ? t('{0} chains can be used.', reading.file.chains.length) : t('The file cannot be used: correct the errors.');
      await terminal.print(`${[...problemLines(file, reading.problems), end].join('\n')}\n`);
    }
    return usable ? exitCodes.success : exitCodes.fault;
  },
};
