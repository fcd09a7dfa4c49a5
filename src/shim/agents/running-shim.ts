/** The shim that runs, as an agent is told of it. */
import { mergedExclusions } from '../environment/exclusions.ts';
import { valueIn, withoutShim } from '../environment/nested.ts';
import { standingBundle } from '../environment/trust-bundle.ts';
import type { Environment } from '../environment/change.ts';
import { attachToShim, type Attached } from '../control/attach.ts';
import { proxyAddress } from '../shim-options.ts';
import type { ShimAddress } from './agent.ts';

/** Who asks, and from which environment. */
export interface ShimAsker {
  stateFolder: string;
  environment: Environment;
  platform: NodeJS.Platform;
}

/**
 * The address for one client, with a token of its own. The file of roots is named only where it has every root that the
 * environment names, or where that names none: an added file takes the place of the one that was added before.
 *
 * @returns undefined when no shim runs.
 * @throws ShimError as `attachToShim`.
 */
export async function addressOf(client: string, asker: ShimAsker): Promise<ShimAddress | undefined> {
  const { environment, platform } = asker;
  return await attached(asker, async (shim) => {
    const [token, { bundleFile }] = [await shim.mint(client), await shim.state()];
    const base = withoutShim(environment, platform);
    const bundle = bundleFile === null ? null : await standingBundle(bundleFile, { base, platform });
    const usable = bundle?.whole === true || !valueIn(base, 'NODE_EXTRA_CA_CERTS', platform);
    const list = valueIn(base, 'no_proxy', platform) || valueIn(base, 'NO_PROXY', platform) || '';
    return {
      proxy: proxyAddress(shim.port, client, token),
      bundleFile: usable ? bundleFile : null,
      noProxy: mergedExclusions(list),
      endpoint: { url: `http://127.0.0.1:${shim.port}`, token },
    };
  });
}

/** Takes a client's token away, so that copies of it are worth nothing. @returns undefined when no shim runs. */
export async function revokeToken(client: string, asker: ShimAsker): Promise<boolean | undefined> {
  return await attached(asker, (shim) => shim.revoke(client));
}

/** The port of the shim that runs; undefined when none does. */
export async function runningPort(asker: ShimAsker): Promise<number | undefined> {
  return await attached(asker, (shim) => Promise.resolve(shim.port));
}

async function attached<T>({ stateFolder }: ShimAsker, ask: (shim: Attached) => Promise<T>): Promise<T | undefined> {
  const shim = await attachToShim(stateFolder, { holder: 'terminal', label: 'gatehouse agents' });
  if (!shim) return undefined;
  try {
    return await ask(shim);
  } finally {
    shim.close();
  }
}
