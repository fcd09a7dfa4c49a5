import { t } from '@vscode/l10n';
import { isLoopbackUrl } from '../path/loopback-url.ts';
import { plainText } from '../path/network-failure.ts';
import { customGateway, customGatewayId, findGateway, gateways as catalogue } from './catalogue/index.ts';
import { parseBaseUrl, type Gateway } from './gateway.ts';
import { gatewayAtHost } from './wrong-base-url.ts';

/** More entries than this are not looked at. */
const maxEntries = 50;

/** Why an entry of the list can't be used. */
export interface UserGatewayProblem {
  /** The id it gives, where that much is clear. */
  id?: string;
  /** One sentence that names the entry. */
  text: string;
}

/** The gateways a user added, and what is wrong with the entries that can't be used. */
export interface UserGateways {
  gateways: readonly Gateway[];
  problems: readonly UserGatewayProblem[];
}

/**
 * Reads the user's own list of gateways, the value of a setting. An entry with a fault is left out with a sentence for
 * each fault; the others stay. Of two with one id the first counts. Pure.
 */
export function parseUserGateways(value: unknown): UserGateways {
  if (value === undefined || value === null) return { gateways: [], problems: [] };
  if (!Array.isArray(value)) return { gateways: [], problems: [{ text: t('The list of your gateways must be an array.') }] };
  const gateways: Gateway[] = [];
  const problems: UserGatewayProblem[] = [];
  value.slice(0, maxEntries).forEach((entry: unknown, index) => {
    const read = readEntry(entry, (id) => gateways.some((one) => one.id === id));
    if ('gateway' in read) gateways.push(read.gateway);
    else {
      const place = read.id === undefined ? t('Entry {0}', index + 1) : t('Entry {0} ("{1}")', index + 1, read.id);
      const { id } = read;
      problems.push(...read.faults.map((fault) => ({ ...(id !== undefined && { id }), text: t('{0}: {1}', place, fault) })));
    }
  });
  if (value.length > maxEntries) {
    problems.push({ text: t('Only the first {0} of your gateways are used.', maxEntries) });
  }
  return { gateways, problems };
}

type Read = { gateway: Gateway } | { id?: string; faults: string[] };

const idForm = /^[a-z0-9][a-z0-9._-]{0,49}$/;
const fields = new Set([
  'id', 'title', 'baseUrl', 'protocol', 'auth', 'keyVariable', 'keyPath', 'modelsPath', 'checkPath', 'statusPage', 'selfHosted',
]);

function readEntry(entry: unknown, taken: (id: string) => boolean): Read {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return { faults: [t('It must be an object with an id and a base URL.')] };
  }
  const given = new Map<string, unknown>(Object.entries(entry));
  const faults: string[] = [];
  for (const name of given.keys()) {
    if (!fields.has(name)) faults.push(t('There is no field "{0}".', plainText(name, 40)));
  }
  const id = readId(given.get('id'), taken, faults);
  const base = readBaseUrl(given.get('baseUrl'), faults);
  const protocol = readWord(given, 'protocol', ['chat-completions', 'messages'] as const, faults);
  const auth = readWord(given, 'auth', ['bearer', 'x-api-key'] as const, faults);
  const title = readTitle(given.get('title'), faults);
  const keyVariable = readKeyVariable(given.get('keyVariable'), base, faults);
  const paths = Object.fromEntries(
    (['keyPath', 'modelsPath', 'checkPath'] as const).flatMap((name) => {
      const path = readPath(name, given.get(name), faults);
      return path === undefined ? [] : [[name, path]];
    }),
  );
  const statusPage = readStatusPage(given.get('statusPage'), faults);
  const selfHosted = given.get('selfHosted');
  if (selfHosted !== undefined && typeof selfHosted !== 'boolean') faults.push(t('"{0}" must be true or false.', 'selfHosted'));
  if (id === undefined || base === undefined || faults.length > 0) return { ...(id !== undefined && { id }), faults };
  // Which paths a messages API has beside its own is known of none but Anthropic's, and OpenRouter's /key is not among them.
  const { keyPath: guessedKeyPath, ...custom } = customGateway(base);
  const messages = protocol === 'messages';
  return {
    gateway: {
      ...custom,
      ...(!messages && guessedKeyPath !== undefined && { keyPath: guessedKeyPath }),
      id,
      title: title ?? id,
      ...(messages && { protocol, speaks: ['messages'], auth: 'x-api-key', headers: { 'anthropic-version': '2023-06-01' } }),
      ...(auth && { auth }),
      ...(keyVariable !== undefined && { keyVariable }),
      ...paths,
      ...(statusPage !== undefined && { statusFeeds: [{ pageUrl: statusPage }] }),
      ...((selfHosted ?? isLoopbackUrl(base)) && { selfHosted: true }),
    },
  };
}

function readId(value: unknown, taken: (id: string) => boolean, faults: string[]): string | undefined {
  if (typeof value !== 'string' || !idForm.test(value)) {
    faults.push(t('The id must be 1 to 50 small letters, digits, dots, hyphens or underscores, and begin with a letter or digit.'));
    return undefined;
  }
  if (value === customGatewayId || findGateway(value)) faults.push(t('The id is that of a known gateway. Choose another one.'));
  else if (taken(value)) faults.push(t('The id is given twice; the first one counts.'));
  return value;
}

function readBaseUrl(value: unknown, faults: string[]): string | undefined {
  const parsed = parseBaseUrl(typeof value === 'string' ? value : '');
  if ('problem' in parsed) {
    faults.push(parsed.problem);
    return undefined;
  }
  return parsed.baseUrl;
}

function readTitle(value: unknown, faults: string[]): string | undefined {
  if (value === undefined) return undefined;
  const title = typeof value === 'string' ? plainText(value, 60).trim() : '';
  if (title === '') faults.push(t('"{0}" must be a text.', 'title'));
  return title;
}

function readWord<T extends string>(
  given: ReadonlyMap<string, unknown>,
  name: string,
  words: readonly T[],
  faults: string[],
): T | undefined {
  const value = given.get(name);
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined) faults.push(t('"{0}" must be one of {1}.', name, words.join(', ')));
  return found;
}

/** A key belongs to its own gateway, so another host can't ask for the variable that holds it. */
function readKeyVariable(value: unknown, baseUrl: string | undefined, faults: string[]): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value)) {
    faults.push(t('"{0}" must be the name of an environment variable.', 'keyVariable'));
    return undefined;
  }
  const owner = catalogue.find(({ keyVariable }) => keyVariable === value.toUpperCase());
  if (owner && baseUrl !== undefined && gatewayAtHost(new URL(baseUrl)) !== owner) {
    faults.push(t('{0} holds the key of {1}, which goes nowhere else. Use a variable of its own.', value, owner.title));
  }
  return value;
}

/** A path of the gateway's own host, and nothing that could lead elsewhere. */
function readPath(name: string, value: unknown, faults: string[]): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\/[A-Za-z0-9._~:/-]{1,200}$/.test(value) && !/\/\/|\/\.\.?(?:\/|$)/.test(value)) return value;
  faults.push(t('"{0}" must be a path such as /models.', name));
  return undefined;
}

function readStatusPage(value: unknown, faults: string[]): string | undefined {
  if (value === undefined) return undefined;
  const parsed = parseBaseUrl(typeof value === 'string' ? value : '');
  if ('baseUrl' in parsed && parsed.baseUrl.startsWith('https://')) return parsed.baseUrl;
  faults.push(t('"{0}" must be an address that starts with https://.', 'statusPage'));
  return undefined;
}
