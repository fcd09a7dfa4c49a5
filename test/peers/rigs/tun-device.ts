/** A TUN device on a world's machine, held open by a program, as a core holds it. */
import { fileURLToPath } from 'node:url';
import { findProgram, runWell, start, type Program } from './program.ts';
import type { World } from './world.ts';

/** The device's own address, as mihomo's is by default (MetaCubeX/mihomo, config/config.go). */
export const tunAddress = '198.18.0.1';

export interface TunOptions {
  /** `relay`: what goes to fake addresses reaches `tunAddress`. `dead`: everything is taken, nothing answered. */
  mode: 'relay' | 'dead';
  /** How much later the bytes of an answer come, as from a far server, in ms. */
  delayMs?: number;
  name?: string;
  /** `everything`: the machine's default route leads there. `fake`: only that of 198.18.0.0/15. */
  takes?: 'everything' | 'fake';
}

/** Starts it and sends the machine's traffic there. Ending the program takes the device away, with its routes. */
export async function startTun(world: World, options: TunOptions): Promise<Program> {
  const { mode, delayMs = 0, name = 'Meta', takes = 'everything' } = options;
  const script = fileURLToPath(new URL('tun-device.py', import.meta.url));
  const python = findProgram('python3', 'python3-minimal');
  const program = await start(
    world.onMachine([python, script, name, mode, String(delayMs)]),
    (one) => one.output().includes('ready'),
  );
  const ip = findProgram('ip', 'iproute2');
  const steps = [
    ['address', 'add', `${tunAddress}/30`, 'dev', name],
    ['link', 'set', name, 'up'],
    ['route', 'add', '198.18.0.0/15', 'dev', name],
    // Before the default route that is there, which has no metric either: `replace` takes its place.
    ...(takes === 'everything' ? [['route', 'replace', 'default', 'dev', name]] : []),
  ];
  for (const step of steps) await runWell(world.onMachine([ip, ...step]));
  return program;
}
