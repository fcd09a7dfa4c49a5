import type { ClashProblem, ProblemFix, ProblemSeverity } from '../clash/lint/problem.ts';
import { positionsIn } from './line-positions.ts';

/** Shape of `lint --json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/** The problems of one file for programs. Lines and columns are from 1, columns in UTF-16 units; ends are not included. */
export interface LintDocument {
  schemaVersion: number;
  /** As it was given; `-` for standard input. */
  file: string;
  problems: readonly {
    id: string;
    severity: ProblemSeverity;
    line: number;
    column: number;
    endLine: number;
    endColumn: number;
    message: string;
    /** The best one; null where there is none. Its edits speak of the text as it is. */
    fix: { title: string; edits: readonly (Place & { text: string })[] } | null;
  }[];
}

interface Place {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export function lintDocument(file: string, text: string, problems: readonly ClashProblem[]): LintDocument {
  const at = positionsIn(text);
  const place = ({ start, end }: { start: number; end: number }): Place => {
    const [from, to] = [at(start), at(end)];
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
  const fixOf = (fix: ProblemFix | undefined): LintDocument['problems'][number]['fix'] =>
    fix ? { title: fix.title, edits: fix.edits.map((edit) => ({ ...place(edit), text: edit.text })) } : null;
  return {
    schemaVersion,
    file,
    problems: problems.map((problem) => ({
      id: problem.id,
      severity: problem.severity,
      ...place(problem),
      message: problem.message,
      fix: fixOf(problem.fixes[0]),
    })),
  };
}
