import fc from 'fast-check';

/** Values that break programs which trust what they read. */
const NASTY: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, 2 ** 64, '', ' ', 'a', '__proto__', 'constructor', '\u0000', '\ud800'],
  ...['9'.repeat(5000), '{"a":', '[[[[', '{"__proto__":{"x":1}}', 'é\u202e', 'x'.repeat(70_000)],
  ...[[], {}, [null], [[]], { name: null }, { length: 1 }, { toString: 1 }, [{ name: 'app' }, { name: 'app' }]],
];

/** A value to put somewhere; what nests deep is only named, because no failure could be printed otherwise. */
type Nasty = { readonly value: unknown } | { readonly nested: number };

const nasty: fc.Arbitrary<Nasty> = fc.oneof(
  fc.constantFrom(...NASTY).map(value => ({ value })),
  fc.jsonValue({ maxDepth: 3 }).map(value => ({ value })),
  fc.integer({ min: 1000, max: 20_000 }).map(depth => ({ nested: depth })),
);

/** A value that nests this deep. */
function nested(depth: number): unknown {
  return JSON.parse(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`) as unknown;
}

type Path = readonly (string | number)[];

/** Every place in a JSON value. */
function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value) ? value.map((item, at) => [at, item] as const) : Object.entries(value);
  return [path, ...below.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

/** A place that an earlier change took away stays away. */
function replaced(value: unknown, path: Path, put: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return put;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? ([...(value as unknown[])] as unknown as Record<number, unknown>)
    : { ...value };
  copy[key] = replaced(copy[key], rest, put);
  return copy;
}

/** A place and what is put there. */
export interface Spoiling {
  readonly path: Path;
  readonly put: Nasty;
}

/** Up to three changes that spoil a good value. */
export function spoilings(good: unknown): fc.Arbitrary<readonly Spoiling[]> {
  const one = fc.record({ path: fc.constantFrom(...pathsIn(good)), put: nasty });
  return fc.array(one, { minLength: 1, maxLength: 3 });
}

export function spoil(good: unknown, changes: readonly Spoiling[]): unknown {
  return changes.reduce(
    (value, { path, put }) => replaced(value, path, 'value' in put ? put.value : nested(put.nested)),
    good,
  );
}
