import type { LineIndex } from '../../clash/look/line-index.ts';
import { lintRules } from '../../clash/lint/catalogue.ts';
import type { ClashProblem } from '../../clash/lint/problem.ts';
import type { TextEdit } from '../../clash/text-edit.ts';
import type { ShownProblem } from './clash-protocol.ts';

/** An editor shows no more for one file (vscode: extHostDiagnostics.ts, _maxDiagnosticsPerFile). */
const maxShown = 1_000;
/** Rules that say nothing beyond what a schema extension does. */
const givingWay: ReadonlySet<string> = new Set(lintRules.filter(({ besideSchema }) => besideSchema === 'silent').map(({ id }) => id));
const gravity = { error: 0, warning: 1, info: 2 } as const;

/** Problems as the editor shows them, the gravest first where there are too many. */
export function shownProblems(text: string, lines: LineIndex, problems: readonly ClashProblem[]): ShownProblem[] {
  const kept = problems.length <= maxShown ? problems : problems.toSorted((a, b) => gravity[a.severity] - gravity[b.severity]).slice(0, maxShown);
  const together = new Map<string, number>();
  const togetherOf = (id: string): number => {
    let count = together.get(id);
    if (count === undefined) together.set(id, (count = togetherCount(lines, problems, id)));
    return count;
  };
  return kept.map((problem) => ({
    id: problem.id,
    severity: problem.severity,
    message: problem.message,
    span: lines.spanOf(seen(text, problem)),
    fixes: problem.fixes.map(({ title, edits }) => ({ title, edits: edits.map((edit) => ({ span: lines.spanOf(edit), text: edit.text })) })),
    related: (problem.related ?? []).map((one) => ({ span: lines.spanOf(one), message: one.message })),
    givesWay: givingWay.has(problem.id),
    fixableTogether: isOwn(lines, problem) ? togetherOf(problem.id) : 0,
  }));
}

/** The best fixes of all problems of a kind, as far as each touches the lines of its own problem alone and no other's. */
export function togetherFixes(lines: LineIndex, problems: readonly ClashProblem[], id: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let end = -1;
  for (const problem of problems.filter((one) => one.id === id && isOwn(lines, one)).sort((a, b) => a.start - b.start)) {
    const own = (problem.fixes[0]?.edits ?? []).toSorted((a, b) => a.start - b.start);
    const first = own[0];
    const last = own.at(-1);
    if (!first || !last || first.start < end) continue;
    edits.push(...own);
    end = last.end;
  }
  return edits;
}

function togetherCount(lines: LineIndex, problems: readonly ClashProblem[], id: string): number {
  // Those that would overlap are so few that counting them in is no lie worth the time.
  return problems.filter((one) => one.id === id && isOwn(lines, one)).length;
}

/** Whether its best fix stays within its own lines: one that moves rules is applied and looked at one by one. */
function isOwn(lines: LineIndex, { start, end, fixes }: ClashProblem): boolean {
  const [best] = fixes;
  if (!best || best.edits.length === 0) return false;
  const from = lines.startOf(lines.lineOf(start));
  const to = lines.startOf(lines.lineOf(end) + 1);
  return best.edits.every((edit) => edit.start >= from && edit.end <= to);
}

/** A problem of no length is shown over the character that follows, else nothing is underlined. */
function seen(text: string, { start, end }: ClashProblem): { start: number; end: number } {
  return end > start ? { start, end } : { start, end: Math.min(start + 1, text.length) };
}
