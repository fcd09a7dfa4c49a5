import { t } from '@vscode/l10n';
import { customGateway, findGateway, gatewayIds } from '../gateways/catalogue/index.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { parseBaseUrl } from '../gateways/gateway.ts';
import { settings } from './ids.ts';
import type { Choices } from './settings.ts';

/** The gateway the settings name, or what is wrong with them and which setting to change. */
export type GatewayChoice =
  | { gateway: Gateway; problem?: undefined }
  | { gateway?: undefined; problem: string; settingId: string };

/** The id that stands for a gateway the user named by its base URL. */
export const customGatewayId = 'custom';

/** Turns settings into a gateway. Pure. */
export function chooseGateway(choices: Pick<Choices, 'gatewayId' | 'customBaseUrl'>): GatewayChoice {
  if (choices.gatewayId === customGatewayId) {
    const parsed = parseBaseUrl(choices.customBaseUrl);
    if ('problem' in parsed) return { problem: parsed.problem, settingId: settings.customBaseUrl };
    return { gateway: customGateway(parsed.baseUrl) };
  }
  const gateway = findGateway(choices.gatewayId);
  if (gateway) return { gateway };
  return {
    problem: t(
      'The setting {0} names the gateway "{1}", which is not known. Known are {2}.',
      settings.gateway,
      choices.gatewayId.slice(0, 60),
      [...gatewayIds, customGatewayId].join(', '),
    ),
    settingId: settings.gateway,
  };
}
