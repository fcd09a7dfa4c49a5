import * as fs from 'node:fs';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deepestCode } from '../../path/network-failure.ts';
import { ShimError } from './shim-problem.ts';

/** A lock older than this was left by a process that died while it held it, in ms. */
const staleLockMs = 5_000;
const retryMs = 50;
/** Longer than a stale lock lives. */
const limitMs = 15_000;

/**
 * Listens at the address of the control socket, unless somebody does already. Of processes that start in one moment one
 * gets it, and a socket that a dead one left behind is taken over.
 *
 * @returns undefined when another process listens there.
 * @throws ShimError `SOCKET` when it can't be had.
 */
export async function takeSocket(address: string): Promise<net.Server | undefined> {
  const pipe = address.startsWith('\\\\');
  const lock = `${address}.lock`;
  for (const end = performance.now() + limitMs; performance.now() < end; await sleep(retryMs * (0.5 + Math.random()))) {
    if (await answers(address)) return undefined;
    // Only who holds the lock may remove a dead process's socket and put its own there: two at once would both own.
    if (!pipe && !takeLock(lock)) continue;
    try {
      // Somebody may have begun to listen since nobody answered.
      if (!pipe && (await answers(address))) return undefined;
      if (!pipe) fs.rmSync(address, { force: true });
      return await listen(address, pipe);
    } catch (error) {
      const code = deepestCode(error);
      // A pipe's name is taken by whoever was first.
      if (code !== 'EADDRINUSE') throw new ShimError('SOCKET', address, code);
    } finally {
      if (!pipe) fs.rmSync(lock, { recursive: true, force: true });
    }
  }
  throw new ShimError('SOCKET', address, 'EADDRINUSE');
}

/** Whether somebody listens there. What can't be told (no permission, no room) is an error. */
async function answers(address: string): Promise<boolean> {
  const socket = net.connect(address);
  try {
    return await new Promise<boolean>((resolve, reject) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', (error) => {
        const code = deepestCode(error);
        if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(false);
        // A full queue of a listener, or one that has just closed on us.
        else if (code === 'EAGAIN' || code === 'ECONNRESET' || code === 'EPIPE') resolve(true);
        else reject(new ShimError('SOCKET', address, code));
      });
    });
  } finally {
    socket.destroy();
  }
}

function listen(address: string, pipe: boolean): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    // The mode the file is made with: an old mask would let others in between listening and chmod.
    const mask = pipe ? undefined : process.umask(0o177);
    server.listen(address, () => {
      server.off('error', reject);
      resolve(server);
    });
    if (mask !== undefined) process.umask(mask);
  });
}

function takeLock(lock: string): boolean {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch (error) {
    const code = deepestCode(error);
    if (code !== 'EEXIST') throw new ShimError('SOCKET', lock, code);
    try {
      if (Date.now() - fs.statSync(lock).mtimeMs > staleLockMs) fs.rmSync(lock, { recursive: true, force: true });
    } catch {
      // Whoever held it has let go.
    }
    return false;
  }
}
