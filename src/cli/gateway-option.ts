import { t } from '@vscode/l10n';
import { redactText } from '../diagnosis/redact.ts';
import { customGateway, findGateway, gatewayIds } from '../gateways/catalogue/index.ts';
import { parseBaseUrl, type Gateway } from '../gateways/gateway.ts';
import { plainText } from '../path/network-failure.ts';
import { nearest, UsageError, type ParsedArguments } from './arguments.ts';

/**
 * The gateway that --gateway or --base-url names, else the first known.
 *
 * @throws UsageError
 */
export function chosenGateway(parsed: ParsedArguments): Gateway {
  const id = parsed.value('gateway');
  const baseUrl = parsed.value('base-url');
  if (id !== undefined && baseUrl !== undefined) throw new UsageError(t('Choose one of --gateway and --base-url.'));
  return baseUrl === undefined ? knownGateway(id ?? gatewayIds[0] ?? '') : gatewayAt(baseUrl);
}

/** The gateway at a base URL. @throws UsageError when it is none. */
export function gatewayAt(baseUrl: string): Gateway {
  const checked = parseBaseUrl(baseUrl);
  if ('problem' in checked) throw new UsageError(plainText(redactText(checked.problem), 400));
  return customGateway(checked.baseUrl);
}

/** The gateway of an id of the catalogue. @throws UsageError that names the nearest or all. */
export function knownGateway(id: string): Gateway {
  const gateway = findGateway(id);
  if (gateway) return gateway;
  const near = nearest(id, gatewayIds);
  const shown = plainText(redactText(id), 80);
  throw new UsageError(
    near === undefined
      ? t('There is no gateway "{0}". Known gateways: {1}.', shown, gatewayIds.join(', '))
      : t('There is no gateway "{0}". Did you mean "{1}"?', shown, near),
  );
}
