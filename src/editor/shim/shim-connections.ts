import type { Attached } from '../../shim/control/attach.ts';
import type { JournalEntry } from '../../shim/journal/entry.ts';
import type { ShimFeed } from '../inspector/shim-feed.ts';
import type { ShimService } from './shim-service.ts';
import { standingWords } from './shim-standing.ts';

/** Entries that have ended and are kept here at most, as many as the shim keeps. */
const maxEnded = 2_000;

/** What the connections need from around them. */
export interface ShimConnectionsNeeds {
  service: Pick<ShimService, 'standing' | 'attached' | 'onDidChange'>;
  switchOn(): Promise<void>;
  diagnose(host: string, port: number): Promise<void>;
  onError(error: unknown): void;
}

/** The shim's connections for the inspector: asked of the shim only while somebody is told. */
export class ShimConnections implements ShimFeed {
  readonly #needs: ShimConnectionsNeeds;
  readonly #listeners = new Set<() => void>();
  /** The shim whose entries these are. */
  #followed: Attached | undefined;
  #entries = new Map<number, JournalEntry>();
  #standing: { dispose(): void } | undefined;

  constructor(needs: ShimConnectionsNeeds) {
    this.#needs = needs;
  }

  state(): ReturnType<ShimFeed['state']> {
    const { state } = this.#needs.service.standing;
    // It serves on, and its connections are there to see.
    return state === 'leaving' ? 'on' : state;
  }

  problem(): string | undefined {
    const { standing } = this.#needs.service;
    return standing.state === 'failed' ? standing.sentence : standing.state === 'leaving' ? standingWords(standing) : undefined;
  }

  entries(): readonly JournalEntry[] {
    return [...this.#entries.values()].toSorted((one, other) => one.id - other.id);
  }

  onChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    this.#standing ??= this.#needs.service.onDidChange(() => {
      this.#follow();
      this.#tell();
    });
    this.#follow();
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#unfollow();
      },
    };
  }

  switchOn(): Promise<void> {
    return this.#needs.switchOn();
  }

  async close(entry: number): Promise<boolean> {
    return (await this.#needs.service.attached?.closeEntry(entry)) === true;
  }

  diagnose(host: string, port: number): Promise<void> {
    return this.#needs.diagnose(host, port);
  }

  #follow(): void {
    const { attached } = this.#needs.service;
    if (!attached || attached === this.#followed) return;
    this.#followed = attached;
    // The numbers of another run begin anew.
    this.#entries = new Map();
    attached.follow((entries) => this.#take(attached, entries)).catch((error: unknown) => this.#needs.onError(error));
  }

  #unfollow(): void {
    this.#standing?.dispose();
    this.#standing = undefined;
    const followed = this.#followed;
    this.#followed = undefined;
    followed?.unfollow().catch(() => undefined);
  }

  #take(attached: Attached, entries: readonly JournalEntry[]): void {
    if (attached !== this.#followed) return;
    for (const entry of entries) this.#entries.set(entry.id, entry);
    let over = this.#entries.size - maxEnded;
    for (const [id, { end }] of this.#entries) {
      if (over <= 0) break;
      if (end && this.#entries.delete(id)) over--;
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
