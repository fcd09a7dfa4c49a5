import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { HistoryEntry } from '../../gateways/health/history.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import type { Report } from '../../diagnosis/report.ts';
import type { DoctorRoom } from '../doctor-room.ts';
import { errorLine } from '../error-line.ts';
import { onBatterySaver } from './battery-saver.ts';
import { networkMark, type NetworkMark } from '../../path/network-mark.ts';
import type { MonitorChoices } from '../../gateways/health/monitor.ts';
import type { SharedMonitor } from './shared-monitor.ts';
import type { Standing } from '../../gateways/health/standing.ts';
import type { SubjectSource } from '../subject-source.ts';

/** What monitoring needs of the editor. */
export interface MonitoringNeeds {
  /** The extension's own folder of the profile. */
  folder: string;
  enabled(): boolean;
  choices(): MonitorChoices;
  focused(): boolean;
  log: Pick<vscode.LogOutputChannel, 'info' | 'error'>;
  loadDoctor(): Promise<DoctorRoom>;
  subjects: SubjectSource;
  onNotice(standing: Standing, tell: 'trouble' | 'recovered'): void;
}

/** How often this machine's network and its battery are looked at, in ms. Nothing is sent by it. */
const lookAroundMs = 20_000;
const batteryEveryMs = 5 * 60_000;

/**
 * Monitoring in this window. Off until the user switches it on, and nothing is loaded before that; one window of a
 * machine watches for all.
 */
export class Monitoring {
  readonly #needs: MonitoringNeeds;
  readonly #listeners = new Set<() => void>();
  #monitor: SharedMonitor | undefined;
  #starting: Promise<void> | undefined;
  #lookAround: NodeJS.Timeout | undefined;
  /** Read when monitoring begins: activation pays for nothing that may stay off. */
  #network: NetworkMark | undefined;
  #battery = { atMs: -Infinity, saving: false };
  #disposed = false;

  constructor(needs: MonitoringNeeds) {
    this.#needs = needs;
    this.settingsChanged();
  }

  /** How the watched gateways stand; empty while monitoring is off. */
  get standings(): readonly Standing[] {
    return this.#monitor?.standings ?? [];
  }

  /** Why the history can't be kept now; null when it is, or when there is none. */
  get problem(): string | null {
    return this.#monitor?.problem ?? null;
  }

  /** True once this window has found its part: it watches, or another one does. */
  get settled(): boolean {
    return this.#monitor !== undefined && this.#monitor.role !== 'joining';
  }

  /** What is remembered of a gateway; also while monitoring is off. */
  async history(of: Pick<Standing, 'id' | 'historyKey'>): Promise<readonly HistoryEntry[]> {
    if (this.#monitor) return this.#monitor.history(of);
    const { HistoryFile } = await import('./monitor-room.ts');
    return new HistoryFile({ folder: this.#needs.folder, gatewayId: of.historyKey, now: Date.now }).load();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Starts or stops to match the settings, and takes over what they choose. */
  settingsChanged(): void {
    if (this.#disposed) return;
    if (!this.#needs.enabled()) return void this.#stop();
    if (this.#monitor) this.#monitor.choicesChanged();
    else this.#starting ??= this.#start().finally(() => (this.#starting = undefined));
  }

  /** Proxy settings of the editor changed. */
  networkSettingsChanged(): void {
    this.#monitor?.networkChanged();
  }

  focusChanged(): void {
    this.#monitor?.focusChanged();
  }

  keyChanged(gateway: Gateway): void {
    this.#monitor?.keyChanged(gateway.id);
  }

  checkNow(): void {
    this.#monitor?.checkNow();
  }

  /** A diagnosis that the user ran is a request that was made anyway. */
  async diagnosed(report: Report): Promise<void> {
    if (!this.#monitor) return;
    const { signalOfReport } = await this.#needs.loadDoctor();
    const seen = signalOfReport(report);
    if (seen) this.#monitor?.seen(report.subject.gateway.id, seen);
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
    void this.#stop();
  }

  async #start(): Promise<void> {
    const { folder, log, loadDoctor, subjects } = this.#needs;
    try {
      // The diagnosis first: it brings the language, and a check can't do without it.
      const doctor = await loadDoctor();
      const room = await import('./monitor-room.ts');
      const address = room.linkAddress(folder, os.tmpdir(), process.platform, os.userInfo().uid);
      await fs.promises.mkdir(folder, { recursive: true });
      if (process.platform !== 'win32') await makeOwnFolder(path.dirname(address), folder);
      if (this.#disposed || !this.#needs.enabled()) return;
      const subjectOf = (gateway: Gateway, signal: AbortSignal) => subjects.prepareCheck(doctor, gateway, signal);
      this.#monitor = new room.SharedMonitor({
        folder,
        address,
        choices: this.#needs.choices,
        focused: this.#needs.focused,
        online: () => (this.#network ??= networkMark()).online,
        onBatterySaver: () => this.#battery.saving,
        check: async (gateway, keyed, signal) => {
          const subject = await subjectOf(gateway, signal);
          return (await doctor.checkGateway(subject, { keyed, signal, nowMs: Date.now })).signal;
        },
        reachOther: async (gateway, signal) => doctor.reachOther(await subjectOf(gateway, signal), signal),
        getFeed: doctor.feedGetOf(async (signal) => {
          const [gateway] = this.#needs.choices().gateways;
          if (!gateway) throw new Error('no gateway is watched');
          return subjectOf(gateway, signal);
        }),
        now: Date.now,
        random: Math.random,
        after: (delayMs, callback) => {
          const timer = setTimeout(callback, delayMs);
          timer.unref();
          return { dispose: () => clearTimeout(timer) };
        },
        log: (line) => log.info(line),
        onChange: () => this.#changed(),
        onNotice: (id, tell) => {
          const standing = this.standings.find((one) => one.id === id);
          if (standing) this.#needs.onNotice(standing, tell);
        },
      });
      this.#lookAround = setInterval(() => void this.#look(), lookAroundMs);
      this.#lookAround.unref();
      void this.#look();
      this.#changed();
    } catch (error) {
      log.error(`monitoring could not start: ${errorLine(error)}`);
    }
  }

  async #stop(): Promise<void> {
    clearInterval(this.#lookAround);
    const monitor = this.#monitor;
    this.#monitor = undefined;
    if (!monitor) return;
    this.#changed();
    await monitor.dispose();
  }

  async #look(): Promise<void> {
    const network = networkMark();
    const changed = this.#network !== undefined && network.mark !== this.#network.mark;
    this.#network = network;
    if (changed) this.#monitor?.networkChanged();
    if (performance.now() - this.#battery.atMs < batteryEveryMs) return;
    this.#battery = { atMs: performance.now(), saving: await onBatterySaver(process.platform) };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * A short path for the socket may lie in a folder that all users share; there its own folder must be this user's alone.
 *
 * @throws Error when somebody else has made it.
 */
async function makeOwnFolder(folder: string, usual: string): Promise<void> {
  if (folder === usual) return;
  await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await fs.promises.lstat(folder);
  if (uid !== os.userInfo().uid || (mode & 0o077) !== 0) throw new Error(`${folder} belongs to somebody else or can be written by others`);
}
