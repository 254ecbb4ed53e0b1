/**
 * Writes every generated file. With `--check` it writes nothing, names the stale ones and exits with 1.
 *
 * @packageDocumentation
 */
import { generateFiles } from './generated-files.js';
import { staleFiles, writeFiles } from './write-files.js';

const files = await generateFiles();
if (process.argv.includes('--check')) {
  const stale = await staleFiles(files);
  for (const path of stale) console.error(`${path} is stale; run npm run generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  await writeFiles(files);
}
