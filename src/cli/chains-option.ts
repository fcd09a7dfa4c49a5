import { readFile } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { customGateway, customGatewayId, gateways as catalogue } from '../gateways/catalogue/index.ts';
import { parseBaseUrl, type Gateway } from '../gateways/gateway.ts';
import { parseUserGateways } from '../gateways/user-gateways.ts';
import { deepestCode, plainText } from '../path/network-failure.ts';
import { readChainFile, type ChainFileReading } from '../shim/endpoint/chains/chain-file.ts';
import type { ChainProblem } from '../shim/endpoint/chains/chain-problem.ts';
import { UsageError, type OptionEntry, type ParsedArguments } from './arguments.ts';

/** The option that adds a gateway of one's own to those of the catalogue. */
export const gatewayUrlOption: OptionEntry = {
  type: 'string',
  value: 'ID=URL',
  about: () => t('A gateway of your own by its id and base URL; may be given several times. Its key is read from GATEHOUSE_ID_API_KEY.'),
};

/** The gateways that chains may name here. @throws UsageError */
export function chainGateways(parsed: ParsedArguments): Gateway[] {
  const own = parsed.values('gateway').map((text) => {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(t('--gateway is ID=URL, such as ours=https://llm.example/v1.'));
    return gatewayOf(text.slice(0, equals), text.slice(equals + 1));
  });
  own.forEach(({ id, keyVariable }, index) => {
    const same = own.findIndex((one) => one.id === id || one.keyVariable === keyVariable);
    // Two gateways with one variable would get each other's key.
    if (same < index) throw new UsageError(t('--gateway names "{0}" twice, or two ids that differ in punctuation alone.', id));
  });
  return [...catalogue, ...own];
}

function gatewayOf(id: string, url: string): Gateway {
  if (id === customGatewayId) {
    const checked = parseBaseUrl(url);
    if ('problem' in checked) throw new UsageError(checked.problem);
    return customGateway(checked.baseUrl);
  }
  const { gateways, problems } = parseUserGateways([{ id, baseUrl: url, keyVariable: variableOf(id) }]);
  const [gateway] = gateways;
  if (!gateway) throw new UsageError(t('--gateway cannot be used: {0}', plainText(problems[0]?.text ?? '', 300)));
  return gateway;
}

/** A variable that is no other gateway's: `GATEHOUSE_OURS_API_KEY`. */
function variableOf(id: string): string {
  return `GATEHOUSE_${id.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_API_KEY`;
}

/** Reads a chains file. @throws UsageError when there is none that can be read. */
export async function readChains(file: string, gateways: readonly Gateway[]): Promise<ChainFileReading> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(t('{0} could not be read ({1}).', plainText(file, 200), deepestCode(error)));
  }
  return readChainFile(text, gateways);
}

/** Problems as compilers print them: `FILE:LINE:COLUMN: error: ...`. */
export function problemLines(file: string, problems: readonly ChainProblem[]): string[] {
  return problems.map(({ line, column, severity, id, text }) => {
    const kind = severity === 'error' ? t('error') : severity === 'warning' ? t('warning') : t('note');
    return `${plainText(file, 200)}:${line}:${column}: ${kind}: ${text} [${id}]`;
  });
}
