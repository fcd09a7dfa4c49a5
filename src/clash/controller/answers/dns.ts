import { fieldsOf, listOf, numberOf, textOf } from './fields.ts';

/** `GET /dns/query`: what the core's upstream resolver says. Its hosts and its fake-ip pool are passed by. */
export interface CoreDnsAnswer {
  /** RFC 1035, 4.1.1: 0 is an answer, 3 is no such name. */
  readonly status: number;
  readonly addresses: readonly string[];
  /** Names that the answer goes through. */
  readonly aliases: readonly string[];
}

const typeA = 1;
const typeCname = 5;
const typeAaaa = 28;

/** Undefined where it is no such answer. */
export function readDnsAnswer(body: unknown): CoreDnsAnswer | undefined {
  const fields = fieldsOf(body);
  const status = numberOf(fields?.['Status']);
  if (!fields || status === undefined) return undefined;
  const data = (...types: readonly number[]): readonly string[] =>
    listOf(fields['Answer']).flatMap((value) => {
      const record = fieldsOf(value);
      const text = textOf(record?.['data']);
      return record && text !== undefined && types.includes(numberOf(record['type']) ?? -1) ? [text.trim()] : [];
    });
  return { status, addresses: data(typeA, typeAaaa), aliases: data(typeCname).map((name) => name.replace(/\.$/, '')) };
}
