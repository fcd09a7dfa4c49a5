import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import { isFreeModel } from '../../../gateways/model-id.ts';
import type { Price, Target } from './chain.ts';

/** A request of an agent, to have a picture of a price. */
const sampleTokens = { input: 10_000, output: 1_000 };

/** What a target costs, in a sentence, by what the file says of it. Pure. */
export function targetCost({ model, price }: Target, gateway: Gateway): string {
  if (price) {
    const sample = priceOf(price, sampleTokens.input, sampleTokens.output);
    return t('{0} USD for a million tokens in, {1} USD out: {2} tokens in and {3} out cost {4} USD.', price.inputUsd, price.outputUsd, sampleTokens.input, sampleTokens.output, amount(sample));
  }
  if (gateway.id === 'openrouter' && isFreeModel(model)) return t('It costs nothing, and has the low limits of free models.');
  if (gateway.selfHosted) return t('It runs on a server of your own: nobody bills it.');
  return t('What it costs is not known here. Give its "price", so that caps and the order "cheapest" can go by it.');
}

/** What so many tokens cost, in US dollars. */
function priceOf({ inputUsd, outputUsd }: Price, input: number, output: number): number {
  return (inputUsd * input + outputUsd * output) / 1_000_000;
}

function amount(usd: number): string {
  return usd >= 0.01 ? usd.toFixed(3).replace(/0$/, '') : usd.toPrecision(2);
}
