/**
 * Remembers what a pure function makes of each object, for as long as the object lives. In here a value never changes, so
 * an object that has changed is another object; whoever writes into one that was asked about gets the old answer.
 *
 * @param compute - pure
 */
export function oncePerObject<K extends object, V>(compute: (object: K) => V): (object: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return object => {
    let answer = known.get(object);
    if (answer === undefined) known.set(object, (answer = { value: compute(object) }));
    return answer.value;
  };
}
