/**
 * Lays out the file system of the operator's image in dist/image/root: Node with the libraries that it is linked with, the
 * command `sidecarset` as one file, and a user without rights. Nothing else: no shell, no package manager, nothing to
 * write to. The Dockerfile copies it as it is.
 *
 * @packageDocumentation
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { imageNode } from './image-node.js';

const ROOT = 'dist/image/root';
const USER = 'nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n';
const GROUP = 'nonroot:x:65532:\n';

/** Paths of the shared libraries and of the loader, as the loader itself resolves them. */
function librariesOf(program: string): readonly string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' });
  return listed.split('\n').flatMap(line => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

function place(source: string, path: string): void {
  const target = join(ROOT, path);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(source), target);
}

rmSync(ROOT, { recursive: true, force: true });
const node = imageNode();
place(node, 'usr/local/bin/node');
for (const library of librariesOf(node)) place(library, library);
place('dist/bundle/sidecarset.js', 'app/sidecarset.js');
// Next to the bundle: what it says of its version and that it is an ES module.
place('package.json', 'app/package.json');
place('LICENSE', 'app/LICENSE');
place('dist/bundle/sidecarset.js.LEGAL.txt', 'app/sidecarset.js.LEGAL.txt');
place(join(dirname(node), '../LICENSE'), 'usr/local/share/doc/node/LICENSE');
mkdirSync(join(ROOT, 'etc'), { recursive: true });
writeFileSync(join(ROOT, 'etc/passwd'), USER);
writeFileSync(join(ROOT, 'etc/group'), GROUP);
chmodSync(join(ROOT, 'usr/local/bin/node'), 0o755);
