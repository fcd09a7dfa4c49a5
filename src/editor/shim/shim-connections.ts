import type { Attached } from '../../shim/control/attach.ts';
import type { SpendingCap } from '../../shim/endpoint/chains/chain.ts';
import type { RequestEntry } from '../../shim/endpoint/journal/request-entry.ts';
import type { Ledger } from '../../shim/endpoint/spend/ledger.ts';
import type { JournalEntry } from '../../shim/journal/entry.ts';
import type { ShimFeed } from '../inspector/shim-feed.ts';
import type { ShimService } from './shim-service.ts';
import { standingWords } from './shim-standing.ts';

/** Entries that have ended and are kept here at most, as many as the shim keeps. */
const maxEnded = 2_000;
const maxEndedRequests = 500;

/** What the connections need from around them. */
export interface ShimConnectionsNeeds {
  service: Pick<ShimService, 'standing' | 'attached' | 'onDidChange'>;
  switchOn(): Promise<void>;
  diagnose(host: string, port: number): Promise<void>;
  diagnoseGateway(id: string): Promise<boolean>;
  onError(error: unknown): void;
}

/** The shim's connections, and the requests to its endpoint, for the inspector: asked of the shim only while somebody is told. */
export class ShimConnections implements ShimFeed {
  readonly #needs: ShimConnectionsNeeds;
  readonly #listeners = new Set<() => void>();
  /** The shim whose entries these are. */
  #followed: Attached | undefined;
  #entries = new Map<number, JournalEntry>();
  #requests = new Map<number, RequestEntry>();
  /** Requests of this run that ended and have numbers up to this one are left out. */
  #cleared = { run: '', id: 0 };
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

  requests(): readonly RequestEntry[] {
    const { run, id: cleared } = this.#cleared;
    const from = run === this.#followed?.greeting.run ? cleared : 0;
    return [...this.#requests.values()].filter(({ id, end }) => id > from || end === undefined).toSorted((one, other) => one.id - other.id);
  }

  clearRequests(): void {
    this.#cleared = { run: this.#followed?.greeting.run ?? '', id: Math.max(0, ...this.#requests.keys()) };
    this.#tell();
  }

  async spending(): Promise<{ ledger: Ledger; caps: readonly SpendingCap[] } | undefined> {
    return await this.#needs.service.attached?.spending();
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

  diagnoseGateway(id: string): Promise<boolean> {
    return this.#needs.diagnoseGateway(id);
  }

  #follow(): void {
    const { attached } = this.#needs.service;
    if (!attached || attached === this.#followed) return;
    this.#followed = attached;
    // The numbers of another run begin anew.
    this.#entries = new Map();
    this.#requests = new Map();
    attached
      .follow(
        (entries) => this.#take(attached, this.#entries, entries, maxEnded),
        (requests) => this.#take(attached, this.#requests, requests, maxEndedRequests),
      )
      .catch((error: unknown) => this.#needs.onError(error));
  }

  #unfollow(): void {
    this.#standing?.dispose();
    this.#standing = undefined;
    const followed = this.#followed;
    this.#followed = undefined;
    followed?.unfollow().catch(() => undefined);
  }

  #take<E extends { readonly id: number; end?: unknown }>(attached: Attached, kept: Map<number, E>, entries: readonly E[], limit: number): void {
    if (attached !== this.#followed) return;
    for (const entry of entries) kept.set(entry.id, entry);
    let over = kept.size - limit;
    for (const [id, { end }] of kept) {
      if (over <= 0) break;
      if (end && kept.delete(id)) over--;
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
