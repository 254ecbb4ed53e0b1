/**
 * Makes what the package ships besides the compiled constructs: the command `sidecarset` as one file, with every
 * library that operator and command line need inside, and the mark that dist/cjs is CommonJS.
 *
 * @packageDocumentation
 */
import { writeFileSync } from 'node:fs';

import { build } from 'esbuild';

await build({
  entryPoints: ['lib/cli/main.ts'],
  outfile: 'dist/bundle/sidecarset.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Names stay: what an operator logs about a failure should lead to its source.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  // Some of the libraries are CommonJS and require Node's own modules.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  logLevel: 'warning',
});

writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
