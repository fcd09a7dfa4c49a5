/** The JSON Schema of a chains file and that of the setting, made of the table that files are checked by. */
import { gateways } from '../../src/gateways/catalogue/index.ts';
import { capsForm, chainsForm, clocksForm, fileForm, type Field, type Form } from '../../src/shim/endpoint/chains/chain-form.ts';

type Schema = Record<string, unknown>;

/** How fields are described: in words, or by the names of words in package.nls.json. */
type Describe = (about: string) => Schema;

/** Where the words of a field are, in the order in which they are met first; the same words are there once. */
export function nlsKeys(): Map<string, string> {
  const keys = new Map<string, string>();
  const walk = (form: Form, key: string): void => {
    if (form.kind === 'list') return walk(form.of, key);
    if (form.kind !== 'object') return;
    for (const [name, field] of Object.entries(form.fields)) {
      if (!keys.has(field.about)) keys.set(field.about, `${key}.${name}`);
      walk(field.form, `${key}.${name}`);
    }
  };
  walk(chainsForm, 'setting.shim.chains');
  walk(capsForm, 'setting.shim.endpoint.caps');
  return keys;
}

function schemaOf(form: Form, describe: Describe): Schema {
  switch (form.kind) {
    case 'text': {
      const text = { type: 'string', minLength: 1, maxLength: form.maxLength, ...(form.pattern !== '' && { pattern: form.pattern }) };
      if (form.suggest !== 'gateways') return text;
      return { anyOf: [{ enum: gateways.map(({ id }) => id), enumDescriptions: gateways.map(({ title, baseUrl }) => `${title}, ${baseUrl}`) }, text] };
    }
    case 'number':
      return { type: form.whole ? 'integer' : 'number', [form.aboveLeast ? 'exclusiveMinimum' : 'minimum']: form.least, maximum: form.most };
    case 'switch':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: form.of };
    case 'list':
      return { type: 'array', maxItems: form.most, items: schemaOf(form.of, describe) };
    case 'object': {
      const fields = Object.entries(form.fields);
      const required = fields.filter(([, field]) => field.required).map(([name]) => name);
      return {
        type: 'object',
        additionalProperties: false,
        ...(required.length > 0 && { required }),
        properties: Object.fromEntries(fields.map(([name, field]) => [name, fieldSchema(name, field, describe)])),
      };
    }
  }
}

function fieldSchema(name: string, { form, about }: Field, describe: Describe): Schema {
  const schema = schemaOf(form, describe);
  // An empty list of targets is an error of its own words; the editor says it too.
  if (name === 'targets') schema['minItems'] = 1;
  return { ...schema, ...describe(about), ...(snippets[name] && { defaultSnippets: snippets[name] }) };
}

const targetBody = { gateway: '${1:openrouter}', model: '${2:anthropic/claude-sonnet-4.5}' };
const chainBody = { alias: '${1:gatehouse/fast}', targets: [{ gateway: '${2:openrouter}', model: '${3}' }, { gateway: '${4:groq}', model: '${5}' }] };

/** Offered where a list is begun, by the name of its field. */
const snippets: Readonly<Record<string, { label: string; body: unknown }[]>> = {
  chains: [{ label: 'chain', body: [chainBody] }],
  targets: [{ label: 'targets', body: [targetBody] }],
  race: [{ label: 'race', body: { afterMs: '^${1:2000}' } }],
  clocks: [{ label: 'clocks', body: { firstContentMs: '^${1:20000}', silenceMs: '^${2:30000}' } }],
  caps: [{ label: 'cap', body: [{ alias: '${1:*}', usdPerDay: '^${2:5}' }] }],
};

/** The schema of the file. */
export function chainsFileSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Chains of targets of Gatehouse',
    description: 'Which gateways and models stand behind an alias of the local endpoint. See docs/chains.md.',
    allowComments: true,
    allowTrailingCommas: true,
    ...schemaOf(fileForm, (about) => ({ description: about, markdownDescription: about })),
    defaultSnippets: [{ label: 'chains of Gatehouse', body: { chains: [chainBody] } }],
  };
}

/** The value schemas of the settings, by their names below `gatehouse.shim`. */
export function settingSchemas(): Record<'chains' | 'endpoint.clocks' | 'endpoint.caps', Schema> {
  const keys = nlsKeys();
  const describe: Describe = (about) => ({ markdownDescription: `%${keys.get(about)}%` });
  return {
    chains: { ...schemaOf(chainsForm, describe), defaultSnippets: [{ label: 'chain', body: [chainBody] }] },
    'endpoint.clocks': schemaOf(clocksForm, describe),
    'endpoint.caps': schemaOf(capsForm, describe),
  };
}
