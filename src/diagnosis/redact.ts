/**
 * Takes out of a text or a JSON value what must not leave the machine: keys, tokens, passwords, cookies, credentials in
 * URLs, private keys, home folders. A report is redacted when it is made. Every rule is linear in the text's length,
 * redacting twice changes nothing, and nothing here throws.
 */
import { atOnce, type Steps } from '../path/steps.ts';
import { redactHomeFolders } from './redaction/home-folders.ts';
import { mask } from './redaction/mask.ts';
import { redactNamedValues } from './redaction/named-values.ts';
import { isSecretValue, secretName } from './redaction/secret-names.ts';
import type { SecretName } from './redaction/secret-names.ts';
import { redactPrivateKeys, redactTokenShapes } from './redaction/token-shapes.ts';
import { redactUrlCredentials } from './redaction/url-credentials.ts';

export interface RedactOptions {
  /** Folders to show as `~`; anything that has the form of a home folder is shown so anyway. */
  homeDirectories?: readonly string[];
  /** Values known to be secret. One shorter than 4 characters is ignored: it would tear words apart. */
  secrets?: readonly string[];
}

const minSecretChars = 4;
const maxRounds = 4;

/** Redacts a text of any length. */
export function redactText(text: string, options: RedactOptions = {}): string {
  let before = text;
  // One rule's mask can uncover what another reads differently; a second round finds nothing in all but odd texts.
  for (let round = 0; round < maxRounds; round++) {
    const after = redactOnce(before, options);
    if (after === before) return after;
    before = after;
  }
  return before;
}

function redactOnce(text: string, options: RedactOptions): string {
  let out = redactKnown(text, options.secrets ?? []);
  out = redactPrivateKeys(out);
  out = redactUrlCredentials(out);
  // Before the named values: one that ends late must not take the word away that announces the next secret.
  out = redactTokenShapes(out);
  out = redactNamedValues(out);
  return redactHomeFolders(out, options.homeDirectories ?? []);
}

/** Masks given values, also where they are percent-encoded or escaped for JSON. */
function redactKnown(text: string, secrets: readonly string[]): string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.trim().length < minSecretChars) continue;
    forms.add(secret).add(encode(secret)).add(JSON.stringify(secret).slice(1, -1));
  }
  let out = text;
  for (const form of [...forms].sort((a, b) => b.length - a.length)) {
    if (!out.includes(form)) continue;
    // Masks that stand already are left whole, even if the secret is a part of that word.
    out = out
      .split(mask)
      .map((part) => part.replaceAll(form, () => mask))
      .join(mask);
  }
  return out;
}

function encode(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

/**
 * Redacts every string of a JSON value, keys included, and whatever stands under a secret's name. Numbers, booleans and
 * null stay, except under a name that is certainly a secret's. The input is not changed.
 */
export function redactJson<T>(value: T, options: RedactOptions = {}): T {
  return atOnce(redactJsonInSteps(value, options));
}

/** The same with a pause after every value; a report has some thousand. Nobody has the copy before it is whole. */
export function* redactJsonInSteps<T>(value: T, options: RedactOptions = {}): Steps<T> {
  const copies = new Map<object, unknown>();
  // The same names and words stand in a report hundreds of times, and reading one takes a dozen patterns.
  const texts = new Map<string, string>();
  const redacted = (text: string): string => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    const made = redactText(text, options);
    texts.set(text, made);
    return made;
  };
  const root: { value: unknown } = { value: undefined };
  const work: Task[] = [{ value, into: root, key: 'value', name: undefined }];
  for (let task = work.pop(); task; task = work.pop()) {
    define(task.into, task.key, redactTask(task, copies, work, redacted));
    yield;
  }
  return root.value as T;
}

/** One value on its way into its copy. A list of tasks instead of recursion, so that depth can't end the stack. */
interface Task {
  value: unknown;
  into: object;
  key: string | number;
  /** The secret name it stands under. */
  name: SecretName | undefined;
}

function redactTask(
  task: Task,
  copies: Map<object, unknown>,
  work: Task[],
  redacted: (text: string) => string,
): unknown {
  const { name } = task;
  const value = plainValue(task.value);
  if (typeof value === 'string') {
    return name && isSecretValue(name, value, false, true) ? mask : redacted(value);
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return name === 'strong' || name === 'header' ? mask : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined && name === undefined) return known;

  if (Array.isArray(value)) {
    const copy: unknown[] = new Array(value.length).fill(null);
    if (name === undefined) copies.set(value, copy);
    value.forEach((one: unknown, index) => {
      // Raw headers: a list of names and values by turns.
      const before: unknown = value[index - 1];
      const header = typeof before === 'string' && secretName(before) === 'header' ? 'header' : undefined;
      work.push({ value: one, into: copy, key: index, name: name ?? header });
    });
    return copy;
  }
  const copy = {};
  if (name === undefined) copies.set(value, copy);
  const entries = Object.entries(value);
  const pairName = (value as { name?: unknown }).name;
  for (const [key, one] of entries) {
    // HAR and many others: {name: 'Authorization', value: '...'}.
    const announced = key === 'value' && typeof pairName === 'string' ? secretName(pairName) : undefined;
    let copyKey = redacted(key);
    while (Object.hasOwn(copy, copyKey)) copyKey += '_';
    define(copy, copyKey, null);
    work.push({ value: one, into: copy, key: copyKey, name: name ?? secretName(key) ?? announced });
  }
  return copy;
}

/** Values that know their own JSON form (dates, URLs, masked secrets) are taken by it. */
function plainValue(value: unknown): unknown {
  const own = typeof value === 'object' && value !== null ? (value as { toJSON?: unknown }).toJSON : undefined;
  if (typeof own !== 'function') return value;
  try {
    return own.call(value);
  } catch {
    return null;
  }
}

/** Sets an own property, also one named `__proto__`. */
function define(target: object, key: string | number, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
