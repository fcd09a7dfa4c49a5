import type { Signal } from './signal.ts';
import type { Leg } from '../../path/leg.ts';

/** Legs on which a failure may be this machine's as well as the gateway's. */
const nearLegs: readonly (Leg | null)[] = ['proxy', 'dns', 'tcp', 'tls'];

/** What was found holds for this long in ms; while failures go on it is looked at again. */
const holdsMs = 5 * 60_000;

/** What asking other hosts needs from around it. */
export interface OtherHostsNeeds {
  now(): number;
  /** Tries a host that is not the gateway's, the same way; null when that can't be told. */
  reach(signal: AbortSignal): Promise<boolean | null>;
  /** The answer is there, or is another one than before. */
  onKnown(): void;
}

/**
 * When a gateway can't be reached: can anybody else be, by the same way? Asked only then, since it decides whose fault
 * it is, and at most once in five minutes.
 */
export class OtherHosts {
  readonly #needs: OtherHostsNeeds;
  #found: { atMs: number; reachable: boolean | null } | undefined;
  #asking: AbortController | undefined;

  constructor(needs: OtherHostsNeeds) {
    this.#needs = needs;
  }

  /** Null while nobody was asked since the failures began. */
  get reachable(): boolean | null {
    return this.#found?.reachable ?? null;
  }

  /** Takes in what became of a request to the gateway. */
  seen({ outcome, leg }: Pick<Signal, 'outcome' | 'leg'>): void {
    if (outcome === 'answered') return this.forget();
    if (!nearLegs.includes(leg)) return;
    const ageMs = this.#found ? Math.abs(this.#needs.now() - this.#found.atMs) : Infinity;
    if (!this.#asking && ageMs >= holdsMs) void this.#ask();
  }

  /** What was found is of another network, or over. */
  forget(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#found = undefined;
  }

  dispose(): void {
    this.forget();
  }

  async #ask(): Promise<void> {
    const asking = (this.#asking = new AbortController());
    const reachable = await this.#needs.reach(asking.signal).catch(() => null);
    if (this.#asking !== asking) return;
    this.#asking = undefined;
    this.#found = { atMs: this.#needs.now(), reachable };
    this.#needs.onKnown();
  }
}
