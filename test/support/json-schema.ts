// The part of JSON Schema 2020-12 that the shipped schemas use, to test documents against them. A keyword that it does not know is an error, so that no rule is passed over.

type Schema = Readonly<Record<string, unknown>>;

const NOTES = ['$schema', '$id', 'title', 'description', '$defs', 'then', 'else', 'default', 'examples'];

/** Where and by which keyword the document breaks the schema, or null. */
export function schemaViolation(schema: unknown, document: unknown): string | null {
  return violation(schema as Schema, document, schema as Schema, '$');
}

function violation(schema: Schema, value: unknown, root: Schema, place: string): string | null {
  for (const [keyword, rule] of Object.entries(schema)) {
    const found = NOTES.includes(keyword) ? null : check(keyword, rule, schema, value, root, place);
    if (found !== null) return found;
  }
  return null;
}

function check(
  keyword: string,
  rule: unknown,
  schema: Schema,
  value: unknown,
  root: Schema,
  place: string,
): string | null {
  const isFine = (holds: boolean): string | null => (holds ? null : `${place}: ${keyword}`);
  const all = (parts: readonly (readonly [Schema, unknown, string])[]): string | null => {
    for (const [part, item, at] of parts) {
      const found = violation(part, item, root, at);
      if (found !== null) return found;
    }
    return null;
  };
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : null;
  const list = Array.isArray(value) ? (value as readonly unknown[]) : null;
  switch (keyword) {
    case '$ref':
      return violation(definition(String(rule), root), value, root, place);
    case 'type':
      return isFine([rule].flat().includes(typeOf(value)) || (rule === 'number' && typeOf(value) === 'integer'));
    case 'const':
      return isFine(value === rule);
    case 'enum':
      return isFine((rule as readonly unknown[]).includes(value));
    case 'minimum':
      return isFine(typeof value !== 'number' || value >= (rule as number));
    case 'maximum':
      return isFine(typeof value !== 'number' || value <= (rule as number));
    case 'minItems':
      return isFine(list === null || list.length >= (rule as number));
    case 'maxItems':
      return isFine(list === null || list.length <= (rule as number));
    case 'required':
      return isFine(fields === null || (rule as readonly string[]).every((name) => Object.hasOwn(fields, name)));
    case 'items':
      return all((list ?? []).map((item, i) => [rule as Schema, item, `${place}[${i}]`] as const));
    case 'properties':
      return all(
        Object.entries(rule as Schema).flatMap(([name, part]) =>
          fields !== null && Object.hasOwn(fields, name)
            ? [[part as Schema, fields[name], `${place}.${name}`] as const]
            : [],
        ),
      );
    case 'additionalProperties': {
      if (rule !== false) throw new Error('only "additionalProperties": false is known');
      const known = Object.keys((schema.properties ?? {}) as Schema);
      return isFine(fields === null || Object.keys(fields).every((name) => known.includes(name)));
    }
    case 'allOf':
      return all((rule as readonly Schema[]).map((part) => [part, value, place] as const));
    case 'anyOf':
      return isFine((rule as readonly Schema[]).some((part) => violation(part, value, root, place) === null));
    case 'if': {
      const branch = violation(rule as Schema, value, root, place) === null ? schema.then : schema.else;
      return branch === undefined ? null : violation(branch as Schema, value, root, place);
    }
    default:
      throw new Error(`unknown keyword ${keyword} at ${place}`);
  }
}

function definition(reference: string, root: Schema): Schema {
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((at, name) => (at as Schema)[name], root) as Schema;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
