import type { Memento } from 'vscode';

const usedKey = 'shim.used';
const leavingKey = 'shim.leaving';
const withoutKey = 'shim.terminalsWithout';

/**
 * What is remembered of the shim for one workspace. It is kept by the editor and not in a setting: a workspace's own
 * files must not be able to say that its programs go through a proxy.
 */
export class WorkspaceChoice {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** The user has switched the shim on here. */
  get used(): boolean {
    return this.#memento.get(usedKey) === true;
  }

  async use(used: boolean): Promise<void> {
    await this.#memento.update(usedKey, used || undefined);
  }

  /** Process numbers of terminals that still have a shim which was switched off. */
  get leaving(): readonly number[] {
    return numbers(this.#memento.get(leavingKey));
  }

  async leave(pids: readonly number[]): Promise<void> {
    await this.#memento.update(leavingKey, pids.length > 0 ? pids : undefined);
  }

  /** Process numbers of terminals that were open before the shim was used; undefined while it is not. */
  get without(): readonly number[] | undefined {
    const kept = this.#memento.get(withoutKey);
    return kept === undefined ? undefined : numbers(kept);
  }

  async keepWithout(pids: readonly number[] | undefined): Promise<void> {
    await this.#memento.update(withoutKey, pids);
  }
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((one): one is number => Number.isInteger(one)) : [];
}
