/**
 * Another user of the same machine: does what the lines of its standard input say, each a JSON list of an act and what it
 * needs, and says of each in one line what came of it. It runs as that user.
 */
import * as fs from 'node:fs';
import * as net from 'node:net';
import { createInterface } from 'node:readline';

/** What came of an act: what it gave, or the system's code. */
export type Outcome = { gave: string } | { code: string };

/** Says this, and resolves with what it hears up to an empty line or the end. */
const exchange = (socket: net.Socket, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
    socket.write(Buffer.from(text, 'latin1'));
  });

const acts = {
  read: async (file: string) => fs.readFileSync(file, 'latin1'),
  list: async (folder: string) => fs.readdirSync(folder).join(' '),
  write: async (file: string, text: string) => void fs.writeFileSync(file, text),
  append: async (file: string, text: string) => void fs.appendFileSync(file, text),
  remove: async (file: string) => void fs.rmSync(file),
  rename: async (from: string, to: string) => void fs.renameSync(from, to),
  folder: async (folder: string, mode: string) => {
    fs.mkdirSync(folder);
    fs.chmodSync(folder, Number.parseInt(mode, 8));
  },
  link: async (to: string, at: string) => void fs.symlinkSync(to, at),
  /** On a file of the system, what it is told and what it hears. */
  socket: async (address: string, text: string) => exchange(net.connect(address), text),
  /** The same on a port. */
  ask: async (port: string, text: string) => exchange(net.connect(Number(port), '127.0.0.1'), text),
  /** So many times, 50 at once; how many heard each status. */
  flood: async (port: string, text: string, times: string) => {
    const heard: Record<string, number> = {};
    let left = Number(times);
    await Promise.all(Array.from({ length: 50 }, async () => {
      while (left-- > 0) {
        const status = (await acts.ask(port, text).catch((error: NodeJS.ErrnoException) => `x ${error.code}`)).split(' ')[1] ?? 'nothing';
        heard[status] = (heard[status] ?? 0) + 1;
      }
    }));
    return JSON.stringify(heard);
  },
  /** Listens until this process ends; what it heard is in `heard`. */
  listen: async (place: string) => new Promise<void>((resolve, reject) => {
    const server = net.createServer((socket) => void socket.on('error', () => undefined).on('data', (bytes) => (heard += bytes.toString('latin1'))));
    server.once('error', reject);
    const listening = (): void => {
      if (place.startsWith('/')) fs.chmodSync(place, 0o777);
      servers.push(server);
      resolve();
    };
    if (place.startsWith('/')) server.listen(place, listening);
    else server.listen(Number(place), '127.0.0.1', listening);
  }),
  unlisten: async () => void (await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))),
  heard: async () => heard,
  signal: async (pid: string, name: string) => void process.kill(Number(pid), name as NodeJS.Signals),
};
const servers: net.Server[] = [];
let heard = '';

for await (const line of createInterface({ input: process.stdin })) {
  const [act, ...args] = JSON.parse(line) as [keyof typeof acts, string, string, string];
  let outcome: Outcome;
  try {
    outcome = { gave: String((await (acts[act] as (...all: string[]) => Promise<unknown>)(...args)) ?? '') };
  } catch (error) {
    outcome = { code: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
