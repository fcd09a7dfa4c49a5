import { t } from '@vscode/l10n';
import { cancelStopsBillingAt } from '../../../gateways/providers.ts';
import { plainText } from '../../../path/network-failure.ts';
import type { Price, TargetGateway } from '../chains/chain.ts';
import { usdWords } from '../spend/usd-words.ts';

/** What is known of a target that may lose a race. */
export interface RacingTarget {
  gateway: Pick<TargetGateway, 'title' | 'cancelStopsBilling'>;
  /** Behind a gateway that stands in front of many, as it names it; absent where it chooses itself. */
  provider?: string;
  price?: Price;
}

/** What a race costs beyond the answer that is heard. */
export interface RaceCost {
  /** The most that one lost race can cost, in US dollars; undefined where a price is not known. */
  maxUsd: number | undefined;
  /** Sentences: one for each target, and the sum. */
  words: readonly string[];
}

/**
 * Says what racing two targets can cost: the one that loses has read the whole request, and is paid for its answer as
 * well where cancelling does not stop the bill. What is not known counts as if it did not. Pure.
 *
 * @param usage what a request of this kind takes.
 * @param stream a request that does not stream is billed in full everywhere (OpenRouterTeam/docs, api_reference/streaming.mdx).
 */
export function raceCost(targets: readonly RacingTarget[], usage: { inputTokens: number; outputTokens: number }, stream: boolean): RaceCost {
  const words: string[] = [];
  let maxUsd: number | undefined = 0;
  for (const { gateway, provider, price } of targets) {
    const who = plainText(provider === undefined ? gateway.title : `${gateway.title}, ${provider}`, 80);
    const stops = stream ? stopsBilling(gateway, provider) : 'no';
    words.push(stopWords(who, stops, stream));
    const output = stops === 'yes' ? 0 : usage.outputTokens;
    const usd: number | undefined = price ? (price.inputUsd * usage.inputTokens + price.outputUsd * output) / 1_000_000 : undefined;
    // Either may lose.
    maxUsd = usd === undefined || maxUsd === undefined ? undefined : Math.max(maxUsd, usd);
  }
  words.push(
    maxUsd === undefined
      ? t('What a lost race costs is not known, because a price is not.')
      : t('Each request that is raced costs up to {0} USD more.', usdWords(maxUsd)),
  );
  return { maxUsd, words };
}

function stopsBilling({ cancelStopsBilling }: RacingTarget['gateway'], provider: string | undefined): 'yes' | 'no' | 'unknown' {
  if (cancelStopsBilling === 'by-provider') return provider === undefined ? 'unknown' : cancelStopsBillingAt(provider);
  return cancelStopsBilling ?? 'unknown';
}

function stopWords(who: string, stops: 'yes' | 'no' | 'unknown', stream: boolean): string {
  if (!stream) return t('{0}: an answer that is not streamed is billed in full when it is cancelled.', who);
  switch (stops) {
    case 'yes':
      return t('{0}: cancelling a stream stops the bill, so a lost race costs what was sent.', who);
    case 'no':
      return t('{0}: cancelling a stream does not stop the bill, so a lost race costs a whole answer.', who);
    case 'unknown':
      return t('{0}: it is not known whether cancelling a stream stops the bill, so a whole answer is counted.', who);
  }
}
