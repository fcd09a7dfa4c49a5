import { childVariables, type ChildValue, type ChildVariable } from '../../src/shim/environment/variables.ts';
import { markdownTable, type GeneratedPart } from './generated.ts';

const values: Readonly<Record<ChildValue, string>> = {
  proxy: "the shim's address",
  exclusions: 'what stood there, and this machine',
  roots: 'the file of roots',
  on: '`1`',
  port: "the shim's port",
  'endpoint/v1': 'the local endpoint, with `/v1`',
  endpoint: 'the local endpoint',
  'endpoint token': 'a token of the shim',
  blank: 'nothing',
};

function when({ when: set, replaces, beats }: ChildVariable): string {
  const words = { always: 'always', present: 'where it was set', asked: 'only when asked for' }[set];
  if (beats !== undefined) return `where it was set, or ${beats}'s own settings were read; only with a whole file`;
  return replaces ? `${words}; only with a whole file` : words;
}

/** Variables of one kind that say the same of themselves stand in one row. */
export const childVariablesTable: GeneratedPart = {
  file: 'docs/shim.md',
  name: 'child variables',
  make() {
    const rows = new Map<string, { names: string[]; cells: string[] }>();
    let last = '';
    for (const variable of childVariables) {
      const same = variable.readers.startsWith('the same');
      const cells = [values[variable.value], when(variable), variable.readers, variable.source];
      const found = same ? rows.get(last) : undefined;
      if (found) found.names.push(`\`${variable.name}\``);
      else {
        last = variable.name;
        rows.set(last, { names: [`\`${variable.name}\``], cells });
      }
    }
    return markdownTable(['variable', 'set to', 'when', 'who reads it', 'known from'], [...rows.values()].map(({ names, cells }) => [names.join(', '), ...cells]));
  },
};
