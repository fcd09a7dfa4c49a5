import type { FragmentFormId } from '../../clash/fragment/fragment.ts';
import { placeFragment } from '../../clash/fragment/place.ts';
import { inverseEdits } from '../../clash/fragment/take-back.ts';
import type { FragmentWish } from '../../clash/fragment/wish.ts';
import { readConfiguration } from '../../clash/configuration/read.ts';
import { applyEdits, type TextEdit } from '../../clash/text-edit.ts';
import { redactText } from '../../diagnosis/redact.ts';

/** What is worked out on the text of a file: rows put into it, or the names of its nodes. */
export type TextJob =
  | { readonly kind: 'rows'; readonly before: string | undefined; readonly path: string; readonly half?: 'rules' | 'groups'; readonly form: FragmentFormId; readonly wish: FragmentWish }
  | { readonly kind: 'nodes'; readonly text: string; readonly path: string };

/**
 * What is to be done to a file, and how both sides are shown where that is otherwise than they are: passwords of nodes are
 * masked, as what is on screen is also recorded.
 */
export type PreparedText =
  | { readonly kind: 'refused'; readonly sentence: string; readonly form?: FragmentFormId }
  | { readonly kind: 'there'; readonly remarks: readonly string[] }
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[]; readonly inverse: readonly TextEdit[]; readonly masked: { readonly before?: string; readonly after?: string }; readonly remarks: readonly string[] };

/** The answer to each kind of job. */
export interface TextAnswers {
  rows: PreparedText;
  nodes: readonly string[];
}

/** Does a job, on whichever thread. */
export function doTextJob(job: TextJob): TextAnswers[TextJob['kind']] {
  return job.kind === 'rows' ? prepared(job) : nodesOf(job);
}

function prepared({ before = '', path, half, form, wish }: Extract<TextJob, { kind: 'rows' }>): PreparedText {
  const placement = placeFragment({ text: before, path, ...(half && { half }) }, form, wish);
  if (placement.kind !== 'edits') return placement;
  const { edits, remarks } = placement;
  const after = applyEdits(before, edits);
  const [maskedBefore, maskedAfter] = [redactText(before), redactText(after)];
  return { kind: 'edits', edits, inverse: inverseEdits(before, edits), masked: { ...(maskedBefore !== before && { before: maskedBefore }), ...(maskedAfter !== after && { after: maskedAfter }) }, remarks };
}

function nodesOf({ text, path }: Extract<TextJob, { kind: 'nodes' }>): string[] {
  return [...new Set(readConfiguration(text, { path }).proxies.map(({ name }) => name.value))];
}
