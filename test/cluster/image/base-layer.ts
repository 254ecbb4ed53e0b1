import { readFile } from 'node:fs/promises';
import { run } from '../machine/run.js';
import { type TarEntry, writeTar } from './tar.js';

/** A program that runs as process 1 has no default reaction to signals: these two end at once when told to. */
const OBEDIENT_SLEEP = `#!/bin/sh
trap 'kill $! 2>/dev/null; exit 143' TERM INT
/bin/busybox sleep "$@" &
wait $!
`;
const OBEDIENT_SERVER = `#!/bin/sh
trap 'kill $! 2>/dev/null; exit 0' TERM INT QUIT
/bin/busybox httpd -f -p "\${1:-80}" -h /www &
wait $!
`;

/**
 * The files that all stand-in images share, as an uncompressed archive: busybox under all of its names, a `sleep`
 * that obeys SIGTERM, and `serve [PORT]`, a web server over /www that does too.
 */
export async function buildBaseLayer(busyboxPath: string): Promise<Buffer> {
  const script = (text: string): { content: Buffer; mode: number } => ({ content: Buffer.from(text), mode: 0o755 });
  const scripts: readonly TarEntry[] = [
    { path: 'bin/sleep', ...script(OBEDIENT_SLEEP) },
    { path: 'bin/serve', ...script(OBEDIENT_SERVER) },
  ];
  const taken = ['busybox', 'sleep', 'serve'];
  const names = (await run(busyboxPath, ['--list'])).trim().split('\n');
  const links = names.filter(name => !taken.includes(name)).map(name => ({ path: `bin/${name}`, linkTo: 'busybox' }));
  return writeTar([
    ...['bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'www'].map(path => ({ path, directory: true as const })),
    { path: 'etc/passwd', content: Buffer.from('root:x:0:0:root:/:/bin/sh\n'), mode: 0o644 },
    { path: 'bin/busybox', content: await readFile(busyboxPath), mode: 0o755 },
    ...scripts,
    ...links,
  ]);
}
