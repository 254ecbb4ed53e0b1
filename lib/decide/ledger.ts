/**
 * The one reader and writer of all our annotations on a pod.
 *
 * @packageDocumentation
 */
export type { ContainerRecord, InjectionRecord, InPlaceState, Ledger, SlotVersions } from './ledger/ledger-shape.js';
export { isOurAnnotation, readLedger } from './ledger/read-ledger.js';
export { withInjection, withUpgrade, writeLedger } from './ledger/write-ledger.js';
