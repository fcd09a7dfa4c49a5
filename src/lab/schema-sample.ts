type Json = Readonly<Record<string, unknown>>;

/** A value of a JSON schema; of an object all that has to be there, or the first member where nothing has to. */
export function sampleOf(schema: Json, depth = 0): unknown {
  const options = schema['enum'];
  if (Array.isArray(options) && options.length > 0) return options[0];
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'string':
      return 'what the practice gateway says';
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    default: {
      const members = object(schema['properties']) ?? {};
      const required = Array.isArray(schema['required']) ? schema['required'] : Object.keys(members).slice(0, 1);
      if (depth > 4) return {};
      return Object.fromEntries(required.flatMap((name) => (typeof name === 'string' ? [[name, sampleOf(object(members[name]) ?? { type: 'string' }, depth + 1)]] : [])));
    }
  }
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
