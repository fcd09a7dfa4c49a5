import type { ClashExplanation } from '../rules/explanation.ts';
import type { GatewayHost } from '../gateway-host.ts';

/** Tells what the core would do with a call to a host, as far as the text tells it. */
export type ExplainHost = (host: Pick<GatewayHost, 'host' | 'port'>) => ClashExplanation;

/** Whether anything that is not decided could lead a call elsewhere only once the name's address is known. */
export function dependsOnAddressAlone({ complete, undecided }: ClashExplanation): boolean {
  return !complete && undecided.length > 0 && undecided.every(({ missing }) => missing === 'address' || missing === 'geoip' || missing === 'asn');
}
