/** What the real clients' errors against the lab's scenarios have to be explained as. */
import { explain } from '../../../src/diagnosis/explain.ts';

/** What a user of a client saw of one question. */
export interface SeenError {
  /** `bad-key, stream` */
  name: string;
  outcome: 'error' | 'no-error' | 'hangs';
  full?: string;
  short?: string;
}

/** What has to come of a scenario: the first match of `explain`, or why there is no error text at all. */
interface Expected {
  first: string | 'no error text' | 'hangs';
  /** The message alone tells it as well. */
  short?: true;
}

const answered = (first: string): Expected => ({ first, short: true });

/** By scenario; the second where a stream differs from a whole answer. */
const rows: Readonly<Record<string, readonly [whole: Expected, stream?: Expected]>> = {
  healthy: [{ first: 'no error text' }],
  'slow-first-byte': [{ first: 'no error text' }],
  'unknown-model': [answered('model-not-found')],
  'bad-key': [answered('bad-key')],
  'no-credit': [answered('no-credit')],
  'negative-balance': [answered('no-credit')],
  'low-uptime': [{ first: 'no error text' }],
  'rate-limited': [answered('rate-limited')],
  'provider-overloaded': [answered('provider-overloaded')],
  'gateway-error': [answered('gateway-error')],
  'html-error-page': [answered('not-an-api')],
  'hang-before-headers': [{ first: 'client-timeout' }],
  // The comments that keep coming reset the clock of every client that counts bytes.
  'hang-mid-stream': [{ first: 'hangs' }],
  'reset-mid-stream': [{ first: 'premature-close' }],
  // Complete for HTTP: the SDKs hand the stub of a stream on as a whole answer.
  'end-without-done': [{ first: 'truncated' }, { first: 'no error text' }],
  'stream-error': [answered('provider-error')],
  'one-lump': [{ first: 'no error text' }],
  'tls-untrusted': [{ first: 'tls-untrusted' }],
  'tls-expired': [{ first: 'tls-expired' }],
  'tls-wrong-host': [{ first: 'tls-wrong-host' }],
};

/** Where a client differs from the rest, with the reason. */
const differences: readonly { client: RegExp; name: string; expected: Expected }[] = [
  // It has a clock for the whole transfer.
  { client: /^curl/, name: 'hang-mid-stream, whole', expected: { first: 'client-timeout' } },
  { client: /^curl/, name: 'hang-mid-stream, stream', expected: { first: 'client-timeout' } },
  // Its clock runs until the document is read, in a stream only until it begins.
  { client: /^openai@.*Node/, name: 'hang-mid-stream, whole', expected: { first: 'client-timeout' } },
  // It looks at no document.
  { client: /^curl/, name: 'end-without-done, whole', expected: { first: 'no error text' } },
];

/** What must be said of one error. */
export function expectedOf(client: string, name: string): Expected | undefined {
  const own = differences.find((one) => one.client.test(client) && one.name === name);
  const [scenario = '', way] = name.split(', ');
  const row = rows[scenario];
  return own?.expected ?? (way === 'stream' ? (row?.[1] ?? row?.[0]) : row?.[0]);
}

/** Holds what a client printed to its row. @returns what is wrong, in words; nothing when all is right. */
export function judgeSeen(client: string, seen: SeenError): string[] {
  const expected = expectedOf(client, seen.name);
  if (!expected) return [`${seen.name}: there is no row`];
  const got = (text: string): string =>
    explain(text).matches.map(({ id, confidence }) => `${id} (${confidence})`).join() || 'nothing';
  const wrong = (what: string, text = ''): string[] => [`${client}, ${seen.name}: ${what}; printed: ${text.slice(0, 1_500)}`];
  if (expected.first === 'hangs') return seen.outcome === 'hangs' ? [] : wrong(`expected to hang, ${seen.outcome}`, seen.full);
  if (expected.first === 'no error text') {
    if (seen.outcome !== 'no-error') return wrong(`expected no error, ${seen.outcome}`, seen.full);
    return explain(seen.full ?? '').matches.length === 0 ? [] : wrong(`what is no error is taken for ${got(seen.full ?? '')}`, seen.full);
  }
  if (seen.outcome !== 'error') return wrong(`expected an error, ${seen.outcome}`, seen.full);
  const texts = [seen.full, ...(expected.short ? [seen.short] : [])].filter((one) => one !== undefined);
  return texts.flatMap((text) => (explain(text).matches[0]?.id === expected.first ? [] : wrong(`expected ${expected.first}, got ${got(text)}`, text)));
}
