/**
 * What a chains file may hold, as one table: it is checked by it, and the schema that editors complete by and the table
 * in docs/chains.md are made of it. Pure.
 */

/** The form of one value. Patterns are those of both JavaScript and JSON Schema. */
export type Form =
  | { kind: 'text'; pattern: string; maxLength: number; suggest?: 'gateways' }
  | { kind: 'number'; least: number; most: number; whole?: true; aboveLeast?: true }
  | { kind: 'switch' }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'list'; of: Form; most: number }
  | ObjectForm;

export interface ObjectForm {
  kind: 'object';
  fields: Readonly<Record<string, Field>>;
}

/** One field of an object. */
export interface Field {
  form: Form;
  required?: true;
  /** Markdown, in English: schemas that an extension brings are not translated by the editor. */
  about: string;
}

/** The name of the file in a workspace. */
export const chainFileName = 'gatehouse.chains.json';

/** A day; no clock is longer. */
const dayMs = 24 * 60 * 60_000;
/** A clock below this was meant in seconds. */
const leastClockMs = 100;

const clock = (about: string): Field => ({ form: { kind: 'number', least: leastClockMs, most: dayMs, whole: true }, about });

/** The clocks of one attempt. */
export const clocksForm: ObjectForm = {
  kind: 'object',
  fields: {
    connectMs: clock('How long connecting may take, TLS included, in ms.'),
    headersMs: clock('How long the head of the answer may take once the request is sent, in ms.'),
    firstContentMs: clock('How long the first content may take once the head is there, in ms. Comments and pings are no content.'),
    silenceMs: clock('How long a stream may be without content, in ms.'),
    totalMs: clock('How long one attempt may take in all, in ms.'),
  },
};

const priceForm: ObjectForm = {
  kind: 'object',
  fields: {
    inputUsd: { required: true, form: { kind: 'number', least: 0, most: 100_000 }, about: 'US dollars for a million tokens of the prompt.' },
    outputUsd: { required: true, form: { kind: 'number', least: 0, most: 100_000 }, about: 'US dollars for a million tokens of the answer.' },
  },
};

const alias: Form = { kind: 'text', pattern: '^[A-Za-z0-9~@][A-Za-z0-9~@._:/+-]*$', maxLength: 200 };

/** One target of a chain. */
export const targetForm: ObjectForm = {
  kind: 'object',
  fields: {
    gateway: {
      required: true,
      form: { kind: 'text', pattern: '^[a-z0-9][a-z0-9._-]*$', maxLength: 50, suggest: 'gateways' },
      about: 'Id of a gateway: one of the catalogue, or of your own in the setting `gatehouse.gateways`. Its URL and its key are kept elsewhere.',
    },
    model: {
      required: true,
      form: { kind: 'text', pattern: '^[A-Za-z0-9~@][A-Za-z0-9~@._:/+-]*$', maxLength: 200 },
      about: 'The model as this gateway spells it: `anthropic/claude-sonnet-4.5` at OpenRouter, `claude-sonnet-4-5` at Anthropic.',
    },
    key: {
      form: { kind: 'text', pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 40 },
      about: 'Name of another key of this gateway, such as `team`; never the key itself. Without it the key of the gateway is used.',
    },
    weight: { form: { kind: 'number', least: 0, most: 1_000_000 }, about: 'Share of the requests, with `"order": "weighted"`; 1 without.' },
    quality: { form: { kind: 'number', least: 0, most: 100 }, about: 'Your own opinion of this target, from 0 to 100; `"order": "quality"` goes by it.' },
    price: { form: priceForm, about: 'What the tokens cost here; `"order": "cheapest"`, spending caps and `onlyIfCheaperThan` go by it.' },
    onlyIfCheaperThan: { form: priceForm, about: 'This target is used only while its price is known and below this.' },
  },
};

/** One chain. */
export const chainForm: ObjectForm = {
  kind: 'object',
  fields: {
    alias: { required: true, form: alias, about: 'What clients ask for as the model: a name of your own such as `gatehouse/fast`, or the id of a real model.' },
    targets: { required: true, form: { kind: 'list', of: targetForm, most: 20 }, about: 'The targets that stand behind the alias, in order.' },
    order: {
      form: { kind: 'choice', of: ['listed', 'quality', 'cheapest', 'weighted'] },
      about: 'Which target comes first: `listed` as they stand, which is the default, `quality` the best first, `cheapest` the cheapest first, `weighted` by chance and weight.',
    },
    race: {
      form: {
        kind: 'object',
        fields: {
          afterMs: {
            required: true,
            form: { kind: 'number', least: 0, most: dayMs, whole: true },
            about: 'The next target is asked too when this one has sent no content for so long, in ms; 0 asks two at once. Both may be billed.',
          },
        },
      },
      about: 'Asks a second target before the first has failed; the faster answer is used, and both may be billed.',
    },
    clocks: { form: clocksForm, about: 'How long one attempt of this chain may take.' },
    continueTruncated: {
      form: { kind: 'switch' },
      about: 'An answer that broke off may be gone on with by another request, which is shown the part that came. Off without.',
    },
  },
};

/** The list of caps. */
export const capsForm: Form & { kind: 'list' } = {
  kind: 'list',
  most: 200,
  of: {
    kind: 'object',
    fields: {
      alias: { required: true, form: { ...alias, pattern: `^\\*$|${alias.pattern}` }, about: 'The alias that is capped, or `*` for all of them together.' },
      usdPerDay: { required: true, form: { kind: 'number', least: 0, aboveLeast: true, most: 1_000_000 }, about: 'US dollars a day; beyond them the alias is refused.' },
    },
  },
};

export const chainsForm: Form & { kind: 'list' } = { kind: 'list', of: chainForm, most: 100 };

/** The whole file. */
export const fileForm: ObjectForm = {
  kind: 'object',
  fields: {
    $schema: { form: { kind: 'text', pattern: '', maxLength: 2_000 }, about: 'Where an editor finds the schema of this file.' },
    chains: { required: true, form: chainsForm, about: 'The chains, one for each alias.' },
    caps: { form: capsForm, about: 'What aliases may spend.' },
  },
};
