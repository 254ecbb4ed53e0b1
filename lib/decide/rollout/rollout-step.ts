/**
 * One write on one pod: images, hash record and in-place state together, guarded by the version that was read. When it
 * fills a slot of a hot sidecar, another one empties the old slot once that has handed over.
 */
export interface Upgrade {
  readonly kind: 'cold-upgrade' | 'fill-slot' | 'empty-slot';
  readonly namespace: string;
  readonly name: string;
  /** Container name → new image, for people. */
  readonly images: Readonly<Record<string, string>>;
  /** Body of a strategic merge patch; its `metadata.resourceVersion` makes the API server refuse it when the pod moved. */
  readonly patch: Readonly<Record<string, unknown>>;
}

/** One write on one pod's status: whether this SidecarSet can bring the pod up to date in place. */
export interface MarkReshaped {
  readonly kind: 'mark-reshaped';
  readonly namespace: string;
  readonly name: string;
  readonly upgradable: boolean;
  /** Body of a strategic merge patch of the status, guarded as that of an upgrade is. */
  readonly patch: Readonly<Record<string, unknown>>;
}

/** One write on one pod, as data. */
export type Step = Upgrade | MarkReshaped;
