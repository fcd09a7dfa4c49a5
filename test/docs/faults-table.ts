import { renderFaults } from './faults/render.ts';
import type { GeneratedPart } from './generated.ts';

/** Every fault by what shows it: the rows that the unit tests play, with what is said of each. */
export const faultsTable: GeneratedPart = { file: 'docs/faults.md', name: 'faults', make: renderFaults };
