/**
 * Who is behind a model, as ids tell it. Authors are spelt as OpenRouter spells them (OpenRouterTeam/docs,
 * guides/overview/models.mdx). Pure.
 */
import { findGateway } from '../../../gateways/catalogue/index.ts';

/** Gateways that serve their own models alone, and what others call their author. */
const authors: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  mistral: 'mistralai',
  deepseek: 'deepseek',
  xai: 'x-ai',
};

/** How names of models begin that only one author has. */
const families: readonly [RegExp, string][] = [
  [/^claude-/i, 'anthropic'],
  [/^(?:gpt-|o[1-9]\b|chatgpt-)/i, 'openai'],
  [/^gemini-|^gemma-/i, 'google'],
  [/^(?:mistral|magistral|codestral|devstral|ministral|pixtral)-/i, 'mistralai'],
  [/^deepseek-/i, 'deepseek'],
  [/^grok-/i, 'x-ai'],
  [/^llama-/i, 'meta-llama'],
  [/^qwen/i, 'qwen'],
];

/** The author of the models that a gateway serves as their maker, or undefined where it serves others' too. */
export function authorOfGateway(id: string): string | undefined {
  return Object.hasOwn(authors, id) ? authors[id] : undefined;
}

/** The author of a model whose name has none in front, where the name says it. */
export function authorOfModel(name: string): string | undefined {
  return families.find(([beginning]) => beginning.test(name))?.[1];
}

/** One who runs models. */
export interface Upstream {
  id: string;
  title: string;
}

/**
 * Who runs a model that has this author in front (`anthropic/...`, `x-ai/...`) or this provider behind it (`...:groq`),
 * where that is somebody the catalogue knows.
 */
export function upstreamCalled(name: string): Upstream | undefined {
  const plain = name.toLowerCase().replace(/^[~@]/, '');
  const [byAuthor] = Object.entries(authors).find(([, author]) => author === plain) ?? [];
  const gateway = findGateway(byAuthor ?? plain);
  return gateway && !gateway.selfHosted && gateway.id !== 'openrouter' ? { id: gateway.id, title: gateway.title } : undefined;
}
