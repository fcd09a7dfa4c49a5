import type { LinePlace } from '../../clash/look/line-index.ts';
import type { ShownProblem } from './clash-protocol.ts';

/** What another extension shows at a place. */
export interface OtherDiagnostic {
  readonly source: string | undefined;
  readonly start: LinePlace;
  readonly isError: boolean;
}

/** `YAML` of what is no YAML, `yaml-schema: TITLE` of the rest (yaml-language-server, yamlValidation.ts and jsonParser). */
const schemaSource = /^yaml(?:-schema)?\b/i;

/**
 * Problems without those that give way where a schema extension shows an error that begins at the same place. By what is
 * shown, not by which extensions there are: one that has no schema for the file says nothing of it. Pure.
 */
export function notSaidAlready(problems: readonly ShownProblem[], others: readonly OtherDiagnostic[]): readonly ShownProblem[] {
  const places = new Set(others.filter(({ source, isError }) => isError && schemaSource.test(source ?? '')).map(({ start }) => placeKey(start)));
  if (places.size === 0) return problems;
  return problems.filter(({ givesWay, span }) => !givesWay || !places.has(placeKey(span.start)));
}

function placeKey({ line, character }: LinePlace): string {
  return `${line}:${character}`;
}
