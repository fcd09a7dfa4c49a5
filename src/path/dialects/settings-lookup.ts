import type { RouteQuestion } from '../route.ts';

/** A setting that was found: its name as spelt where it stands, and its raw value. */
export interface FoundSetting {
  name: string;
  value: string;
}

/** The variable of exactly this name, also when it is empty. Windows does not tell case apart. */
export function variableNamed(question: RouteQuestion, name: string): FoundSetting | undefined {
  const exact = question.environment[name];
  if (exact !== undefined) return { name, value: exact };
  if (question.platform !== 'win32') return undefined;
  const lower = name.toLowerCase();
  for (const [key, value] of Object.entries(question.environment)) {
    if (value !== undefined && key.toLowerCase() === lower) return { name: key, value };
  }
  return undefined;
}

/** The first of these variables that exists, also when it is empty: an empty one then hides those after it. */
export function firstPresent(question: RouteQuestion, names: readonly string[]): FoundSetting | undefined {
  for (const name of names) {
    const found = variableNamed(question, name);
    if (found) return found;
  }
  return undefined;
}

/** The first of these variables that is not empty: an empty one falls through to those after it. */
export function firstNonEmpty(question: RouteQuestion, names: readonly string[]): FoundSetting | undefined {
  for (const name of names) {
    const found = variableNamed(question, name);
    if (found && found.value !== '') return found;
  }
  return undefined;
}
