import * as os from 'node:os';
import type { SystemProxy } from '../../path/proxy-settings.ts';
import { runCommand } from '../../path/sources/command.ts';
import { readSystem } from '../../path/sources/system.ts';
import { readTextFile } from '../../path/sources/text-file.ts';
import { attachToShim, type Attached } from '../../shim/control/attach.ts';
import { ShimKeeper, type KeeperState } from '../../shim/control/keeper.ts';
import { startOrAttach } from '../../shim/control/start.ts';
import { thisPlace } from '../../shim/control/state-folder.ts';
import { stateFolderOf } from '../../shim/control/state-place.ts';
import type { Environment } from '../../shim/environment/change.ts';
import { childValues, type ChildValues } from './child-values.ts';
import { EndpointTeller, type EndpointTellerNeeds } from './endpoint-teller.ts';
import { routingOf, type RoutingFacts } from './shim-routing.ts';

/** `on`: programs may be given `values` now. */
export type WindowShimState = Exclude<KeeperState, { state: 'on' }> | { state: 'on'; attached: Attached; values: ChildValues };

/** What the shim of a window needs to know. */
export interface WindowShimNeeds extends EndpointTellerNeeds {
  /** The built `shim.js`. */
  program: string;
  /** Of this package. */
  release: string;
  /** What the window is called, for people. */
  label: string;
  facts(): RoutingFacts;
  /** What a terminal, and a program of the debugger's own console, would start with. */
  bases(): { terminal: Environment; debug: Environment };
  /** Told of every change, in the turn in which it is known. */
  onChange(state: WindowShimState): void;
  log(line: string): void;
  /** Between two looks at the system's settings that nothing but the user's return gives a reason for; 10 s without. */
  lookAgainMs?: number;
}

/** The desktop's settings are asked of other programs, which may hang, in ms. */
const systemLimitMs = 3_000;

/** One window's hold on the shim: what routes it, and what programs are given. */
export class WindowShim {
  readonly #needs: WindowShimNeeds;
  readonly #keeper: ShimKeeper;
  readonly #endpoint: EndpointTeller;
  /** Counts what was asked for: what an older wish comes to is dropped. */
  #asked = 0;
  #newPort = false;
  #silent = false;
  #state: WindowShimState = { state: 'off' };
  #sent = '';
  #lookedAtMs = -Infinity;

  /** @throws ShimError where the state folder can't be named. */
  constructor(needs: WindowShimNeeds) {
    this.#needs = needs;
    this.#endpoint = new EndpointTeller(needs);
    const stateFolder = stateFolderOf(thisPlace());
    const lease = { holder: 'window' as const, label: needs.label };
    this.#keeper = new ShimKeeper({
      stateFolder,
      start: async (routing, signal) => {
        const journal = { file: needs.facts().wishes.journalFile };
        const { program, release } = needs;
        const started = await startOrAttach({
          ...lease, stateFolder, program, release, routing, signal, journal, ...(this.#newPort && { newPort: true }),
        });
        this.#newPort = false;
        return started;
      },
      attach: (routing, signal) => attachToShim(stateFolder, { ...lease, routing, signal }),
      onChange: (state) => this.#kept(state),
      now: () => performance.now(),
    });
  }

  get state(): WindowShimState {
    return this.#state;
  }

  /** Has the shim up. What becomes of it is told by `onChange`. */
  async start(): Promise<void> {
    const asked = ++this.#asked;
    if (this.#state.state !== 'on') this.#become({ state: 'starting' });
    const routing = await this.#routing();
    if (asked !== this.#asked) return;
    this.#sent = JSON.stringify(routing);
    await this.#keeper.start(routing);
  }

  /**
   * Sends what routes it when that has changed, and works out anew what programs are given. After a failure it is started
   * once more where the routing is another one.
   *
   * @throws ShimError `ROUTING`; what was sent before still holds.
   */
  async factsChanged(): Promise<void> {
    if (!(await this.#route())) return;
    const kept = this.#keeper.state;
    if (kept.state === 'on') await this.#prepare(kept.attached);
  }

  /**
   * Sends what routes it when the system's proxy settings have changed since, which nobody tells of; programs are given
   * the same. Asking the system starts a program as a rule, so it is not done each time.
   *
   * @throws ShimError as `factsChanged`.
   */
  async lookAgain(): Promise<void> {
    const { lookAgainMs = 10_000 } = this.#needs;
    if (this.#keeper.state.state !== 'on' || performance.now() - this.#lookedAtMs < lookAgainMs) return;
    await this.#route();
  }

  /** False where the shim is started anew, by this or by somebody else meanwhile. */
  async #route(): Promise<boolean> {
    const asked = this.#asked;
    const routing = await this.#routing();
    const text = JSON.stringify(routing);
    if (asked !== this.#asked) return false;
    if (text === this.#sent) return true;
    if (this.#state.state === 'failed') {
      await this.start();
      return false;
    }
    // What could not be read is not sent again until it is another one.
    this.#sent = text;
    await this.#keeper.route(routing);
    return true;
  }

  /** Lets the one that runs drain, and starts another one: for all windows. */
  async restart(newPort: boolean): Promise<void> {
    const kept = this.#keeper.state;
    this.#asked++;
    // Nothing may point at it from here on.
    this.#become({ state: 'starting' });
    if (kept.state === 'on') await kept.attached.retire().catch((error: unknown) => this.#needs.log(`it could not be retired: ${String(error)}`));
    this.#quietly(() => this.#keeper.stop());
    this.#newPort = newPort;
    await this.start();
  }

  /** Gives the lease back. */
  stop(): void {
    this.#asked++;
    this.#quietly(() => this.#keeper.stop());
    if (this.#state.state !== 'off') this.#become({ state: 'off' });
  }

  #become(state: WindowShimState): void {
    this.#state = state;
    this.#needs.onChange(state);
  }

  #quietly(work: () => void): void {
    this.#silent = true;
    try {
      work();
    } finally {
      this.#silent = false;
    }
  }

  #kept(state: KeeperState): void {
    if (this.#silent) return;
    if (state.state !== 'on') {
      if (state.state !== 'starting' || this.#state.state !== 'starting') this.#become(state);
      return;
    }
    if (state.setAside !== undefined) this.#needs.log(`its tokens were no good and are new; the old ones are in ${state.setAside}`);
    void this.#prepare(state.attached);
  }

  async #prepare(attached: Attached): Promise<void> {
    const mine = (): boolean => this.#keeper.state.state === 'on' && this.#keeper.state.attached === attached && !this.#silent;
    try {
      // Before programs are given the address.
      await this.#endpoint.tell(attached);
      const { wishes, platform } = this.#needs.facts();
      const values = await childValues(attached, { ...this.#needs.bases(), platform, exclude: wishes.exclude });
      if (mine()) this.#become({ state: 'on', attached, values });
    } catch (error) {
      // One that is gone is told of by the keeper.
      if (!mine() || isGone(error)) return;
      this.#quietly(() => this.#keeper.stop());
      this.#become({ state: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  async #routing(): Promise<ReturnType<typeof routingOf>> {
    const facts = this.#needs.facts();
    return routingOf(facts, await this.#system(facts));
  }

  async #system({ environment, platform }: RoutingFacts): Promise<SystemProxy | undefined> {
    this.#lookedAtMs = performance.now();
    const signal = AbortSignal.timeout(systemLimitMs);
    const machine = { platform, environment, homeDirectory: os.homedir(), signal, timeoutMs: systemLimitMs, run: runCommand, readFile: readTextFile };
    try {
      return (await readSystem(machine)).system;
    } catch (error) {
      this.#needs.log(`the system's proxy settings could not be read: ${String(error)}`);
      return undefined;
    }
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'LOST' || code === 'ENDING';
}
