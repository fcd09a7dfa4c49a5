import { sampleOf } from './schema-sample.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The JSON document that a request wants for an answer, as the three protocols ask for one: `response_format`,
 * `text.format`, `output_config.format`. It fits the schema, as far as a practice gateway takes that.
 */
export function askedDocument(fields: Json): string | undefined {
  const formats = [fields['response_format'], object(fields['text'])?.['format'], object(fields['output_config'])?.['format']];
  const format = formats.map(object).find((one) => one?.['type'] === 'json_schema' || one?.['type'] === 'json_object');
  if (!format) return undefined;
  const schema = object(object(format['json_schema'])?.['schema']) ?? object(format['schema']);
  return JSON.stringify(schema ? sampleOf(schema) : {});
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
