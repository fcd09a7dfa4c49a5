import type { Attached } from '../../shim/control/attach.ts';
import { endpointChange } from '../../shim/environment/child-environment.ts';
import { formatOfShell } from '../../shim/environment/formats/index.ts';

/** Whom a token is minted for that people set up a client with by hand. */
const client = 'api';

/**
 * The endpoint's variables as lines for a shell. They hold a token, which is as secret as a key.
 *
 * @param shell the program, as the editor's terminals start it.
 * @throws ShimError as `Attached` does.
 */
export async function endpointSettings(attached: Pick<Attached, 'mint' | 'port'>, shell: string, platform: NodeJS.Platform): Promise<string> {
  const token = await attached.mint(client);
  return formatOfShell(shell, platform).write(endpointChange({ url: `http://127.0.0.1:${attached.port}`, token }));
}
