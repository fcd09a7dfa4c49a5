import type { EnvironmentSnapshot } from '../../path/proxy-settings.ts';

/**
 * What was proved of environments in this window. It holds until something changes that terminals start with.
 */
export class EnvironmentProofs {
  #proved: readonly EnvironmentSnapshot[] = [];

  keep(snapshots: readonly EnvironmentSnapshot[]): void {
    this.#proved = snapshots.filter(({ obtained }) => obtained === 'proved');
  }

  forget(): void {
    this.#proved = [];
  }

  /** Puts what was proved in the place of what was worked out. */
  over(inferred: readonly EnvironmentSnapshot[]): EnvironmentSnapshot[] {
    return inferred.map((snapshot) => this.#proved.find(({ context }) => context === snapshot.context) ?? snapshot);
  }
}
