/** One event as a client reads it. */
export interface EventFields {
  event?: string | undefined;
  data: string;
}

const dataField = [...Buffer.from('data: ')];

/**
 * Reads the fields of one event (HTML standard, 9.2.6).
 *
 * @returns undefined where it has no data: clients pass over those.
 */
export function readEventFields(bytes: Buffer, start: number, end: number): EventFields | undefined {
  // One line of data and the empty one, as nearly all events of chat completions are.
  if (end - start > dataField.length + 2 && bytes.indexOf(0x0a, start) === end - 2 && dataField.every((byte, index) => bytes[start + index] === byte)) {
    const data = bytes.toString('utf8', start + dataField.length, end - 2);
    if (!data.includes('\r')) return { data };
  }
  const text = bytes.toString('utf8', start, end);
  let event: string | undefined;
  const data: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line.startsWith('event:')) event = line.slice(line[6] === ' ' ? 7 : 6);
    else if (line === 'data') data.push('');
  }
  return data.length === 0 ? undefined : { event, data: data.join('\n') };
}

/** The data as JSON, or undefined. */
export function parsedData(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
