import type { ClashAccess } from '../clash-core/clash-access.ts';
import { ClashLive } from '../clash-core/clash-live.ts';
import type { FollowedConnection } from './clash-snapshot.ts';
import type { ClashRow, HostMessage } from './protocol.ts';

/**
 * Keeps the page's section of Clash up to date while the page is there to be seen. Nothing is looked for before it is
 * wanted: by the command that shows it, or by a diagnosis that has found a core.
 */
export class ClashOnPage {
  readonly live: ClashLive;
  readonly #post: (message: HostMessage) => void;
  readonly #access: ClashAccess;
  readonly #onError: (error: unknown) => void;
  #wanted = false;
  #visible = false;
  #sent = new Map<number, string>();
  #shown = '';
  #sending = Promise.resolve();

  constructor(access: ClashAccess, post: (message: HostMessage) => void, onError: (error: unknown) => void) {
    this.#access = access;
    this.#post = post;
    this.#onError = onError;
    this.live = new ClashLive(access, () => this.#changed(), onError);
  }

  /** From now on the section is shown. */
  want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    if (this.#visible) this.live.start();
  }

  /** A page that knows nothing is there. */
  start(): void {
    this.#visible = true;
    this.#sent.clear();
    this.#shown = '';
    if (this.#wanted) this.live.start();
  }

  /** Looks for the core anew, as after a secret was entered. */
  again(): void {
    this.#wanted = true;
    if (this.#visible) this.live.start();
  }

  /** Nobody looks. */
  stop(): void {
    this.#visible = false;
    this.live.stop();
  }

  #changed(): void {
    this.#sending = this.#sending.then(() => this.#send()).catch((error: unknown) => this.#onError(error));
  }

  async #send(): Promise<void> {
    if (!this.#visible) return;
    const room = await this.#access.loadRoom();
    const { standing } = this.live;
    const clash = room.shownClash(standing);
    const text = JSON.stringify(clash);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#post({ type: 'clash', clash });
    }
    const connections: readonly FollowedConnection[] = this.live.connections;
    const rows = room.clashRows(connections, standing.core ?? { nodes: [] }, Date.now());
    const whole = this.#sent.size === 0;
    const changed = rows.filter((row) => this.#isNews(row));
    const ids = new Set(rows.map(({ id }) => id));
    const gone = [...this.#sent.keys()].filter((id) => !ids.has(id));
    for (const id of gone) this.#sent.delete(id);
    if (whole || changed.length + gone.length > 0) this.#post({ type: 'clash-connections', whole, rows: changed, gone });
  }

  #isNews(row: ClashRow): boolean {
    const text = JSON.stringify(row);
    if (this.#sent.get(row.id) === text) return false;
    this.#sent.set(row.id, text);
    return true;
  }
}
