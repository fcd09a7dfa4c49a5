import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { deepestCode } from '../../path/network-failure.ts';
import type { Callers } from '../shim-options.ts';
import { tokenDigest } from '../token-digest.ts';
import { readPrivateFile, writePrivateFile, type PrivateFiles } from './private-file.ts';
import { ShimError } from './shim-problem.ts';

const schemaVersion = 1;
const tokenBytes = 32;
/** Base64url of that many bytes (RFC 4648, 5). */
const tokenForm = /^[A-Za-z0-9_-]{43}$/;
const clientForm = /^[a-z0-9-]{1,40}$/;
/** Far more programs than anybody tells apart. */
const maxClients = 200;

/** The client that Gatehouse itself is: its token is there from the first start on. */
export const installClient = 'gatehouse';

/** Compared with when a client is not known, so that the answer takes as long. */
const nobody = randomBytes(32);

/**
 * The tokens of this installation, in a file that its owner alone can read. They outlive the shim, so that terminals
 * which were given an address keep one that works. One process writes the file: the shim.
 */
export class TokenStore implements Callers {
  readonly #file: string;
  readonly #files: PrivateFiles;
  #tokens: ReadonlyMap<string, { token: string; digest: Buffer }> = new Map();
  /** What is under way; every change waits for the one before it. */
  #tail: Promise<unknown> = Promise.resolve();
  #setAside: string | undefined;

  private constructor(file: string, files: PrivateFiles) {
    this.#file = file;
    this.#files = files;
  }

  /**
   * Reads the tokens, and makes the installation's own where there is none. A file that holds anything else than tokens is
   * set aside and all are new.
   *
   * @throws ShimError `FILE` when the file can't be read or written: a shim without tokens would be open to everybody.
   */
  static async open(folder: string, files: PrivateFiles = fs.promises): Promise<TokenStore> {
    const store = new TokenStore(path.join(folder, 'tokens.json'), files);
    const text = await readPrivateFile(store.#file, files);
    const tokens = text === undefined ? new Map<string, string>() : readTokens(text);
    if (tokens === undefined) await store.#putAside();
    store.#adopt(tokens ?? new Map());
    await store.mint(installClient);
    return store;
  }

  /** Where a file that was no good has been put; undefined when it was good. All tokens are then new. */
  get setAside(): string | undefined {
    return this.#setAside;
  }

  /** Names of the clients that have a token. */
  get clients(): readonly string[] {
    return [...this.#tokens.keys()];
  }

  accepts(client: string, token: string): boolean {
    const known = this.#tokens.get(client);
    const same = timingSafeEqual(tokenDigest(token), known?.digest ?? nobody);
    return same && known !== undefined;
  }

  whose(token: string): string | undefined {
    const digest = tokenDigest(token);
    let found: string | undefined;
    // All of them, so that the time says nothing about which it was.
    for (const [client, known] of this.#tokens) if (timingSafeEqual(digest, known.digest)) found = client;
    return found;
  }

  /**
   * The token of a client, a new one where it has none. It is on disk before anybody gets it, as one that is forgotten at
   * the next start would leave terminals with an address that fails.
   *
   * @throws ShimError `CLIENT_NAME`, `TOO_MANY_CLIENTS`, or `FILE` when it can't be written; then nothing has changed.
   */
  mint(client: string): Promise<string> {
    return this.#queue(async () => {
      if (!clientForm.test(client)) throw new ShimError('CLIENT_NAME', client.slice(0, 60));
      const known = this.#tokens.get(client);
      if (known) return known.token;
      if (this.#tokens.size >= maxClients) throw new ShimError('TOO_MANY_CLIENTS', String(maxClients));
      const token = randomBytes(tokenBytes).toString('base64url');
      const tokens = this.#plain().set(client, token);
      await this.#write(tokens);
      this.#adopt(tokens);
      return token;
    });
  }

  /**
   * Takes a client's token away; it counts no more from this moment on. The installation's own is replaced by a new one.
   *
   * @returns false when the client had none.
   * @throws ShimError `FILE` when that can't be written: the token then counts again at the next start.
   */
  revoke(client: string): Promise<boolean> {
    return this.#queue(async () => {
      if (!this.#tokens.has(client)) return false;
      const tokens = this.#plain();
      tokens.delete(client);
      if (client === installClient) tokens.set(client, randomBytes(tokenBytes).toString('base64url'));
      this.#adopt(tokens);
      await this.#write(tokens);
      return true;
    });
  }

  /**
   * Takes the tokens of all clients away.
   *
   * @throws ShimError `FILE` when that can't be written.
   */
  renew(): Promise<void> {
    return this.#queue(async () => {
      this.#adopt(new Map([[installClient, randomBytes(tokenBytes).toString('base64url')]]));
      await this.#write(this.#plain());
    });
  }

  /** Resolves when every change so far is written, or could not be. */
  async settled(): Promise<void> {
    await this.#tail;
  }

  #queue<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(step);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  #plain(): Map<string, string> {
    return new Map([...this.#tokens].map(([client, { token }]) => [client, token]));
  }

  #adopt(tokens: ReadonlyMap<string, string>): void {
    this.#tokens = new Map([...tokens].map(([client, token]) => [client, { token, digest: tokenDigest(token) }]));
  }

  #write(tokens: ReadonlyMap<string, string>): Promise<void> {
    return writePrivateFile(this.#file, `${JSON.stringify({ schemaVersion, tokens: Object.fromEntries(tokens) })}\n`, this.#files);
  }

  async #putAside(): Promise<void> {
    const aside = `${this.#file}.damaged`;
    try {
      await this.#files.rename(this.#file, aside);
    } catch (error) {
      throw new ShimError('FILE', this.#file, deepestCode(error));
    }
    this.#setAside = aside;
  }
}

/** Undefined for anything but a whole file of tokens: half of one is no base to let somebody in on. */
function readTokens(text: string): Map<string, string> | undefined {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { schemaVersion: version, tokens } = stored as { schemaVersion?: unknown; tokens?: unknown };
  if (version !== schemaVersion || typeof tokens !== 'object' || tokens === null || Array.isArray(tokens)) return undefined;
  const entries: [string, unknown][] = Object.entries(tokens);
  const good = (entry: [string, unknown]): entry is [string, string] =>
    clientForm.test(entry[0]) && typeof entry[1] === 'string' && tokenForm.test(entry[1]);
  return entries.length <= maxClients && entries.every(good) ? new Map(entries) : undefined;
}
