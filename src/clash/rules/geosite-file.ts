/**
 * The core's file of named lists of domains (`GeoSite.dat`): a protobuf message (core: component/geodata/router/config.proto).
 * Only lists that are asked for are read; the rest is passed over by its length. Pure.
 */

/** One line of a list. */
export interface GeositeDomain {
  readonly type: 'plain' | 'regex' | 'domain' | 'full';
  readonly value: string;
  /** `cn`, `ads` ... */
  readonly attributes: readonly string[];
}

const types = ['plain', 'regex', 'domain', 'full'] as const;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The lines of a list, by its name in any case: of the first that has it, as in the core.
 *
 * @returns undefined where there is none, or the file is damaged before its end
 */
export function readGeositeList(file: Uint8Array, name: string): readonly GeositeDomain[] | undefined {
  return unlessDamaged(() => {
    const list = listNamed(file, name);
    return list && domainsOf(list);
  });
}

/** Whether there is such a list, without reading it. */
export function hasGeositeList(file: Uint8Array, name: string): boolean {
  return unlessDamaged(() => listNamed(file, name)) !== undefined;
}

function listNamed(file: Uint8Array, name: string): Uint8Array | undefined {
  const wanted = name.toLowerCase();
  for (const { field, bytes } of fieldsOf(file)) {
    // The name stands first in every list, so that the rest of the others is not looked at.
    if (field === 1 && bytes && nameOf(bytes).toLowerCase() === wanted) return bytes;
  }
  return undefined;
}

function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

class Damaged extends Error {}

interface Field {
  readonly field: number;
  /** Of a number; the low 32 bits. */
  readonly value: number;
  /** Of a text or a message; undefined for anything else. */
  readonly bytes: Uint8Array | undefined;
}

function nameOf(list: Uint8Array): string {
  for (const { field, bytes } of fieldsOf(list)) if (field === 1 && bytes) return textOf(bytes);
  return '';
}

function domainsOf(list: Uint8Array): GeositeDomain[] {
  const domains: GeositeDomain[] = [];
  for (const { field, bytes } of fieldsOf(list)) if (field === 2 && bytes) domains.push(...domainOf(bytes));
  return domains;
}

/** None where the type is one that the core passes over. */
function domainOf(message: Uint8Array): GeositeDomain[] {
  let type = 0;
  let value = '';
  const attributes: string[] = [];
  for (const { field, value: number, bytes } of fieldsOf(message)) {
    if (field === 1 && !bytes) type = number;
    else if (field === 2 && bytes) value = textOf(bytes);
    else if (field === 3 && bytes) attributes.push(nameOf(bytes).toLowerCase());
  }
  const known = types[type];
  return known === undefined ? [] : [{ type: known, value, attributes }];
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Damaged('no text');
  }
}

/** The fields of a message, one after the other (protobuf.dev, encoding). @throws Damaged where it breaks off or is none. */
function* fieldsOf(message: Uint8Array): Iterable<Field> {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new Damaged('breaks off');
      if (shift < 35) value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Damaged('no number');
  };
  const skip = (length: number): Uint8Array => {
    if (length > message.length - at) throw new Damaged('breaks off');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = number();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { field, value: number(), bytes: undefined };
        break;
      case 1:
        skip(8);
        break;
      case 2:
        yield { field, value: 0, bytes: skip(number()) };
        break;
      case 5:
        skip(4);
        break;
      default:
        throw new Damaged('no field');
    }
  }
}
