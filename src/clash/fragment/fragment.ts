import type { FragmentWish } from './wish.ts';

export const fragmentFormIds = ['plain', 'verge-files', 'verge-script', 'party', 'stash'] as const;
export type FragmentFormId = (typeof fragmentFormIds)[number];

/** A text of a fragment, and where its app keeps such. */
export interface FragmentFile {
  /** What it holds: both, or one of the pair of Verge. */
  readonly holds: 'both' | 'rules' | 'groups';
  /** The name a new file of it would have. */
  readonly name: string;
  readonly language: 'yaml' | 'javascript';
  readonly text: string;
}

/** One form that rows and group are written in: a file in `forms/`, and a line in its `index.ts`. Pure. */
export interface FragmentForm {
  readonly id: FragmentFormId;
  /** As a list shows it. */
  title(): string;
  /** Where it goes and what the app does with it. */
  about(): string;
  files(wish: FragmentWish): readonly FragmentFile[];
}
