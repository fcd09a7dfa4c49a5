import { t } from '@vscode/l10n';
import type { EndpointConfiguration } from '../shim/endpoint/chains/chain.ts';
import { assembleEndpoint, keyVariableOf } from '../shim/endpoint/chains/endpoint-configuration.ts';
import { UsageError, type ParsedArguments } from './arguments.ts';
import { chainGateways, problemLines, readChains } from './chains-option.ts';
import type { Terminal } from './output.ts';

/**
 * What the endpoint serves by `--chains`, with keys out of the environment; undefined without it. What is wrong with the
 * file, and which keys are missing, is said on stderr.
 *
 * @throws UsageError where the file can't be used.
 */
export async function endpointByChains(parsed: ParsedArguments, terminal: Pick<Terminal, 'environment' | 'note'>): Promise<EndpointConfiguration | undefined> {
  const file = parsed.value('chains');
  if (file === undefined) {
    if (parsed.values('gateway').length > 0) throw new UsageError(t('--gateway needs --chains.'));
    return undefined;
  }
  const gateways = chainGateways(parsed);
  const reading = await readChains(file, gateways);
  for (const line of problemLines(file, reading.problems)) await terminal.note(`${line}\n`);
  if (!reading.file) throw new UsageError(t('The chains in {0} cannot be used.', file));
  const { chains, caps } = reading.file;
  const { configuration, keyProblems } = assembleEndpoint({ gateways, chains, caps }, ({ gateway, name }) => terminal.environment[keyVariableOf(gateway, name)]);
  for (const { gateway, name, text } of keyProblems) await terminal.note(`${keyVariableOf(gateway, name)}: ${text}\n`);
  return configuration;
}
