import * as os from 'node:os';
import type { AskedHost } from '../../diagnosis/clash/explain-hosts.ts';
import type { FoundCore, LookRequest } from '../../diagnosis/clash/look.ts';
import type { ClashPlace } from '../../diagnosis/clash/evidence.ts';
import type { Secret } from '../../path/secret.ts';
import type { ClashCoreRoom } from './load-clash-core.ts';

/** What finding a core needs from the editor. */
export interface ClashAccessOptions {
  loadRoom(): Promise<ClashCoreRoom>;
  /** Gateways whose hosts are looked at, the chosen one first. */
  hosts(): readonly AskedHost[];
  /** The address in the settings; empty where none is set. */
  controller(): string;
  /** The stored secret of an address. Rejects where there is no keyring. */
  secret(address: string): Promise<Secret | undefined>;
}

/** Finds the core for whoever wants to ask it, with the user's own settings and secrets. */
export class ClashAccess {
  readonly #options: ClashAccessOptions;

  constructor(options: ClashAccessOptions) {
    this.#options = options;
  }

  request(): LookRequest {
    const controller = this.#options.controller();
    return {
      hosts: this.#options.hosts(),
      ...(controller !== '' && { controller }),
      secretFor: (address) => this.secretFor(address),
      environment: process.env,
      platform: process.platform,
      homeDirectory: os.homedir(),
      paths: [],
    };
  }

  /** The secret stored for this address, else the one for whichever core is found. */
  async secretFor(address: string): Promise<Secret | undefined> {
    const { secret, controller } = this.#options;
    try {
      const isSet = controller() !== '';
      return (await secret(address)) ?? (await secret(isSet ? controller() : ''));
    } catch {
      return undefined;
    }
  }

  async find(signal: AbortSignal): Promise<{ tried: readonly ClashPlace[]; found?: FoundCore }> {
    return (await this.#options.loadRoom()).findCore(this.request(), signal);
  }

  loadRoom(): Promise<ClashCoreRoom> {
    return this.#options.loadRoom();
  }
}
