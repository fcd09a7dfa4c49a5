import { t } from '@vscode/l10n';
import { plainText } from '../path/network-failure.ts';
import { chainFileName } from '../shim/endpoint/chains/chain-form.ts';
import { nearest, parseArguments, UsageError } from './arguments.ts';
import { chainGateways, gatewayUrlOption, problemLines, readChains } from './chains-option.ts';
import { exitCodes, type Command } from './command.ts';

/** Shape of the document; raised when a field changes its meaning or goes. */
const schemaVersion = 1;
const formats = ['litellm', 'envoy'] as const;
const titles = { litellm: 'LiteLLM', envoy: 'Envoy AI Gateway' } as const;

/** Writes chains as the configuration of another gateway program. */
export const exportChains: Command = {
  name: 'export',
  synopsis: ['export litellm|envoy [--chains FILE] [--gateway ID=URL]... [--json]'],
  summary: () => t('Write chains as the configuration of a LiteLLM proxy or of Envoy AI Gateway.'),
  options: {
    chains: { type: 'string', value: 'FILE', about: () => t('The chains file; {0} of this folder without.', chainFileName) },
    gateway: gatewayUrlOption,
    json: { type: 'boolean', about: () => t('Print one JSON document: the YAML, and what the other program has no equal for.') },
  },
  notes: () => [
    t('Keys are in neither: LiteLLM reads them from the environment, Envoy AI Gateway from secrets, whose names are in the file.'),
    t('What is different there stands in comments on top: neither races targets, caps spending by chain or tells an answer that broke off from a whole one.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, exportChains.options);
    const [given, extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(extra, 80)));
    const format = formats.find((one) => one === given);
    if (!format) throw new UsageError(formatWords(given));
    const file = parsed.value('chains') ?? chainFileName;
    const gateways = chainGateways(parsed);
    const reading = await readChains(file, gateways);
    for (const line of problemLines(file, reading.problems)) await terminal.note(`${line}\n`);
    if (!reading.file) {
      if (parsed.has('json')) await terminal.print(`${JSON.stringify({ schemaVersion, format, usable: false, problems: reading.problems })}\n`);
      return exitCodes.fault;
    }
    const [{ litellmConfiguration }, { envoyResources }, { yamlText }] = await Promise.all([
      import('../shim/endpoint/export/litellm.ts'),
      import('../shim/endpoint/export/envoy.ts'),
      import('../shim/endpoint/export/yaml-text.ts'),
    ]);
    const exported = format === 'litellm' ? litellmConfiguration(reading.file, gateways) : envoyResources(reading.file, gateways);
    const yaml = yamlText(exported, titles[format]);
    const { lost, steps } = exported;
    await terminal.print(parsed.has('json') ? `${JSON.stringify({ schemaVersion, format, usable: true, yaml, lost, steps, problems: reading.problems })}\n` : yaml);
    return exitCodes.success;
  },
};

function formatWords(given: string | undefined): string {
  if (given === undefined) return t('Say what to export to: {0}.', formats.join(', '));
  const near = nearest(given, formats);
  const shown = plainText(given, 40);
  return near === undefined
    ? t('"{0}" is nothing to export to. There are {1}.', shown, formats.join(', '))
    : t('"{0}" is nothing to export to. Did you mean "{1}"?', shown, near);
}
