import type { Memento } from 'vscode';
import type { ChainFile } from '../../shim/endpoint/chains/chain-file.ts';

const acceptedKey = 'chains.accepted';
const refusedKey = 'chains.refused';

/** What the user has agreed to. The chains are kept too, so that a changed file changes nothing before it is agreed to. */
export interface AcceptedChains {
  /** Of the file. */
  uri: string;
  /** Of its content when it was agreed to. */
  hash: string;
  file: ChainFile;
}

/** How a workspace's file stands to what was agreed. */
export type AcceptanceStanding =
  /** Not agreed to, not there, or not trusted. */
  | { state: 'unused' }
  | { state: 'used'; accepted: AcceptedChains }
  /** It has changed: what was agreed to still counts, and the user is to be asked. */
  | { state: 'changed'; accepted: AcceptedChains; ask: boolean };

/** Remembers, for one workspace, whose chains the user has agreed to use. A workspace's own files can't write it. */
export class Acceptance {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  get accepted(): AcceptedChains | undefined {
    const kept = this.#memento.get<AcceptedChains>(acceptedKey);
    return kept && typeof kept.uri === 'string' && typeof kept.hash === 'string' && Array.isArray(kept.file?.chains) ? kept : undefined;
  }

  async accept(accepted: AcceptedChains): Promise<void> {
    await this.#memento.update(acceptedKey, accepted);
    await this.#memento.update(refusedKey, undefined);
  }

  /** Does not ask again of this content. */
  async refuse(hash: string): Promise<void> {
    await this.#memento.update(refusedKey, hash);
  }

  async end(): Promise<void> {
    await this.#memento.update(acceptedKey, undefined);
    await this.#memento.update(refusedKey, undefined);
  }

  /** @param hash of the file as it is now; undefined where it can't be read. */
  standing(trusted: boolean, hash: string | undefined): AcceptanceStanding {
    const { accepted } = this;
    if (!accepted || !trusted || hash === undefined) return { state: 'unused' };
    if (accepted.hash === hash) return { state: 'used', accepted };
    return { state: 'changed', accepted, ask: this.#memento.get(refusedKey) !== hash };
  }
}
