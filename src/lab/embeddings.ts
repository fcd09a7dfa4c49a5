import type { ErrorAnswer } from './error-answer.ts';
import { invalidRequest, modelNotFound } from './error-answer.ts';

/** Models that turn texts into numbers; they are not in the list of models, as at OpenRouter. */
const models = ['openai/text-embedding-3-small', 'openai/text-embedding-3-large'];

const defaultDimensions = 8;

/** The list of embeddings, in the order of the inputs. */
export interface EmbeddingsAnswer {
  object: 'list';
  data: { object: 'embedding'; index: number; embedding: string | number[] }[];
  model: string;
  usage: { prompt_tokens: number; total_tokens: number };
}

/**
 * Answers a request for embeddings (platform.openai.com/docs/api-reference/embeddings): numbers that follow from the
 * text alone and mean nothing. SDKs ask for them as base64 of 32-bit floats.
 */
export function embeddingsAnswer(body: Buffer): EmbeddingsAnswer | ErrorAnswer {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return invalidRequest('Invalid JSON in request body');
  }
  const model = fields?.['model'];
  if (typeof model !== 'string' || model === '') return invalidRequest('No models provided');
  if (!models.includes(model)) return modelNotFound(model, models);
  const inputs = inputsOf(fields['input']);
  if (!inputs) return invalidRequest('Invalid input: "input" must be a text, a list of texts, or tokens');
  const asked = fields['dimensions'];
  const dimensions = typeof asked === 'number' && Number.isInteger(asked) && asked > 0 && asked <= 3_072 ? asked : defaultDimensions;
  const data = inputs.map((input, index): EmbeddingsAnswer['data'][number] => {
    const numbers = numbersOf(input, dimensions);
    const embedding = fields['encoding_format'] === 'base64' ? Buffer.from(numbers.buffer).toString('base64') : [...numbers];
    return { object: 'embedding', index, embedding };
  });
  const tokens = inputs.reduce((sum, input) => sum + Math.max(1, Math.ceil(input.length / 4)), 0);
  return { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

/** A text, texts, tokens, or lists of tokens. */
function inputsOf(input: unknown): string[] | undefined {
  if (typeof input === 'string') return input === '' ? undefined : [input];
  if (!Array.isArray(input) || input.length === 0) return undefined;
  if (input.every((one) => typeof one === 'number')) return [JSON.stringify(input)];
  return input.every((one) => (typeof one === 'string' && one !== '') || Array.isArray(one)) ? input.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))) : undefined;
}

function numbersOf(text: string, dimensions: number): Float32Array {
  const numbers = new Float32Array(dimensions);
  for (let at = 0; at < text.length; at++) numbers[at % dimensions] = ((numbers[at % dimensions] as number) * 31 + text.charCodeAt(at)) % 1_009;
  const length = Math.hypot(...numbers) || 1;
  return numbers.map((one) => one / length);
}
