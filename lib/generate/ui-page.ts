import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * Makes one HTML document of the page of `sidecarset ui`, as a module: it needs no file beside it, neither compiled nor
 * bundled. The hashes are for the Content-Security-Policy, which then lets this style and this script in and no others.
 *
 * @param folder - with `page.html`, `page.css` and `page.js`; ends with a slash
 */
export async function uiPageModule(folder: URL): Promise<string> {
  const [html, style, script] = await Promise.all(
    ['page.html', 'page.css', 'page.js'].map(name => readFile(new URL(name, folder), 'utf8')),
  );
  const whole = fill(fill(html ?? '', 'style', style ?? ''), 'script', script ?? '');
  return [
    '/** The page of `sidecarset ui`, and the SHA-256 in base64 of its style and its script. */',
    'export const PAGE = {',
    `  html: ${JSON.stringify(whole)},`,
    `  styleSha256: '${sha256(style ?? '')}',`,
    `  scriptSha256: '${sha256(script ?? '')}',`,
    '} as const;',
    '',
  ].join('\n');
}

function fill(html: string, element: string, text: string): string {
  const empty = `<${element}></${element}>`;
  if (html.split(empty).length !== 2) throw new Error(`page.html must have ${empty} once`);
  if (text.includes(`</${element}`)) throw new Error(`the text of ${element} would end the element early`);
  return html.replace(empty, () => `<${element}>${text}</${element}>`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
