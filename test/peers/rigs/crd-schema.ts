/** Holds a Kubernetes resource against the structural schema of its definition; unknown fields are faults, as they would be dropped. */

/** What of OpenAPI v3 these definitions use. */
export interface CrdSchema {
  type?: string;
  properties?: Record<string, CrdSchema>;
  additionalProperties?: CrdSchema;
  required?: string[];
  items?: CrdSchema;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
}

/** Every fault with its place. */
export function crdFaults(value: unknown, schema: CrdSchema, at = ''): string[] {
  const faults = [...ofType(value, schema), ...bounds(value, schema)].map((words) => `${at}: ${words}`);
  if (schema.enum && !schema.enum.includes(value)) faults.push(`${at}: not one of ${schema.enum.join(', ')}`);
  if (Array.isArray(value)) return [...faults, ...value.flatMap((one: unknown, index) => (schema.items ? crdFaults(one, schema.items, `${at}[${index}]`) : []))];
  if (typeof value !== 'object' || value === null) return faults;
  // What a definition says nothing of, it does not look at: metadata.
  if (!schema.properties && !schema.additionalProperties) return faults;
  for (const [name, one] of Object.entries(value)) {
    const inner = schema.properties?.[name] ?? schema.additionalProperties;
    if (inner) faults.push(...crdFaults(one, inner, `${at}.${name}`));
    else faults.push(`${at}.${name}: unknown`);
  }
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) faults.push(`${at}: lacks ${name}`);
  return faults;
}

function ofType(value: unknown, { type }: CrdSchema): string[] {
  const is = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  const fits = type === undefined || is === type || (type === 'integer' && Number.isInteger(value));
  return fits ? [] : [`${is} in place of ${type}`];
}

function bounds(value: unknown, schema: CrdSchema): string[] {
  const out = (measure: number | undefined, least: number | undefined, most: number | undefined): boolean =>
    measure !== undefined && (measure < (least ?? -Infinity) || measure > (most ?? Infinity));
  const faults: string[] = [];
  if (typeof value === 'string') {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) faults.push(`"${value}" does not match ${schema.pattern}`);
    if (out(value.length, schema.minLength, schema.maxLength)) faults.push(`"${value}" has a length that is not allowed`);
  }
  if (typeof value === 'number' && out(value, schema.minimum, schema.maximum)) faults.push(`${value} is out of range`);
  if (Array.isArray(value) && out(value.length, schema.minItems, schema.maxItems)) faults.push(`${value.length} items`);
  return faults;
}
