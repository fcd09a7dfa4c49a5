/** A real stunnel outside, which speaks TLS for a server that speaks none. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram, listensOn, start } from './program.ts';
import { outsideAddress, type World } from './world.ts';

export const stunnelPort = 4421;

/** Starts it in front of a port; `leafFile` holds its certificate and key in PEM. */
export async function startStunnel(world: World, to: number, leafFile: string): Promise<{ stop(): Promise<void> }> {
  const stunnel = findProgram('stunnel', 'stunnel4');
  const file = path.join(world.folder, 'stunnel.conf');
  fs.writeFileSync(
    file,
    [
      'foreground = yes',
      'pid =',
      '[gateway]',
      `accept = ${outsideAddress}:${stunnelPort}`,
      `connect = ${outsideAddress}:${to}`,
      `cert = ${leafFile}`,
      '',
    ].join('\n'),
  );
  const program = await start(world.outside([stunnel, file]), listensOn(stunnelPort));
  return { stop: () => program.stop() };
}
