/** Writes the core's file of named lists of domains, as those who publish it do (core: component/geodata/router/config.proto). */
import type { GeositeDomain } from '../../../../src/clash/rules/geosite-file.ts';

const types = ['plain', 'regex', 'domain', 'full'] as const;

/** A line as lists of domains are written by hand: `keyword:a`, `regexp:^a`, `domain:a.b @cn`, `full:a.b`. */
export function geositeLine(line: string): GeositeDomain {
  const [rule = '', ...attributes] = line.split(' @');
  const [, kind = 'domain', value = ''] = /^(?:(keyword|regexp|domain|full):)?(.*)$/.exec(rule) ?? [];
  const type = kind === 'keyword' ? 'plain' : kind === 'regexp' ? 'regex' : kind === 'full' ? 'full' : 'domain';
  return { type, value, attributes };
}

/** The file's bytes; lists in the order of their names in the record. */
export function geositeFile(lists: Readonly<Record<string, readonly string[]>>): Buffer {
  return Buffer.concat(
    Object.entries(lists).map(([name, lines]) => field(1, Buffer.concat([field(1, Buffer.from(name)), ...lines.map((line) => field(2, domain(geositeLine(line))))]))),
  );
}

function domain({ type, value, attributes }: GeositeDomain): Buffer {
  const number = types.indexOf(type);
  // What is zero is not written.
  const kind = number === 0 ? Buffer.alloc(0) : Buffer.from([0x08, number]);
  return Buffer.concat([kind, field(2, Buffer.from(value)), ...attributes.map((key) => field(3, Buffer.concat([field(1, Buffer.from(key)), Buffer.from([0x10, 1])])))]);
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}
