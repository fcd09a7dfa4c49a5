/** Slow things, kept outside the tree and shared by every clone: made in a partial folder, then renamed into place. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { say } from './progress.js';

const lockHeartbeatMs = 2_000;
const lockStaleMs = 30_000;

/**
 * Where slow things are kept.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @param {string} [home]
 */
export function cacheFolder(environment = process.env, platform = process.platform, home = os.homedir()) {
  if (environment.GATEHOUSE_CACHE) return path.resolve(environment.GATEHOUSE_CACHE);
  if (environment.XDG_CACHE_HOME) return path.join(environment.XDG_CACHE_HOME, 'gatehouse');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'gatehouse');
  if (platform === 'win32')
    return path.join(environment.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'gatehouse');
  return path.join(home, '.cache', 'gatehouse');
}

/**
 * The folder called `name` in the cache, made by `make` the first time. A folder under its final name is always
 * complete, because it gets that name by a rename. Two processes at once do the work once: the second waits.
 *
 * @param {string} name carries everything the content depends on: version, platform, architecture
 * @param {(folder: string) => Promise<void>} make fills the empty folder it is given
 * @returns {Promise<string>}
 */
export async function cached(name, make) {
  const target = path.join(cacheFolder(), name);
  if (await exists(target)) return target;
  await fs.mkdir(path.dirname(target), { recursive: true });
  const release = await lock(`${target}.lock`, () => exists(target));
  try {
    if (await exists(target)) return target;
    const partial = await fs.mkdtemp(`${target}.partial-`);
    try {
      await make(partial);
      await fs.rename(partial, target);
    } finally {
      await fs.rm(partial, { recursive: true, force: true });
    }
  } finally {
    await release();
  }
  return target;
}

/** Takes the lock, or waits until it is free, its holder has died, or `satisfied` says there is no need any more. */
async function lock(folder, satisfied) {
  let told = false;
  for (;;) {
    try {
      await fs.mkdir(folder);
      const heartbeat = setInterval(
        () => void fs.utimes(folder, new Date(), new Date()).catch(() => undefined),
        lockHeartbeatMs,
      );
      return async () => {
        clearInterval(heartbeat);
        await fs.rm(folder, { recursive: true, force: true });
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (await satisfied()) return async () => undefined;
    const touched = await fs.stat(folder).then(
      (stat) => stat.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - touched > lockStaleMs) await fs.rm(folder, { recursive: true, force: true });
    else {
      if (!told) say(`  another process is making ${path.basename(folder, '.lock')}; waiting for it`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function exists(file) {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
