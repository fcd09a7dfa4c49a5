import { t } from '@vscode/l10n';
import { customGateway, customGatewayId, findGateway, gatewayIds, gateways } from '../gateways/catalogue/index.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { parseBaseUrl } from '../gateways/gateway.ts';
import { parseUserGateways } from '../gateways/user-gateways.ts';
import { settings } from './ids.ts';
import type { Choices } from './settings.ts';

/** The gateway the settings name, or what is wrong with them and which setting to change. */
export type GatewayChoice =
  | { gateway: Gateway; problem?: undefined }
  | { gateway?: undefined; problem: string; settingId: string };

/** The settings that say which gateways there are. */
export type GatewaySettings = Pick<Choices, 'customBaseUrl'> & Partial<Pick<Choices, 'userGateways'>>;

/** Turns settings into the chosen gateway. Pure. */
export function chooseGateway(choices: GatewaySettings & Pick<Choices, 'gatewayId'>): GatewayChoice {
  return gatewayOf(choices.gatewayId, choices);
}

/** The gateway of an id: of the catalogue, of the user's own list, or the one named by its base URL alone. Pure. */
export function gatewayOf(id: string, choices: GatewaySettings): GatewayChoice {
  if (id === customGatewayId) {
    const parsed = parseBaseUrl(choices.customBaseUrl);
    if ('problem' in parsed) return { problem: parsed.problem, settingId: settings.customBaseUrl };
    return { gateway: customGateway(parsed.baseUrl) };
  }
  const own = parseUserGateways(choices.userGateways);
  const gateway = findGateway(id) ?? own.gateways.find((one) => one.id === id);
  if (gateway) return { gateway };
  const fault = own.problems.find((problem) => problem.id === id);
  if (fault) {
    return {
      problem: t('The gateway "{0}" of {1} cannot be used. {2}', id, settings.gateways, fault.text),
      settingId: settings.gateways,
    };
  }
  return {
    problem: t(
      'The setting {0} names the gateway "{1}", which is not known. Known are {2}.',
      settings.gateway,
      id.slice(0, 60),
      [...gatewayIds, ...own.gateways.map((one) => one.id), customGatewayId].join(', '),
    ),
    settingId: settings.gateway,
  };
}

/** Every gateway that can be used: of the catalogue, of the user's own list, and the one named by its base URL. Pure. */
export function usableGateways(choices: GatewaySettings): Gateway[] {
  const custom = parseBaseUrl(choices.customBaseUrl);
  return [...gateways, ...parseUserGateways(choices.userGateways).gateways, ...('baseUrl' in custom ? [customGateway(custom.baseUrl)] : [])];
}

/** The gateways that monitoring watches: those the setting names and are usable, else the chosen one. Pure. */
export function watchedGateways(choices: GatewaySettings & Pick<Choices, 'gatewayId' | 'monitoring'>): Gateway[] {
  const { gatewayIds } = choices.monitoring;
  const ids = gatewayIds.length > 0 ? gatewayIds : [choices.gatewayId];
  return ids.slice(0, maxWatched).flatMap((id) => gatewayOf(id, choices).gateway ?? []);
}

/** The chosen gateway, then those that are watched beside it. Pure. */
export function watchedFirst(choices: GatewaySettings & Pick<Choices, 'gatewayId' | 'monitoring'>): Gateway[] {
  const { gateway } = chooseGateway(choices);
  return [...(gateway ? [gateway] : []), ...watchedGateways(choices).filter(({ id }) => id !== gateway?.id)];
}

/** More than these in a list is a mistake, and each costs requests. */
const maxWatched = 20;
