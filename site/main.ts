/** `npm run site`: the documentation as a static site, in dist/site. */
import { buildApiReference } from './build-api-reference.js';
import { buildSite } from './build-site.js';

const FOLDER = 'dist/site';

await buildSite(FOLDER);
await buildApiReference(`${FOLDER}/api`);
process.stdout.write(`${FOLDER}/index.html\n`);
