import { fieldsOf, listOf, textOf, wordOf } from './fields.ts';

/** One line of `GET /logs`. */
export interface CoreLogLine {
  /** `debug`, `info`, `warning`, `error`. */
  readonly level: string;
  readonly text: string;
  /** Empty unless the core was asked for, and gives, structured lines. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Both forms: `{type, payload}` and `{time, level, message, fields}`. Undefined where it is neither. */
export function readLogLine(value: unknown): CoreLogLine | undefined {
  const line = fieldsOf(value);
  const text = textOf(line?.['message']) ?? textOf(line?.['payload']);
  if (!line || text === undefined) return undefined;
  const level = (wordOf(line['level']) ?? wordOf(line['type']) ?? 'info').toLowerCase();
  const fields = listOf(line['fields']).flatMap((field) => {
    const one = fieldsOf(field);
    const key = wordOf(one?.['key']);
    return one && key !== undefined ? [[key, textOf(one['value']) ?? ''] as const] : [];
  });
  return { level: level === 'warn' ? 'warning' : level, text, fields: Object.fromEntries(fields) };
}
