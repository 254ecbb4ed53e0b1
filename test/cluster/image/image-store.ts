import { type ImageLocation, locateImage } from './image-reference.js';
import { type Descriptor, MANIFEST_TYPE, type Manifest, Registry } from './registry.js';
import { type TarEntry, writeTar } from './tar.js';

/** An image that stands in for a real one: busybox, and whatever is named here. */
export interface StandInImage {
  /** Any host and repository: `nginx:1.15.1`, `registry.k8s.io/pause:3.10`. */
  readonly reference: string;
  /** What it runs unless the pod says otherwise. Default: sleep until told to end. */
  readonly command?: readonly string[];
  /** Further files by absolute path; everybody may execute them. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** The images that a real node can pull. A reference that was never pushed cannot be pulled: ImagePullBackOff. */
export interface ImageStore {
  /**
   * Makes an image, unlike any other by a file that holds its reference.
   *
   * @returns its digest, `sha256:...`: what `status.containerStatuses[].imageID` ends in
   */
  pushImage(image: StandInImage): Promise<string>;
  /** Gives an image a second reference; the digest stays. */
  tagImage(references: { readonly from: string; readonly to: string }): Promise<void>;
}

const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const BASE_IMAGE = { repository: 'stand-in/base', tag: 'latest' };

/** Makes an {@link ImageStore} over the registry of a real node. */
export function createImageStore(registryUrl: string | undefined): ImageStore {
  const open = (): Registry => {
    if (registryUrl === undefined) throw new Error('this cluster has no real node, so nothing pulls images in it');
    return new Registry(registryUrl);
  };
  return {
    pushImage: async image => pushImage(open(), image),
    tagImage: async references => tagImage(open(), references),
  };
}

/** Puts the layer that all images share into an empty registry. */
export async function pushBaseImage(registry: Registry, layerContent: Uint8Array): Promise<void> {
  const { repository } = BASE_IMAGE;
  const layer = await registry.putBlob(repository, LAYER_TYPE, layerContent);
  await pushManifest(registry, { location: BASE_IMAGE, layers: [layer], command: ['sh'] });
}

async function pushImage(registry: Registry, image: StandInImage): Promise<string> {
  const location = locateImage(image.reference);
  const base = await registry.getManifest(BASE_IMAGE);
  for (const layer of base.layers) {
    await registry.mountBlob(layer, { from: BASE_IMAGE.repository, to: location.repository });
  }
  const own = await registry.putBlob(location.repository, LAYER_TYPE, writeTar(ownFiles(image)));
  const command = image.command ?? ['sleep', '9999d'];
  return pushManifest(registry, { location, layers: [...base.layers, own], command });
}

async function tagImage(registry: Registry, references: { readonly from: string; readonly to: string }): Promise<void> {
  const [from, to] = [locateImage(references.from), locateImage(references.to)];
  const manifest = await registry.getManifest(from);
  for (const blob of [manifest.config, ...manifest.layers]) {
    await registry.mountBlob(blob, { from: from.repository, to: to.repository });
  }
  await registry.putManifest(to, manifest);
}

async function pushManifest(
  registry: Registry,
  image: {
    readonly location: ImageLocation;
    readonly layers: readonly Descriptor[];
    readonly command: readonly string[];
  },
): Promise<string> {
  const config = {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { Env: ['PATH=/bin'], Cmd: image.command, WorkingDir: '/' },
    // The layers are not compressed: the digest of the blob is the digest of the content.
    rootfs: { type: 'layers', diff_ids: image.layers.map(layer => layer.digest) },
  };
  const content = Buffer.from(JSON.stringify(config));
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: await registry.putBlob(image.location.repository, CONFIG_TYPE, content),
    layers: image.layers,
  };
  return registry.putManifest(image.location, manifest);
}

function ownFiles({ reference, files = {} }: StandInImage): TarEntry[] {
  const stamped = { '/etc/stand-in': `${reference}\n`, '/www/index.html': `${reference}\n`, ...files };
  return Object.entries(stamped).map(([path, content]) => ({
    path: path.replace(/^\/+/, ''),
    content: Buffer.from(content),
    mode: 0o755,
  }));
}
