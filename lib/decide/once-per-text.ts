/** Longer ones are as good as never shared, and whoever writes them must not fill our memory. */
const LONGEST_TEXT = 4096;

/**
 * Remembers what a pure function makes of the last texts that it was asked about: thousands of pods carry the same few, and
 * then share the answer too.
 *
 * @param compute - pure; nobody changes what it returns
 */
export function oncePerText<V extends object>(compute: (text: string) => V, mostTexts = 1024): (text: string) => V {
  const known = new Map<string, V>();
  return text => {
    if (text.length > LONGEST_TEXT) return compute(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = compute(text);
    const [oldest] = known.keys();
    if (known.size >= mostTexts && oldest !== undefined) known.delete(oldest);
    known.set(text, value);
    return value;
  };
}
