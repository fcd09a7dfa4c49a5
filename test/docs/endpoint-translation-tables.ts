import type { SpokenProtocol } from '../../src/gateways/gateway.ts';
import { fieldRules } from '../../src/shim/endpoint/translate/fields.ts';
import { markdownTable, type GeneratedPart } from './generated.ts';

const titles: Readonly<Record<SpokenProtocol, string>> = { 'chat-completions': 'Chat completions', responses: 'Responses', messages: 'Messages' };
const fates = ['translated', 'refused', 'dropped'] as const;

function table(from: SpokenProtocol, to: SpokenProtocol): string {
  const rows = fates.flatMap((fate) =>
    fieldRules
      .filter((rule) => rule.from === from && rule.to.includes(to) && rule.fate === fate)
      .map(({ field, note }) => [`\`${field}\``, fate, note]),
  );
  return [`### ${titles[from]} to ${titles[to]}`, '', markdownTable(['field', 'fate', 'what it becomes, or why'], rows), ''].join('\n');
}

/** What becomes of each field of a request, for each direction. */
export const endpointTranslationTables: GeneratedPart = {
  file: 'docs/endpoint-translation.md',
  name: 'fields',
  make: () => {
    const protocols = Object.keys(titles) as SpokenProtocol[];
    return protocols.flatMap((from) => protocols.filter((to) => to !== from).map((to) => table(from, to))).join('\n');
  },
};
