import { isWordCharacter, parseRegex, type RegexNode } from './regex.ts';

/**
 * Whether a text holds a match; undefined: not known, as the expression says what only its own engine can tell, or is
 * too big.
 */
export type RegexTest = (text: string) => boolean | undefined;

/** Instructions of one expression; more are not worth the time. */
const mostInstructions = 4_000;
/** For one text. A host takes some thousand; nothing takes longer than some hundredths of a second. */
const mostSteps = 2_000_000;

type Instruction =
  | { readonly do: 'character'; readonly matches: (codePoint: number) => boolean }
  | { readonly do: 'jump'; readonly to: readonly number[] }
  | { readonly do: 'assert'; readonly at: 'start' | 'end' | 'last' | 'boundary' | 'no-boundary' }
  | { readonly do: 'ahead'; readonly program: readonly Instruction[]; readonly not: boolean }
  | { readonly do: 'match' };

/**
 * Makes a test of an expression. It follows all ways through the expression at once, so that none takes more than the
 * text's length times the expression's: an expression out of a foreign file can't hang whoever opens it, as it could
 * with an engine that tries one way after the other.
 *
 * @returns a fault where the core refuses the expression.
 */
export function compileRegex(pattern: string, ignoreCase: boolean): { readonly test: RegexTest } | { readonly fault: string } {
  const parsed = parseRegex(pattern, ignoreCase);
  if ('fault' in parsed) return parsed;
  const unknown: RegexTest = () => undefined;
  if ('unknown' in parsed) return { test: unknown };
  const program = programOf(parsed.node);
  return { test: program ? (text) => search(program, text) : unknown };
}

class TooBig extends Error {}

function programOf(node: RegexNode): readonly Instruction[] | undefined {
  const program: Instruction[] = [];
  try {
    emit(node, program, { left: mostInstructions });
  } catch (error) {
    if (error instanceof TooBig) return undefined;
    throw error;
  }
  program.push({ do: 'match' });
  return program;
}

function emit(node: RegexNode, program: Instruction[], budget: { left: number }): void {
  if (--budget.left < 0) throw new TooBig();
  switch (node.kind) {
    case 'character':
      program.push({ do: 'character', matches: node.matches });
      return;
    case 'assertion':
      program.push({ do: 'assert', at: node.at });
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, program, budget);
      return;
    case 'choice':
      return emitChoice(node.parts, program, budget);
    case 'ahead': {
      const inner: Instruction[] = [];
      emit(node.part, inner, budget);
      inner.push({ do: 'match' });
      program.push({ do: 'ahead', program: inner, not: node.not });
      return;
    }
    case 'repeat':
      return emitRepeat(node, program, budget);
  }
}

function emitChoice(parts: readonly RegexNode[], program: Instruction[], budget: { left: number }): void {
  const fork: number[] = [];
  program.push({ do: 'jump', to: fork });
  const end: number[] = [];
  for (const part of parts) {
    fork.push(program.length);
    emit(part, program, budget);
    program.push({ do: 'jump', to: end });
  }
  end.push(program.length);
}

function emitRepeat({ part, least, most }: Extract<RegexNode, { kind: 'repeat' }>, program: Instruction[], budget: { left: number }): void {
  for (let count = 0; count < least; count++) emit(part, program, budget);
  if (most === Infinity) {
    const fork = [program.length + 1];
    const start = program.push({ do: 'jump', to: fork }) - 1;
    emit(part, program, budget);
    program.push({ do: 'jump', to: [start] });
    fork.push(program.length);
    return;
  }
  const forks: number[][] = [];
  for (let count = least; count < most; count++) {
    const fork = [program.length + 1];
    forks.push(fork);
    program.push({ do: 'jump', to: fork });
    emit(part, program, budget);
  }
  for (const fork of forks) fork.push(program.length);
}

function search(program: readonly Instruction[], text: string): boolean | undefined {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = { left: mostSteps };
  const found = run(program, codes, 0, true, steps);
  return steps.left < 0 ? undefined : found;
}

function run(program: readonly Instruction[], codes: readonly number[], from: number, everywhere: boolean, steps: { left: number }): boolean {
  let current: number[] = [];
  const seen = new Int32Array(program.length).fill(-1);
  for (let at = from; ; at++) {
    if (everywhere || at === from) if (follow(program, codes, at, [0], current, seen, steps)) return true;
    const code = codes[at];
    if (code === undefined || (current.length === 0 && !everywhere) || steps.left < 0) return false;
    const next: number[] = [];
    const starts: number[] = [];
    for (const index of current) {
      const instruction = program[index];
      if (instruction?.do === 'character' && instruction.matches(code)) starts.push(index + 1);
    }
    steps.left -= current.length;
    // What the next place begins with is noted for that place: `seen` holds the last place an instruction was reached at.
    if (follow(program, codes, at + 1, starts, next, seen, steps)) return true;
    current = next;
  }
}

/** Goes along everything that needs no character; true where the end is reached. */
function follow(program: readonly Instruction[], codes: readonly number[], at: number, starts: readonly number[], waiting: number[], seen: Int32Array, steps: { left: number }): boolean {
  const stack = [...starts];
  while (stack.length > 0) {
    const index = stack.pop() ?? 0;
    if (seen[index] === at) continue;
    seen[index] = at;
    if (--steps.left < 0) return false;
    const instruction = program[index];
    switch (instruction?.do) {
      case 'match':
        return true;
      case 'character':
        waiting.push(index);
        break;
      case 'jump':
        stack.push(...instruction.to);
        break;
      case 'assert':
        if (holds(instruction.at, codes, at)) stack.push(index + 1);
        break;
      case 'ahead':
        if (run(instruction.program, codes, at, false, steps) !== instruction.not) stack.push(index + 1);
        break;
      case undefined:
        break;
    }
  }
  return false;
}

function holds(what: 'start' | 'end' | 'last' | 'boundary' | 'no-boundary', codes: readonly number[], at: number): boolean {
  switch (what) {
    case 'start': return at === 0;
    case 'last': return at === codes.length;
    case 'end': return at === codes.length || (at === codes.length - 1 && codes[at] === 10);
    case 'boundary': return isWordAt(codes, at - 1) !== isWordAt(codes, at);
    case 'no-boundary': return isWordAt(codes, at - 1) === isWordAt(codes, at);
  }
}

function isWordAt(codes: readonly number[], at: number): boolean {
  const code = codes[at];
  return code !== undefined && isWordCharacter(code);
}
