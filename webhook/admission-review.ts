import type { JsonPatchOperation } from '../lib/cluster/cluster.js';
import { clipWarnings } from './clip-warnings.js';

/** One of the API's kinds or resources, as an AdmissionReview names them. */
interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** The part of an AdmissionReview's request that our decisions read. The objects may be any JSON object. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly kind: GroupVersion & { readonly kind: string };
  readonly resource: GroupVersion & { readonly resource: string };
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** Empty: the object itself. */
  readonly subResource: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  /** Empty when the API server is still to generate it. */
  readonly name: string;
  /** Absent on DELETE. */
  readonly object?: Readonly<Record<string, unknown>>;
  /** Absent on CREATE. */
  readonly oldObject?: Readonly<Record<string, unknown>>;
  /** Nothing will be stored: the decision may have no effect but its answer. */
  readonly dryRun: boolean;
}

/** What a decision says for the log beside its verdict and reason. */
type Facts = Readonly<Record<string, unknown>>;

/** The request goes through, with or without a change. */
export interface Allowance {
  readonly verdict: 'allow';
  /** Kebab-case word; the same in log, metric and audit annotation. */
  readonly reason: string;
  /** Absent or empty: nothing is changed. */
  readonly patch?: readonly JsonPatchOperation[];
  readonly warnings?: readonly string[];
  /** Absent: not worth a line in the log. */
  readonly facts?: Facts;
}

/** The request is not let through. */
export interface Refusal {
  readonly verdict: 'refuse';
  readonly reason: string;
  readonly status: RefusalStatus;
  readonly facts?: Facts;
}

/**
 * Nothing could be decided. It is answered by an HTTP status other than 200, which the API server treats like a
 * webhook that is away: the `failurePolicy` of the webhook configuration says what becomes of the request.
 */
export interface Failure {
  readonly verdict: 'fail';
  readonly reason: string;
  readonly code: 400 | 408 | 413 | 415 | 500 | 503;
  readonly message: string;
  readonly facts?: Facts;
}

/** What admission decides about a request. */
export type AdmissionDecision = Allowance | Refusal | Failure;

/** The part of a Kubernetes `Status` that a refusal fills; kubectl prints it. */
export interface RefusalStatus {
  readonly code: 403 | 422;
  readonly reason: 'Forbidden' | 'Invalid';
  readonly message: string;
  readonly details?: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  };
}

/** An AdmissionReview that was opened, or why it could not be. */
export type OpenedReview =
  | { readonly kind: 'request'; readonly request: AdmissionRequest }
  | { readonly kind: 'malformed'; readonly message: string };

const API_VERSION = 'admission.k8s.io/v1';
const OPERATIONS: readonly string[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/**
 * Opens the envelope. Whatever JSON value comes in, it answers with a well-formed request or with every fault of the
 * envelope; it never throws. The objects inside are looked at by the decisions.
 */
export function openReview(review: unknown): OpenedReview {
  if (!isRecord(review)) return malformed(['the body must be a JSON object']);
  const faults: string[] = [];
  if (review['apiVersion'] !== API_VERSION) faults.push(`apiVersion must be "${API_VERSION}"`);
  if (review['kind'] !== 'AdmissionReview') faults.push('kind must be "AdmissionReview"');
  const request = review['request'];
  if (!isRecord(request)) return malformed([...faults, 'request must be an object']);
  faults.push(...requestFaults(request));
  return faults.length > 0 ? malformed(faults) : { kind: 'request', request: readRequest(request) };
}

/** Writes the answer to a request: the JSON text of an AdmissionReview. */
export function closeReview(uid: string, decision: Allowance | Refusal): string {
  // The API server's audit log keeps it, under our webhook's name.
  const auditAnnotations = { reason: decision.reason };
  const response =
    decision.verdict === 'allow'
      ? { uid, allowed: true, warnings: clipped(decision.warnings), auditAnnotations }
      : { uid, allowed: false, status: { status: 'Failure', ...decision.status }, auditAnnotations };
  const text = JSON.stringify({ apiVersion: API_VERSION, kind: 'AdmissionReview', response });
  const patch = decision.verdict === 'allow' ? (decision.patch ?? []) : [];
  return patch.length === 0 ? text : withPatch(text, patch);
}

/** @returns undefined when nothing is left: the field is then not written */
function clipped(warnings: readonly string[] = []): readonly string[] | undefined {
  const short = warnings.length === 0 ? [] : clipWarnings(warnings);
  return short.length === 0 ? undefined : short;
}

/** Nothing in Base64 needs to be escaped: to look through so long a text for quotes costs more than to write the rest. */
function withPatch(review: string, patch: readonly JsonPatchOperation[]): string {
  const encoded = Buffer.from(JSON.stringify(patch)).toString('base64');
  return `${review.slice(0, -'}}'.length)},"patchType":"JSONPatch","patch":"${encoded}"}}`;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function requestFaults(request: JsonRecord): string[] {
  const faults: string[] = [];
  if (!isText(request['uid']) || request['uid'] === '') faults.push('request.uid must be a text that is not empty');
  if (!OPERATIONS.includes(request['operation'] as string)) {
    faults.push(`request.operation must be one of ${OPERATIONS.join(', ')}`);
  }
  faults.push(...groupVersionFaults(request, 'kind'), ...groupVersionFaults(request, 'resource'));
  for (const field of ['subResource', 'namespace', 'name']) {
    if (!isAbsent(request[field]) && !isText(request[field])) faults.push(`request.${field} must be a text`);
  }
  for (const field of ['object', 'oldObject']) {
    if (!isAbsent(request[field]) && !isRecord(request[field])) faults.push(`request.${field} must be an object`);
  }
  if (!isAbsent(request['dryRun']) && typeof request['dryRun'] !== 'boolean') {
    faults.push('request.dryRun must be a boolean');
  }
  return faults;
}

function groupVersionFaults(request: JsonRecord, field: 'kind' | 'resource'): string[] {
  const value = request[field];
  if (!isRecord(value)) return [`request.${field} must be an object`];
  return ['group', 'version', field]
    .filter(key => !isText(value[key]))
    .map(key => `request.${field}.${key} must be a text`);
}

function readRequest(request: JsonRecord): AdmissionRequest {
  const { object, oldObject } = request;
  return {
    uid: request['uid'] as string,
    kind: request['kind'] as AdmissionRequest['kind'],
    resource: request['resource'] as AdmissionRequest['resource'],
    operation: request['operation'] as AdmissionRequest['operation'],
    subResource: textOrEmpty(request['subResource']),
    namespace: textOrEmpty(request['namespace']),
    name: textOrEmpty(request['name']),
    ...(isRecord(object) ? { object } : {}),
    ...(isRecord(oldObject) ? { oldObject } : {}),
    dryRun: request['dryRun'] === true,
  };
}

function malformed(faults: readonly string[]): OpenedReview {
  return { kind: 'malformed', message: `this is no AdmissionReview: ${faults.join('; ')}` };
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Go writes an absent object as null. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function textOrEmpty(value: unknown): string {
  return isText(value) ? value : '';
}
