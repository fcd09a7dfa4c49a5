/** The difference of two texts for a terminal, in the form of `diff -u` without its headers' times. Pure. */

/** Unchanged lines around a change. */
const around = 2;
/** More lines than this between the first and the last change are compared as one block. */
const maxCompared = 2_000;

interface Step {
  sign: ' ' | '-' | '+';
  line: string;
}

/** Lines that begin with a space, a minus or a plus; `@@` with both line numbers before each group. */
export function textDifference(before: string, after: string): string[] {
  const steps = stepsBetween(linesOf(before), linesOf(after));
  const lines: string[] = [];
  let shownTo = 0;
  steps.forEach(({ sign }, index) => {
    if (sign === ' ') return;
    const from = Math.max(shownTo, index - around);
    if (from > shownTo || shownTo === 0) {
      const done = steps.slice(0, from);
      const number = (without: string): number => done.filter((step) => step.sign !== without).length + 1;
      lines.push(`@@ -${number('+')} +${number('-')} @@`);
    }
    let to = index + 1;
    while (to < steps.length && to <= index + around && steps[to]?.sign === ' ') to++;
    for (const step of steps.slice(from, to)) lines.push(`${step.sign}${step.line}`);
    shownTo = to;
  });
  return lines;
}

/** An end of line that only one side has is no change worth a line; a mark at the beginning is none either. */
function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function stepsBetween(before: readonly string[], after: readonly string[]): Step[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const left = Math.min(before.length, after.length) - head;
  while (tail < left && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (line: string): Step => ({ sign: ' ', line });
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** By the longest common subsequence. */
function middle(before: readonly string[], after: readonly string[]): Step[] {
  const removed = before.map((line): Step => ({ sign: '-', line }));
  const added = after.map((line): Step => ({ sign: '+', line }));
  if (before.length * after.length > maxCompared * maxCompared) return [...removed, ...added];
  const common: number[][] = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const at = (one: number, other: number): number => common[one]?.[other] ?? 0;
  for (let one = before.length - 1; one >= 0; one--) {
    const row = common[one] ?? [];
    for (let other = after.length - 1; other >= 0; other--) {
      row[other] = before[one] === after[other] ? at(one + 1, other + 1) + 1 : Math.max(at(one + 1, other), at(one, other + 1));
    }
  }
  const steps: Step[] = [];
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    const line = before[one];
    if (one < before.length && other < after.length && line === after[other]) {
      steps.push({ sign: ' ', line: line ?? '' });
      one++;
      other++;
    } else if (one < before.length && (other === after.length || at(one + 1, other) >= at(one, other + 1))) {
      steps.push({ sign: '-', line: line ?? '' });
      one++;
    } else steps.push({ sign: '+', line: after[other++] ?? '' });
  }
  return steps;
}
