import { nextCheck, shortestIntervalMs, type Occasion } from '../gateways/health/check-schedule.ts';

/** What the monitor needs from around it. */
export interface MonitorSurroundings {
  enabled(): boolean;
  intervalSeconds(): number;
  focused(): boolean;
  /** Runs one cheap check; does nothing when a diagnosis is already running. */
  check(): Promise<unknown>;
  /** Ends a running check of this monitor. */
  stopCheck(): void;
  /** In [0, 1). */
  random(): number;
  /** In ms, from any origin. */
  now(): number;
  /** Calls back once after `delayMs`; disposing prevents it. */
  after(delayMs: number, callback: () => void): { dispose(): void };
}

/** The probes of a monitoring check: they cost no tokens and hardly any traffic. */
export const monitoringProbes: readonly string[] = ['dns', 'connect', 'tls', 'http'];

/**
 * Low-rate checks while the user wants them. Off until switched on; stops at once when switched off.
 */
export class Monitor {
  readonly #around: MonitorSurroundings;
  #timer: { dispose(): void } | undefined;
  #dueMs = 0;
  #checking = false;
  #disposed = false;

  constructor(around: MonitorSurroundings) {
    this.#around = around;
    this.settingsChanged();
  }

  /** Starts or stops to match the settings. */
  settingsChanged(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    if (!this.#around.enabled()) {
      if (this.#checking) this.#around.stopCheck();
      return;
    }
    if (!this.#checking) this.#wait(this.#nextDelayMs('start'));
  }

  /** A window that is looked at again goes back to the short interval; a check that is due sooner stays due. */
  focusChanged(): void {
    if (!this.#timer) return;
    const delayMs = this.#nextDelayMs(null);
    if (this.#dueMs - this.#around.now() <= delayMs) return;
    this.#timer.dispose();
    this.#wait(delayMs);
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
    this.#timer = undefined;
    if (this.#checking) this.#around.stopCheck();
  }

  #nextDelayMs(occasion: Occasion | null): number {
    const next = nextCheck({
      nowMs: this.#around.now(),
      intervalMs: this.#around.intervalSeconds() * 1_000,
      focused: this.#around.focused(),
      online: true,
      onBatterySaver: false,
      failuresInRow: 0,
      confirming: false,
      retryAfterMs: null,
      lastPassiveAtMs: null,
      occasion,
      random: this.#around.random(),
    });
    // This monitor does not look at the network or the battery, so nothing pauses it.
    return 'paused' in next ? shortestIntervalMs : next.delayMs;
  }

  #wait(delayMs: number): void {
    this.#dueMs = this.#around.now() + delayMs;
    this.#timer = this.#around.after(delayMs, () => void this.#tick());
  }

  async #tick(): Promise<void> {
    this.#timer = undefined;
    if (!this.#around.enabled()) return;
    this.#checking = true;
    try {
      await this.#around.check();
    } catch {
      // The check reports its own failures; the next one comes all the same.
    } finally {
      this.#checking = false;
    }
    if (!this.#disposed && this.#around.enabled() && !this.#timer) this.#wait(this.#nextDelayMs(null));
  }
}
