/** Where the cursor is in a chains file that may be half written. Pure. */

/** The text that is being typed, by its place, and the gateway that stands beside a model. */
export interface ChainCursor {
  field: 'gateway' | 'model';
  /** Of what is between the quotation marks, as UTF-16 offsets. */
  start: number;
  end: number;
  gateway?: string;
}

/** How far around the cursor a target is looked for, in characters. */
const reach = 4_000;

/** Undefined where neither a gateway nor a model is typed. */
export function chainCursor(text: string, offset: number): ChainCursor | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const [, field, typed] = /"(gateway|model)"\s*:\s*"([^"\\]*)$/.exec(text.slice(lineStart, offset)) ?? [];
  if (field === undefined || typed === undefined) return undefined;
  const rest = /^[^"\\\r\n,}]*/.exec(text.slice(offset))?.[0] ?? '';
  const [, gateway] = /"gateway"\s*:\s*"([^"\\]*)"/.exec(objectAround(text, offset)) ?? [];
  return { field: field as ChainCursor['field'], start: offset - typed.length, end: offset + rest.length, ...(field === 'model' && gateway !== undefined && { gateway }) };
}

/** The object that a place is in, without the braces; up to where the text ends where it is not closed. */
function objectAround(text: string, offset: number): string {
  const start = brace(text, offset - 1, -1);
  const end = brace(text, offset, 1);
  return text.slice(start + 1, end);
}

/** The next brace in a direction that is not matched on the way. */
function brace(text: string, from: number, step: 1 | -1): number {
  let depth = 0;
  let at = from;
  for (let left = reach; left > 0 && at >= 0 && at < text.length; left--, at += step) {
    const one = text[at];
    if (one === (step < 0 ? '}' : '{')) depth++;
    else if (one === (step < 0 ? '{' : '}') && depth-- === 0) break;
  }
  return at;
}
