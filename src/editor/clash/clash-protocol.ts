/** What the editor's thread and the thread that reads Clash files say to each other. Plain types: both sides import it. */
import type { CompletionItem } from '../../clash/look/completion.ts';
import type { Fold } from '../../clash/look/folds.ts';
import type { LineSpan } from '../../clash/look/line-index.ts';
import type { ClashForm } from '../../clash/configuration/model.ts';
import type { GatewayHost } from '../../clash/gateway-host.ts';
import type { ProblemSeverity } from '../../clash/lint/problem.ts';

/** What a worker is started with. */
export interface DeskData {
  /** Translations, as the editor has them; undefined in English. */
  readonly bundle: Readonly<Record<string, string>> | undefined;
}

/** A piece of a document replaced, as the editor tells it: offsets into the text as the changes before have left it. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Told without an answer, in the order in which it happened. */
export type Notice =
  | { readonly kind: 'opened'; readonly uri: string; readonly path: string; readonly local: boolean; readonly version: number; readonly text: string }
  | { readonly kind: 'changed'; readonly uri: string; readonly version: number; readonly changes: readonly TextChange[] }
  | { readonly kind: 'closed'; readonly uri: string }
  | { readonly kind: 'gateways'; readonly gateways: readonly GatewayHost[] };

/** Asked of one version of a document. Offsets are of its text. */
export interface Questions {
  standing: { ask: object; answer: Standing };
  lint: { ask: object; answer: readonly ShownProblem[] };
  fixAll: { ask: { readonly id: string }; answer: readonly SpanEdit[] };
  steady: { ask: { readonly offset: number }; answer: ShownSteadying | undefined };
  hover: { ask: { readonly offset: number }; answer: ShownHover | undefined };
  lenses: { ask: object; answer: readonly ShownLens[] };
  completion: { ask: { readonly offset: number }; answer: ShownCompletions | undefined };
  definition: { ask: { readonly offset: number }; answer: { readonly from: LineSpan; readonly to: readonly LineSpan[] } | undefined };
  references: { ask: { readonly offset: number; readonly withDefinition: boolean }; answer: readonly LineSpan[] };
  folds: { ask: object; answer: readonly Fold[] };
  ruleAt: { ask: { readonly rule: number }; answer: LineSpan | undefined };
}

export type QuestionKind = keyof Questions;

export type Question = { readonly [K in QuestionKind]: { readonly kind: K } & Questions[K]['ask'] }[QuestionKind];

/** What the editor's thread sends. */
export type ToDesk = { readonly notice: Notice } | { readonly id: number; readonly uri: string; readonly version: number; readonly question: Question };

/** What comes back; `stale` where the document is no longer, or not yet, what was asked about. */
export type FromDesk = { readonly id: number } & ({ readonly answer: unknown } | { readonly stale: true } | { readonly error: string });

export interface Standing {
  /** Undefined where it is no Clash file. */
  readonly form: ClashForm | undefined;
  /** The app that writes the file over and over. */
  readonly generatedBy: string | undefined;
  /** Where the lists of rules begin. */
  readonly rules: LineSpan | undefined;
}

export interface SpanEdit {
  readonly span: LineSpan;
  readonly text: string;
}

export interface ShownProblem {
  readonly id: string;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly span: LineSpan;
  readonly fixes: readonly { readonly title: string; readonly edits: readonly SpanEdit[] }[];
  readonly related: readonly { readonly span: LineSpan; readonly message: string }[];
  /** Not shown where a schema extension says the same at its place. */
  readonly givesWay: boolean;
  /** How many of the same kind can be fixed in one go, this one among them; 0 where that is not safe. */
  readonly fixableTogether: number;
}

/** A group that can be made steadier for streams. */
export interface ShownSteadying {
  readonly group: string;
  /** `tolerance 0 -> 150`, one a change. */
  readonly changes: readonly string[];
  readonly edits: readonly SpanEdit[];
}

export interface ShownHover {
  readonly span: LineSpan;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface ShownLens {
  readonly words: string;
  readonly goesTo: LineSpan | undefined;
}

export interface ShownCompletions {
  readonly span: LineSpan;
  readonly items: readonly CompletionItem[];
}
