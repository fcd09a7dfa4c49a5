/**
 * The conditions of a logic rule, as the core cuts them out (core: rules/logic/logic.go): every outermost pair of
 * brackets, where one that holds everything does not count. So `(A,x)` alone holds none.
 *
 * @returns undefined where the brackets don't fit together.
 */
export function cutConditions(payload: string): string[] | undefined {
  if (!payload.startsWith('(') || !payload.endsWith(')')) return undefined;
  const open: number[] = [];
  const pairs: { start: number; end: number }[] = [];
  for (let at = 0; at < payload.length; at++) {
    if (payload[at] === '(') open.push(at);
    else if (payload[at] === ')') {
      const start = open.pop();
      if (start === undefined) return undefined;
      pairs.push({ start, end: at });
    }
  }
  if (open.length > 0) return undefined;
  pairs.sort((a, b) => a.start - b.start);
  const conditions: string[] = [];
  let upTo = -1;
  for (const { start, end } of pairs) {
    if ((start === 0 && end === payload.length - 1) || start < upTo) continue;
    conditions.push(payload.slice(start + 1, end));
    upTo = end;
  }
  return conditions;
}
