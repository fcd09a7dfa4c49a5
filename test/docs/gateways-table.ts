import { gateways } from '../../src/gateways/catalogue/index.ts';
import type { Gateway } from '../../src/gateways/gateway.ts';
import { markdownTable, type GeneratedPart } from './generated.ts';

const bills: Readonly<Record<NonNullable<Gateway['cancelStopsBilling']>, string>> = {
  yes: 'yes',
  no: 'no',
  'by-provider': 'by provider',
};

const code = (text: string): string => `\`${text}\``;

function row(gateway: Gateway): string[] {
  const { id, title, baseUrl, hosts = [], speaks, messagesBaseUrl, auth, keyVariable, keyPrefix } = gateway;
  const feed = gateway.statusFeeds?.find(({ thirdParty }) => !thirdParty);
  const key = [code(keyVariable), ...(keyPrefix ? [`${code(keyPrefix)}...`] : []), ...(auth === 'bearer' ? [] : [`in ${code(auth)}`])];
  return [
    code(id),
    title,
    [baseUrl, ...hosts].map(code).join('<br>'),
    [speaks.join(', '), ...(messagesBaseUrl === undefined ? [] : [`messages at ${code(messagesBaseUrl)}`])].join('<br>'),
    key.join('<br>'),
    feed ? feed.pageUrl : '-',
    gateway.cancelStopsBilling ? bills[gateway.cancelStopsBilling] : '-',
  ];
}

/** The catalogue as a table, and below it the mistakes it knows. */
export const gatewaysTable: GeneratedPart = {
  file: 'docs/gateways.md',
  name: 'gateways',
  make() {
    const table = markdownTable(
      ['id', 'gateway', 'base URL, further hosts', 'protocols', 'key', 'status page', 'cancelling stops the bill'],
      gateways.map(row),
    );
    const mistakes = gateways.flatMap(({ baseUrl, wrongHosts = {}, wrongPaths = [] }) => [
      ...Object.entries(wrongHosts).map(([wrong, right]) => [code(wrong), code(right)]),
      ...wrongPaths.map((wrong) => [code(`${new URL(baseUrl).origin}${wrong}`), code(baseUrl)]),
    ]);
    return `${table}\n\nWritten by mistake, and what is meant:\n\n${markdownTable(['written', 'meant'], mistakes)}`;
  },
};
