import { createHash } from 'node:crypto';

import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from './definition/default-sidecarset.js';
import type { Edit } from './edit.js';
import { editFields, editItems, isList, isObject } from './edit.js';
import { fillCoreDefaults } from './hash/core-defaults.js';
import { toGoJson } from './hash/go-json.js';
import { safeEncode } from './hash/safe-encode.js';
import { oncePerObject } from './once-per-object.js';

/** The two fingerprints of a SidecarSet's sidecars. */
export interface SidecarSetHash {
  /** Differs when a running pod is outdated. */
  readonly specHash: string;
  /** The same with every image left out: differs when a running pod cannot be upgraded in place. */
  readonly shapeHash: string;
}

/**
 * Fingerprints a SidecarSet byte for byte as OpenKruise 1.9 does, so that a change of operator makes no pod outdated.
 *
 * Covers `containers`, and `initContainers` when one of them is native. The stored object and the one its author
 * wrote have the same hash: all defaults are filled in here. Any JSON value may stand anywhere.
 */
export function hashSidecarSet(set: SidecarSet): SidecarSetHash {
  const defaulted: unknown = defaultSidecarSet(set);
  const spec = isObject(defaulted) ? defaulted['spec'] : undefined;
  const sidecars = isObject(spec) ? spec : {};
  const containers = editItems(fillCoreDefaults)(sidecars['containers']);
  const initContainers = editItems(fillCoreDefaults)(sidecars['initContainers']);
  return {
    specHash: fingerprint(layOut(containers, initContainers)),
    shapeHash: fingerprint(layOut(withoutImages(containers), withoutImages(initContainers))),
  };
}

/**
 * {@link hashSidecarSet} for a SidecarSet that is asked about again and again and does not change: one from a cache, or
 * another one with the same spec.
 */
export function hashesOf(sidecarSet: SidecarSet): SidecarSetHash {
  return isObject(sidecarSet.spec) ? hashesOfSpec(sidecarSet.spec) : hashSidecarSet(sidecarSet);
}

const hashesOfSpec = oncePerObject((spec: SidecarSet['spec']) => hashSidecarSet({ spec }));

const withoutImages: Edit = editItems(editFields({ image: () => '' }));

function layOut(containers: unknown, initContainers: unknown): string {
  const fields = [`"containers":${listSidecars(containers)}`];
  if (hasNative(initContainers)) fields.push(`"initContainers":${listSidecars(initContainers)}`);
  return `{${fields.join(',')}}`;
}

function listSidecars(sidecars: unknown): string {
  return toGoJson(sidecars, { list: { struct: 'SidecarContainer' } });
}

function hasNative(initContainers: unknown): boolean {
  return isList(initContainers) && initContainers.some(entry => isObject(entry) && entry['restartPolicy'] === 'Always');
}

function fingerprint(text: string): string {
  return safeEncode(createHash('sha256').update(text, 'utf8').digest('hex'));
}
