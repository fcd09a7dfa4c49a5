import { t } from '@vscode/l10n';
import type { SpokenProtocol } from '../../../gateways/gateway.ts';

/** Thrown where a request has no equal in the target's protocol; the message is the sentence the caller is told. */
export class Impossible extends Error {}

/** What the protocols are called in sentences: their own names, in every language. */
export const protocolTitles: Readonly<Record<SpokenProtocol, string>> = {
  'chat-completions': 'chat completions',
  responses: 'Responses',
  messages: 'Messages',
};

/** @param field as a path in the caller's request: `messages[2].content[0]`. */
export function noEqual(field: string, to: SpokenProtocol): Impossible {
  return new Impossible(
    t('The request has "{0}", which has no equal in {1}, the protocol of this target; without it the answer would be another.', field, protocolTitles[to]),
  );
}

/** @param tool the tool's name or type. */
export function providersTool(tool: string, to: SpokenProtocol): Impossible {
  return new Impossible(
    t('The request offers the tool "{0}", which has no equal in {1}, the protocol of this target. Switch it off in the client, or use a target that has it.', tool, protocolTitles[to]),
  );
}

/** @param field what is missing or of another kind than the protocol says. */
export function noRequest(field: string, from: SpokenProtocol): Impossible {
  return new Impossible(t('"{0}" is missing in the request, or not of the kind that {1} has.', field, protocolTitles[from]));
}

export function tooMany(field: string, most: number, to: SpokenProtocol): Impossible {
  return new Impossible(t('"{0}" has more than the {1} entries that {2}, the protocol of this target, takes.', field, most, protocolTitles[to]));
}
