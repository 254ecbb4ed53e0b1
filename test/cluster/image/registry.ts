import { createHash } from 'node:crypto';
import type { ImageLocation } from './image-reference.js';

/** How a manifest speaks of a blob. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An OCI image manifest. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: typeof MANIFEST_TYPE;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** The media type of a {@link Manifest}. */
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** Writes into and reads from one image registry, by the OCI distribution protocol. */
export class Registry {
  readonly #url: string;

  /** @param url - without a path: `http://127.0.0.1:5000` */
  constructor(url: string) {
    this.#url = url;
  }

  /** Uploads a blob; `mediaType` is what manifests will call it. */
  async putBlob(repository: string, mediaType: string, content: Uint8Array): Promise<Descriptor> {
    const digest = digestOf(content);
    const begun = await this.#call('POST', `${repository}/blobs/uploads/`);
    const place = new URL(begun.headers.get('location') ?? '', this.#url);
    place.searchParams.set('digest', digest);
    await this.#send('PUT', place, { body: content, headers: { 'content-type': 'application/octet-stream' } });
    return { mediaType, digest, size: content.length };
  }

  /** Makes a blob of one repository part of another one. */
  async mountBlob(blob: Descriptor, repositories: { readonly from: string; readonly to: string }): Promise<void> {
    const query = new URLSearchParams({ mount: blob.digest, from: repositories.from });
    const answer = await this.#call('POST', `${repositories.to}/blobs/uploads/?${query.toString()}`);
    // 202 would be the offer to upload it instead.
    if (answer.status !== 201) throw new Error(`${blob.digest} is not in ${repositories.from} of ${this.#url}`);
  }

  /** @throws Error when there is no such image */
  async getManifest({ repository, tag }: ImageLocation): Promise<Manifest> {
    const headers = { accept: MANIFEST_TYPE };
    const answer = await this.#call('GET', `${repository}/manifests/${tag}`, { headers });
    return (await answer.json()) as Manifest;
  }

  /**
   * Gives a manifest a tag; its blobs must be in that repository.
   *
   * @returns the manifest's digest
   */
  async putManifest({ repository, tag }: ImageLocation, manifest: Manifest): Promise<string> {
    const headers = { 'content-type': MANIFEST_TYPE };
    const body = JSON.stringify(manifest);
    await this.#call('PUT', `${repository}/manifests/${tag}`, { headers, body });
    return digestOf(body);
  }

  #call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    return this.#send(method, new URL(`/v2/${path}`, this.#url), init);
  }

  async #send(method: string, url: URL, init: RequestInit): Promise<Response> {
    const answer = await fetch(url, { ...init, method });
    if (answer.ok) return answer;
    throw new Error(`${method} ${url.href}: ${answer.status} ${await answer.text()}`);
  }
}

function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
