import { fileForm, type Form } from '../../src/shim/endpoint/chains/chain-form.ts';
import { markdownTable, type GeneratedPart } from './generated.ts';

function formWords(form: Form): string {
  switch (form.kind) {
    case 'text':
      return 'text';
    case 'number':
      return `${form.whole ? 'whole number' : 'number'}, ${form.aboveLeast ? `above ${form.least}` : `from ${form.least}`} to ${form.most}`;
    case 'switch':
      return '`true`, `false`';
    case 'choice':
      return form.of.map((one) => `\`${one}\``).join(', ');
    case 'list':
      return `list, ${form.most} at most`;
    case 'object':
      return 'object';
  }
}

function rows(form: Form, beginning: string): string[][] {
  if (form.kind === 'list') return rows(form.of, `${beginning}[]`);
  if (form.kind !== 'object') return [];
  return Object.entries(form.fields).flatMap(([name, field]) => {
    const path = beginning === '' ? name : `${beginning}.${name}`;
    return [[`\`${path}\``, formWords(field.form), field.required ? 'yes' : '', field.about], ...rows(field.form, path)];
  });
}

/** Every field of a chains file. */
export const chainFieldsTable: GeneratedPart = {
  file: 'docs/chains.md',
  name: 'chain fields',
  make: () => markdownTable(['field', 'value', 'needed', 'what it says'], rows(fileForm, '')),
};
