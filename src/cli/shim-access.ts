/** How the commands `env` and `exec` come to a shim: the user's running one, or one inside their own process. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ShimState } from '../shim/control/messages.ts';
import type { JournalSink } from '../shim/journal/journal.ts';
import { newEntry } from '../shim/journal/new-entry.ts';
import type { LocalEndpoint } from '../shim/environment/child-environment.ts';
import type { Routing } from '../shim/routing.ts';
import type { Callers, Shim, ShimOptions } from '../shim/shim-options.ts';

/** A running shim that is kept alive for as long as this is open. */
export interface Attached {
  port: number;
  /** A token for one client by name; the same name gets the same one. */
  mint(client: string): Promise<string>;
  /** Rejects when the shim is gone. */
  state(): Promise<ShimState>;
  close(): void;
}

/** Where the endpoint of a running shim is, with a token of one client. */
export async function endpointOf(attached: Pick<Attached, 'port' | 'mint'>, client: string): Promise<LocalEndpoint> {
  return { url: `http://127.0.0.1:${attached.port}`, token: await attached.mint(client) };
}

/** A shim inside this process. */
export interface OwnShim {
  port: number;
  mint(client: string): Promise<string>;
  stop(): Promise<void>;
}

/** The two ways. */
export interface ShimAccess {
  /** The user's running shim; undefined when none runs. @param label who holds it, for people. */
  attach(label: string): Promise<Attached | undefined>;
  /** Starts one for the life of this process. */
  start(routing: Routing): Promise<OwnShim>;
}

/** The shim's own functions, as `control/attach.ts` and `shim.ts` have them. */
export interface ShimParts {
  attachToShim(stateFolder: string, lease: { holder: 'terminal'; label: string }): Promise<Attached | undefined>;
  startShim(options: ShimOptions): Promise<Shim>;
  stateFolder: string;
}

/** Makes the two ways out of the shim's own functions. */
export function connectShim({ attachToShim, startShim, stateFolder }: ShimParts): ShimAccess {
  return {
    attach: (label) => attachToShim(stateFolder, { holder: 'terminal', label }),
    async start(routing) {
      const tokens = new OwnTokens();
      const shim = await startShim({ port: 0, routing, callers: tokens, journal: forgetful() });
      return { port: shim.port, mint: async (client) => tokens.mint(client), stop: () => shim.stop() };
    },
  };
}

/** The ways of this build; its parts are loaded when they are first used. */
export const shimAccess: ShimAccess = {
  attach: async (label) => await (await waysOfBuild()).attach(label),
  start: async (routing) => await (await waysOfBuild()).start(routing),
};

async function waysOfBuild(): Promise<ShimAccess> {
  const [{ attachToShim }, { startShim }, { stateFolderOf }, { thisPlace }] = await Promise.all([
    import('../shim/control/attach.ts'),
    import('../shim/shim.ts'),
    import('../shim/control/state-place.ts'),
    import('../shim/control/state-folder.ts'),
  ]);
  return connectShim({ attachToShim, startShim, stateFolder: stateFolderOf(thisPlace()) });
}

/** Tokens that live as long as this process. */
class OwnTokens implements Callers {
  readonly #tokens = new Map<string, string>();

  mint(client: string): string {
    const token = this.#tokens.get(client) ?? randomBytes(24).toString('hex');
    this.#tokens.set(client, token);
    return token;
  }

  accepts(client: string, token: string): boolean {
    const known = this.#tokens.get(client);
    if (known === undefined || Buffer.byteLength(token) !== known.length) return false;
    return timingSafeEqual(Buffer.from(token), Buffer.from(known));
  }

  whose(token: string): string | undefined {
    return [...this.#tokens.keys()].find((client) => this.accepts(client, token));
  }
}

/** Nobody reads the journal of a shim that ends with one program. */
function forgetful(): JournalSink {
  let entries = 0;
  return {
    open: (kind) => newEntry(++entries, kind, Date.now()),
    ended(entry, end) {
      entry.end ??= end;
    },
    refused: () => undefined,
  };
}
