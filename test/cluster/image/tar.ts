/** One entry of an archive. Paths have no leading slash. */
export type TarEntry =
  | { readonly path: string; readonly directory: true }
  | { readonly path: string; readonly linkTo: string }
  | { readonly path: string; readonly content: Uint8Array; readonly mode: number };

const BLOCK_BYTES = 512;

/** Writes a POSIX (ustar) archive: root owns everything, no times, so that the same entries give the same bytes. */
export function writeTar(entries: readonly TarEntry[]): Buffer {
  const end = Buffer.alloc(2 * BLOCK_BYTES);
  return Buffer.concat([...entries.flatMap(writeEntry), end]);
}

function writeEntry(entry: TarEntry): Buffer[] {
  if ('directory' in entry) return [header({ path: `${entry.path}/`, type: '5', mode: 0o755, size: 0 })];
  if ('linkTo' in entry) return [header({ ...entry, type: '2', mode: 0o777, size: 0 })];
  const content = Buffer.alloc(Math.ceil(entry.content.length / BLOCK_BYTES) * BLOCK_BYTES);
  content.set(entry.content);
  return [header({ ...entry, type: '0', size: entry.content.length }), content];
}

function header(entry: {
  readonly path: string;
  readonly type: '0' | '2' | '5';
  readonly mode: number;
  readonly size: number;
  readonly linkTo?: string;
}): Buffer {
  if (Buffer.byteLength(entry.path) > 100) throw new Error(`${entry.path}: longer than an archive's 100 characters`);
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(entry.path, 0);
  block.write(octal(entry.mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(entry.size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(entry.type, 156);
  block.write(entry.linkTo ?? '', 157);
  block.write('ustar\u000000', 257);
  // The checksum counts itself as eight spaces.
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
