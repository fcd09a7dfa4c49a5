import { t } from '@vscode/l10n';
import { redactText } from '../diagnosis/redact.ts';
import { plainText } from '../path/network-failure.ts';
import type { Route, RouteQuestion } from '../path/route.ts';
import { decideRoute, findClient, UnknownClientError, type ClientChoice } from '../path/routes.ts';

/** Answers are written in pieces of this many characters, so that a slow reader slows the work and not the memory. */
const pieceLength = 64 * 1024;
const platforms: readonly NodeJS.Platform[] = ['linux', 'darwin', 'win32'];

/** What a batch came to. */
export interface BatchResult {
  answered: number;
  /** Lines that could not be understood; each has its answer all the same, with outcome `unknown`. */
  refused: number;
}

/**
 * Reads JSON lines `{ client, clientVersion?, env?, settings?, url, platform?, addresses? }` and writes one route a
 * line, in the same order. Nothing but the line is looked at: no environment, no file. Blank lines are passed over.
 *
 * @param platform for lines that name none.
 */
export async function resolveBatch(
  lines: AsyncIterable<string>,
  print: (text: string) => Promise<void>,
  platform: NodeJS.Platform,
): Promise<BatchResult> {
  const clients = new Map<string, ClientChoice>();
  const result: BatchResult = { answered: 0, refused: 0 };
  let piece = '';
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    const answer = answerLine(line, number, platform, clients);
    if ('reason' in answer && answer.decidedBy === refusedBy) result.refused++;
    else result.answered++;
    piece += `${JSON.stringify(answer)}\n`;
    if (piece.length < pieceLength) continue;
    await print(piece);
    piece = '';
  }
  await print(piece);
  return result;
}

/** What decided a line that is not a question. */
const refusedBy = 'input';

function answerLine(
  line: string,
  number: number,
  platform: NodeJS.Platform,
  clients: Map<string, ClientChoice>,
): Route {
  let client = '';
  let clientVersion = '';
  try {
    const asked = readObject(line);
    client = textOf(asked, 'client');
    clientVersion = (asked['clientVersion'] ?? '') === '' ? '' : textOf(asked, 'clientVersion');
    const spec = clientVersion === '' ? client : `${client}@${clientVersion}`;
    let choice = clients.get(spec);
    if (!choice) {
      choice = findClient(spec);
      clients.set(spec, choice);
    }
    return decideRoute(choice, questionOf(asked, platform)).route;
  } catch (error) {
    if (!(error instanceof BadLineError) && !(error instanceof UnknownClientError)) throw error;
    return {
      client: plainText(client, 60),
      clientVersion: plainText(clientVersion, 60),
      outcome: 'unknown',
      proxy: null,
      decidedBy: refusedBy,
      reason: t('Line {0}: {1}', number, error.message),
    };
  }
}

/** A line that is no question; the message says what is wrong with it. */
class BadLineError extends Error {}

function readObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new BadLineError(t('this is not JSON.'));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadLineError(t('this is not a JSON object.'));
  }
  return value as Record<string, unknown>;
}

function textOf(asked: Record<string, unknown>, name: string): string {
  const value = asked[name];
  if (typeof value !== 'string' || value === '') throw new BadLineError(t('"{0}" has to be a text.', name));
  return value;
}

function questionOf(asked: Record<string, unknown>, platform: NodeJS.Platform): RouteQuestion {
  const named = asked['platform'] ?? platform;
  const found = platforms.find((one) => one === named) ?? (named === platform ? platform : undefined);
  if (!found) throw new BadLineError(t('"{0}" has to be one of: {1}.', 'platform', platforms.join(', ')));
  const addresses = asked['addresses'];
  if (addresses !== undefined && !(Array.isArray(addresses) && addresses.every((one) => typeof one === 'string'))) {
    throw new BadLineError(t('"{0}" has to be a list of texts.', 'addresses'));
  }
  return {
    url: urlOf(textOf(asked, 'url')),
    urlText: textOf(asked, 'url'),
    environment: environmentOf(objectOf(asked, 'env')),
    editorSettings: objectOf(asked, 'settings'),
    platform: found,
    ...(addresses && { addresses }),
  };
}

function objectOf(asked: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = asked[name] ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadLineError(t('"{0}" has to be an object.', name));
}

function environmentOf(variables: Record<string, unknown>): Record<string, string | undefined> {
  for (const [name, value] of Object.entries(variables)) {
    if (value !== null && typeof value !== 'string') throw new BadLineError(t('"{0}" has to be a text.', `env.${name}`));
  }
  // A null is a variable that is not set.
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null)) as Record<string, string>;
}

function urlOf(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new BadLineError(t('"{0}" is no valid URL.', plainText(redactText(text), 200)));
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new BadLineError(t('"{0}" is neither an http nor an https URL.', plainText(redactText(text), 200)));
}
