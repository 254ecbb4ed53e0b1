import type { ControllerRevision, Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';

/** All that the history of one SidecarSet reads, gathered at one moment. */
export interface HistorySnapshot {
  readonly sidecarSet: SidecarSet;
  /** Every ControllerRevision of the namespace, those of others too: their names are taken. */
  readonly revisions: readonly ControllerRevision[];
  /** Pods whose ledger names the SidecarSet. */
  readonly pods: readonly Pod[];
  /** Where its revisions live: the operator's namespace. */
  readonly namespace: string;
}

/** One write on one revision. */
export type HistoryStep =
  | { readonly kind: 'create'; readonly name: string; readonly revision: ControllerRevision }
  | {
      readonly kind: 'renumber';
      readonly name: string;
      /** The revision becomes the newest with this number. */
      readonly revision: number;
      /** Body of a merge patch, guarded by the version that was read. */
      readonly patch: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'relabel';
      readonly name: string;
      readonly customVersion: string;
      /** As for `renumber`. */
      readonly patch: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'delete';
      readonly name: string;
      /** Of the revision that was read. */
      readonly preconditions: { readonly uid?: string; readonly resourceVersion?: string };
    };

/** What a SidecarSet's status says about its history, or reads from it. */
export interface HistoryFacts {
  /** Name of the revision that holds the present spec. */
  readonly latestRevision: string;
  /** How often the name of a new revision was taken. */
  readonly collisionCount: number;
  /** Those of this SidecarSet alone, oldest first. */
  readonly revisions: readonly ControllerRevision[];
}

/** What is to be done for a history, and what it amounts to once that is done. */
export interface HistoryPlan extends HistoryFacts {
  /** In the order in which they are to be carried out; empty once the history is as it ought to be. */
  readonly steps: readonly HistoryStep[];
}
