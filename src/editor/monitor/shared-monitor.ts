import { HistoryFile } from '../../gateways/health/history-file.ts';
import type { HistoryEntry } from '../../gateways/health/history.ts';
import { HealthMonitor, type MonitorNeeds } from '../../gateways/health/monitor.ts';
import type { Signal } from '../../gateways/health/signal.ts';
import type { Standing } from '../../gateways/health/standing.ts';
import { messagesVersion, parseToFollower, parseToOwner, type ToFollower, type ToOwner } from './messages.ts';
import { noticeOf, nothingTold, type NoticeMemory } from './notice.ts';
import { WindowLink, type WindowRole } from './window-link.ts';

/** What monitoring in several windows needs beside what monitoring needs. */
export interface SharedMonitorNeeds extends Omit<MonitorNeeds, 'onProblem'> {
  /** The extension's own folder of the profile: history is kept in it. */
  folder: string;
  /** Where the windows meet. */
  address: string;
  log(line: string): void;
  /** Something to tell the user, in this window. */
  onNotice(gateway: string, tell: 'trouble' | 'recovered'): void;
}

/**
 * Monitoring, once for all windows of a machine: one window owns the work, the others show what it says and tell it what
 * they see.
 */
export class SharedMonitor {
  readonly #needs: SharedMonitorNeeds;
  readonly #link: WindowLink;
  /** Which followers have the focus. */
  readonly #focused = new Map<number, boolean>();
  /** What the user was told, in whichever window; followers keep it for the day they take over. */
  #told = new Map<string, NoticeMemory>();
  /** Set while this window does the work. */
  #monitor: HealthMonitor | undefined;
  #standings: readonly Standing[] = [];
  #problem: string | null = null;
  #disposed = false;

  constructor(needs: SharedMonitorNeeds) {
    this.#needs = needs;
    this.#link = new WindowLink({
      address: needs.address,
      version: messagesVersion,
      random: needs.random,
      onRole: (role, why) => this.#onRole(role, why),
      onMessage: (message, from) => this.#onMessage(message, from),
      onFollowerGone: (follower) => {
        this.#focused.delete(follower);
        this.#monitor?.focusChanged();
      },
    });
  }

  /** How each watched gateway stands, in the order of the settings. */
  get standings(): readonly Standing[] {
    return this.#standings;
  }

  /** Why the history is not kept now; null when it is. */
  get problem(): string | null {
    return this.#problem;
  }

  get role(): WindowRole {
    return this.#link.role;
  }

  /** What is remembered of a gateway, also where another window watches it. */
  async history({ id, historyKey }: Pick<Standing, 'id' | 'historyKey'>): Promise<readonly HistoryEntry[]> {
    const { folder, now } = this.#needs;
    return this.#monitor?.history(id) ?? new HistoryFile({ folder, gatewayId: historyKey, now }).load();
  }

  /** A request that the user or a program made anyway. */
  seen(gateway: string, signal: Signal): void {
    if (this.#monitor) this.#monitor.note(gateway, signal);
    else this.#tellOwner({ type: 'seen', gateway, signal });
  }

  /** Looks at every gateway at once. */
  checkNow(): void {
    if (this.#monitor) this.#monitor.checkNow();
    else this.#tellOwner({ type: 'checkNow' });
  }

  /** The user gave a gateway another key. */
  keyChanged(gateway: string): void {
    if (this.#monitor) this.#monitor.keyChanged(gateway);
    else this.#tellOwner({ type: 'keyChanged', gateway });
  }

  /** The settings changed, which all windows share; the one that watches acts. */
  choicesChanged(): void {
    void this.#monitor?.chosen();
  }

  /** The network or a proxy setting changed. Every window notices; the one that watches acts. */
  networkChanged(): void {
    this.#monitor?.networkChanged();
  }

  /** This window got or lost the focus. */
  focusChanged(): void {
    if (this.#monitor) this.#monitor.focusChanged();
    else this.#tellOwner({ type: 'focus', focused: this.#needs.focused() });
  }

  /** Stops watching, writes what waits, and lets another window take over. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    // What waits is written before another window reads it.
    await this.#monitor?.dispose();
    this.#monitor = undefined;
    this.#link.dispose();
  }

  #tellOwner(message: ToOwner): void {
    this.#link.send(message);
  }

  #onRole(role: WindowRole, why: string | undefined): void {
    if (this.#disposed) return;
    this.#needs.log(`monitoring: this window is ${role}${why === undefined ? '' : ` (${why})`}`);
    if (role === 'follower') this.#tellOwner({ type: 'focus', focused: this.#needs.focused() });
    if ((role !== 'owner' && role !== 'alone') || this.#monitor) return;
    const { focused } = this.#needs;
    this.#monitor = new HealthMonitor({
      ...this.#needs,
      focused: () => focused() || [...this.#focused.values()].some(Boolean),
      onChange: () => this.#publish(),
      onProblem: (problem) => {
        this.#problem = problem;
        this.#needs.log(`history: ${problem ?? 'kept again'}`);
        this.#publish();
      },
    });
    void this.#monitor.chosen();
  }

  #onMessage(message: unknown, from: number | 'owner'): void {
    if (this.#disposed) return;
    if (from === 'owner') {
      const said = parseToFollower(message);
      if (said) this.#fromOwner(said);
      return;
    }
    const said = parseToOwner(message);
    switch (said?.type) {
      case 'focus':
        this.#focused.set(from, said.focused);
        this.#link.sendTo(from, this.#message());
        return this.#monitor?.focusChanged();
      case 'seen':
        return this.#monitor?.note(said.gateway, said.signal as Signal);
      case 'keyChanged':
        return this.#monitor?.keyChanged(said.gateway);
      case 'checkNow':
        return this.#monitor?.checkNow();
      case undefined:
        return;
    }
  }

  #fromOwner(said: ToFollower): void {
    if (said.type === 'notice') return this.#needs.onNotice(said.gateway, said.tell);
    this.#standings = said.standings;
    this.#problem = said.problem;
    this.#told = new Map(Object.entries(said.told));
    this.#needs.onChange();
  }

  #publish(): void {
    if (this.#monitor) this.#standings = this.#monitor.standings;
    this.#link.send(this.#message());
    this.#needs.onChange();
    this.#tellNews();
  }

  #message(): ToFollower {
    return { type: 'standings', standings: this.#standings, problem: this.#problem, told: Object.fromEntries(this.#told) };
  }

  /** Each piece of news is told in one window: the one that is looked at. */
  #tellNews(): void {
    for (const { id, tell } of this.#news()) {
      const elsewhere = this.#needs.focused() ? undefined : [...this.#focused].find(([, focused]) => focused);
      if (elsewhere) this.#link.sendTo(elsewhere[0], { type: 'notice', gateway: id, tell });
      else this.#needs.onNotice(id, tell);
      // At once: this window may be closed before the next change.
      this.#link.send(this.#message());
    }
  }

  /** What is new in the standings, and remembers that it is no more. */
  #news(): { id: string; tell: 'trouble' | 'recovered' }[] {
    const nowMs = this.#needs.now();
    return this.#standings.flatMap(({ id, health }) => {
      const { memory, tell } = noticeOf(this.#told.get(id) ?? nothingTold, health, nowMs);
      this.#told.set(id, memory);
      return tell ? [{ id, tell }] : [];
    });
  }
}
