import type { ClashConfiguration, ClashForm } from '../configuration/model.ts';
import type { GatewayHost } from '../gateway-host.ts';
import type { TextEdit, TextRange } from '../text-edit.ts';

export type ProblemSeverity = 'error' | 'warning' | 'info';

/** A change to the text that ends a problem. */
export interface ProblemFix {
  /** What it does, as a button says it. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface ClashProblem extends TextRange {
  /** The rule's id: `gateway-row-below-resolving-row` ... */
  readonly id: string;
  readonly severity: ProblemSeverity;
  /** What is wrong, what it does to calls, and what to do. */
  readonly message: string;
  /** Best first. */
  readonly fixes: readonly ProblemFix[];
  /** Other places that belong to it: the row that shadows this one. */
  readonly related?: readonly (TextRange & { readonly message: string })[];
}

/** What a check is told beside the text. */
export interface LintSurroundings {
  readonly gateways: readonly GatewayHost[];
  /** Where the text lies; undefined for one that was never saved. */
  readonly path: string | undefined;
  /** Lines of rule sets that lie on this machine, by the provider's name. */
  readonly ruleSets: ReadonlyMap<string, readonly string[]>;
}

/** One entry of the catalogue: one file, and one line in `catalogue.ts`. Pure. */
export interface LintRule {
  readonly id: string;
  /** As in docs/clash-lint.md: R1, G2 ... */
  readonly code: string;
  /** Of each of its problems. An `error` keeps the core from loading the configuration; nothing else is one. */
  readonly severity: ProblemSeverity;
  /** Whether some of its problems have a fix. */
  readonly fixable: boolean;
  /**
   * Of a rule where a validating schema extension (test/peers/clash-schema.test.ts) may report the same fault in the same
   * line: whether it is `silent` in the editor where that is shown, or `speaks` as it says more (what comes of it, what to
   * do). Absent where no schema can tell.
   */
  readonly besideSchema?: 'silent' | 'speaks';
  /** What it looks at; `configuration` alone where this is absent. */
  readonly forms?: readonly ClashForm[];
  check(configuration: ClashConfiguration, surroundings: LintSurroundings): Iterable<ClashProblem>;
}
