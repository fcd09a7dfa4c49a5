/** Whether a model is spelt as its gateway spells models, by form alone: no list is asked. Pure. */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import { modelIdParts, suffixKind } from '../../../gateways/model-id.ts';
import type { ChainFault } from './chain-problem.ts';
import { authorOfGateway, authorOfModel } from './model-author.ts';

/** What is wrong with a model id at a gateway, or undefined. */
export function modelSpelling(model: string, gateway: Gateway): Pick<ChainFault, 'id' | 'severity' | 'text'> | undefined {
  if (gateway.id === 'openrouter') return atOpenRouter(model, gateway);
  const author = authorOfGateway(gateway.id);
  if (author !== undefined && model.startsWith(`${author}/`)) {
    const text = t('{0} spells its models without an author: "{1}".', gateway.title, model.slice(author.length + 1));
    return { id: 'author-too-much', severity: 'error', text };
  }
  return undefined;
}

function atOpenRouter(model: string, gateway: Gateway): ReturnType<typeof modelSpelling> {
  const { base, suffixes } = modelIdParts(model);
  if (!/^~?[^/]+\/.+$/.test(base)) {
    const author = authorOfModel(base);
    const text =
      author === undefined
        ? t('{0} spells models with their author in front, such as anthropic/claude-sonnet-4.5. Look the id up at the gateway.', gateway.title)
        : t('{0} spells models with their author in front: "{1}".', gateway.title, `${author}/${model}`);
    return { id: 'author-missing', severity: 'error', text };
  }
  const unknown = suffixes.find((suffix) => suffixKind(suffix) === undefined);
  if (unknown === undefined) return undefined;
  return { id: 'unknown-suffix', severity: 'warning', text: t('":{0}" is none of the suffixes that {1} is known for.', unknown, gateway.title) };
}
