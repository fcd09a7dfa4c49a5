import { t } from '@vscode/l10n';
import type { FeedAnswer, FeedDocument, FeedProblem } from './adapter.ts';
import { namesFieldTwice } from './feed-json.ts';
import { plainXml } from './feed-xml.ts';

/** More than this of a page is not read. OpenRouter's, with its pictures, has under 100 KB. */
export const maxFeedBytes = 2 * 1024 * 1024;

/** Parses what a page answered; a problem for whatever can't be data of a status page. */
export function feedDocument(answer: FeedAnswer): FeedDocument | FeedProblem {
  const { url, status, bodyText } = answer;
  if (status !== 200) return { problem: t('The status page answered HTTP {0} instead of its data.', status) };
  if (answer.truncated || bodyText.length > maxFeedBytes) {
    return { problem: t('The status page sent more than {0} MB, which is not read.', maxFeedBytes / 1024 / 1024) };
  }
  const text = bodyText.replace(/^\ufeff/, '').trim();
  if (text === '') return { problem: t('The status page answered without any data.') };
  if (text.startsWith('<')) {
    if (!/^(?:<\?xml[^<>]{0,300}\?>\s{0,100})?(?:<!--[^>]{0,500}-->\s{0,100}){0,5}<(?:rss|feed)[\s>]/i.test(text)) {
      return { problem: t('The status page answered with a web page instead of its data. Open it in a browser to see what it says.') };
    }
    const xml = plainXml(text);
    return xml === null ? { problem: t('The data of the status page is cut off or damaged.') } : { kind: 'xml', url, xml };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: t('The data of the status page is cut off or damaged.') };
  }
  if (namesFieldTwice(text)) return { problem: t('The data of the status page says the same thing twice, so that it can mean either.') };
  return { kind: 'json', url, json };
}
