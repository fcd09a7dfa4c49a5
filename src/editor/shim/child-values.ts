import type { Attached } from '../../shim/control/attach.ts';
import { childChange, type RootBundle } from '../../shim/environment/child-environment.ts';
import type { Environment } from '../../shim/environment/change.ts';
import { withoutShim } from '../../shim/environment/nested.ts';
import { standingBundle } from '../../shim/environment/trust-bundle.ts';
import { trustPlaces } from '../../shim/environment/trust-places.ts';
import { proxyAddress } from '../../shim/shim-options.ts';

type Entries = readonly (readonly [name: string, value: string])[];

/** What programs of a window are given. Holds tokens. */
export interface ChildValues {
  port: number;
  /** The shim's address for a terminal, with its token. */
  address: string;
  /** Terminals and tasks start alike and can't be told apart. */
  terminal: Entries;
  debug: Entries;
}

/** What decides it beside the shim. */
export interface ChildBases {
  terminal: Environment;
  debug: Environment;
  platform: NodeJS.Platform;
  exclude: readonly string[];
}

/**
 * Asks the shim for tokens and works out the variables. The same shim, settings and roots give the same bytes.
 *
 * @throws ShimError as `Attached` does.
 */
export async function childValues(attached: Attached, { terminal, debug, platform, exclude }: ChildBases): Promise<ChildValues> {
  const [terminalToken, debugToken, { bundleFile }] = await Promise.all([
    attached.mint('terminal'),
    attached.mint('debug'),
    attached.state(),
  ]);
  const address = proxyAddress(attached.port, 'terminal', terminalToken);
  const bundles = new Map<string, RootBundle | null>();
  const entries = async (environment: Environment, proxy: string): Promise<Entries> => {
    const base = withoutShim(environment, platform);
    const places = JSON.stringify(trustPlaces(base, platform));
    // Reading some hundred certificates takes its time, and as a rule both name the same places.
    if (!bundles.has(places)) bundles.set(places, bundleFile === null ? null : await standingBundle(bundleFile, { base, platform }));
    return childChange({ base, platform, proxy, bundle: bundles.get(places) ?? null, exclude }).set;
  };
  return {
    port: attached.port,
    address,
    terminal: await entries(terminal, address),
    debug: await entries(debug, proxyAddress(attached.port, 'debug', debugToken)),
  };
}
