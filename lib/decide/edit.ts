/** A JSON object whose shape nobody has vouched for. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Makes a new JSON value from another; a value of an unexpected shape passes through as it is. */
export type Edit = (value: unknown) => unknown;

/** Is this a JSON object, neither a list nor null? */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Is this a list of anything? */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Edits each named field that is there. */
export function editFields(edits: Readonly<Record<string, Edit>>): Edit {
  return value => {
    if (!isObject(value)) return value;
    const changed = Object.entries(edits)
      .filter(([field]) => value[field] !== undefined)
      .map(([field, edit]) => [field, edit(value[field])] as const);
    return { ...value, ...Object.fromEntries(changed) };
  };
}

/** All fields but these. */
export function withoutFields<T extends object, F extends keyof T>(value: T, ...fields: readonly F[]): Omit<T, F> {
  const others = Object.entries(value).filter(([field]) => !fields.includes(field as F));
  return Object.fromEntries(others) as Omit<T, F>;
}

/** Edits every item of a list. */
export function editItems(edit: Edit): Edit {
  return value => (isList(value) ? value.map(edit) : value);
}

/** One edit after the other. */
export function inOrder(...edits: readonly Edit[]): Edit {
  return value => edits.reduce((edited, edit) => edit(edited), value);
}

/** Gives each named field its default where Go would see its zero value: absent, null, `""` or 0. */
export function fillZero(defaults: JsonObject): Edit {
  return value => {
    if (!isObject(value)) return value;
    const missing = Object.entries(defaults).filter(([field]) => isZero(value[field]));
    return { ...value, ...Object.fromEntries(missing) };
  };
}

function isZero(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 0;
}
