import type { MeasurableClient } from '../client.ts';
import { containedClients } from './contained.ts';
import { curl } from './curl.ts';
import { git } from './git.ts';
import { nodeClients } from './node.ts';
import { pythonClients } from './python.ts';
import { scriptClients } from './scripts.ts';

/** Every client that can be measured, in the order tables show them. A new family is a file here and a line in this list. */
export const measurableClients: readonly MeasurableClient[] = [
  ...nodeClients,
  curl,
  git,
  ...pythonClients,
  ...scriptClients,
  ...containedClients,
];
