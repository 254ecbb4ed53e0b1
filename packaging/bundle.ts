/**
 * Makes what the package ships besides the compiled constructs: the command `sidecarset` as one file, with every
 * library that operator and command line need inside, and the mark that dist/cjs is CommonJS.
 *
 * @packageDocumentation
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Plugin } from 'esbuild';
import { build } from 'esbuild';

/**
 * Of client-node the kubeconfig alone is used, and of that nothing that makes clients; of express the router. What is left
 * out would cost each replica of the operator 15 MiB of memory and a quarter of the time that it takes to start.
 */
const usedAlone: Plugin = {
  name: 'used-alone',
  setup(building) {
    const file = (path: string): { readonly path: string } => ({ path: fileURLToPath(new URL(path, import.meta.url)) });
    const isFromClient = ({ importer }: { readonly importer: string }): boolean =>
      importer.includes('/@kubernetes/client-node/');
    building.onResolve({ filter: /^@kubernetes\/client-node$/ }, () =>
      file('../node_modules/@kubernetes/client-node/dist/config.js'),
    );
    building.onResolve({ filter: /^undici$/ }, () => file('left-out/undici.ts'));
    building.onResolve({ filter: /^express$/ }, () => file('left-out/express.ts'));
    building.onResolve({ filter: /^\.\/gen\/index\.js$/ }, from =>
      isFromClient(from) ? file('left-out/generated-client.ts') : undefined,
    );
  },
};

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
  plugins: [usedAlone],
  // Some of the libraries are CommonJS and require Node's own modules.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  logLevel: 'warning',
});

writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
