import type { Resource } from '../../../lib/api/resources.js';
import { apiVersionOf } from '../../../lib/api/resources.js';
import type { ApiErrorDetails } from '../../../lib/cluster/api-error.js';
import { ApiError } from '../../../lib/cluster/api-error.js';

/** One fault of an object, as the API server lists them. */
export interface Fault {
  readonly field: string;
  readonly message: string;
  readonly reason?: string;
}

/** The answers of an API server that are no success, to one call, in the words of Kubernetes 1.34. */
export class Refusals {
  /**
   * @param call - for people: `patch pods/status default/web-0`
   * @param name - of the object; empty for collections
   */
  constructor(
    private readonly resource: Resource,
    private readonly call: string,
    private readonly name: string,
  ) {}

  notFound(): ApiError {
    return this.#error(404, 'NotFound', `${this.#plural} "${this.name}" not found`);
  }

  alreadyExists(name: string): ApiError {
    return this.#error(409, 'AlreadyExists', `${this.#plural} "${name}" already exists`);
  }

  conflict(): ApiError {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    return this.#error(409, 'Conflict', `Operation cannot be fulfilled on ${this.#plural} "${this.name}": ${why}`);
  }

  preconditionFailed(what: 'UID' | 'ResourceVersion', expected: string, stored: string): ApiError {
    const why = `the ${what} in the precondition (${expected}) does not match the ${what} in record (${stored})`;
    return this.#error(409, 'Conflict', `Operation cannot be fulfilled on ${this.#kind} "${this.name}": ${why}`);
  }

  alreadyAssigned(nodeName: string): ApiError {
    const why = `pod ${this.name} is already assigned to node "${nodeName}"`;
    return this.#error(409, 'Conflict', `Operation cannot be fulfilled on pods/binding "${this.name}": ${why}`);
  }

  invalid(faults: readonly Fault[], name: string = this.name): ApiError {
    const texts = faults.map(({ field, message }) => `${field}: ${message}`);
    const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
    return this.#error(422, 'Invalid', `${this.#kind} "${name}" is invalid: ${list}`, { causes: faults });
  }

  mustHaveVersion(): ApiError {
    const fault = { field: 'metadata.resourceVersion', message: 'Invalid value: 0: must be specified for an update' };
    const message = `${this.#plural} "${this.name}" is invalid: ${fault.field}: ${fault.message}`;
    return this.#error(422, 'Invalid', message, { causes: [fault] });
  }

  unfitPatch(): ApiError {
    return this.#error(422, 'Invalid', 'the server rejected our request due to an error in our request');
  }

  forbidden(why: string): ApiError {
    const object = this.name === '' ? this.#plural : `${this.#plural} "${this.name}"`;
    return this.#error(403, 'Forbidden', `${object} is forbidden: ${why}`);
  }

  badRequest(message: string): ApiError {
    return this.#error(400, 'BadRequest', message);
  }

  noSuchResource(): ApiError {
    return this.#error(404, 'NotFound', 'the server could not find the requested resource');
  }

  unsupportedPatch(): ApiError {
    const types = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
    const message = `the body of the request was in an unknown format - accepted media types include: ${types}`;
    return this.#error(415, 'UnsupportedMediaType', message);
  }

  notSimulated(what: string): ApiError {
    return this.#error(501, 'NotImplemented', `not simulated: ${what}`);
  }

  expiredVersion(version: string, floor: string): ApiError {
    return this.#error(410, 'Expired', `too old resource version: ${version} (${floor})`);
  }

  expiredToken(): ApiError {
    const message = 'The provided continue parameter is too old to display a consistent list result.';
    return this.#error(410, 'Expired', `${message} You can start a new list without the continue parameter.`);
  }

  tooLargeVersion(version: string, current: string): ApiError {
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
    const message = `Timeout: Too large resource version: ${version}, current: ${current}`;
    return this.#error(504, 'Timeout', message, { causes, retryAfterMs: 1000 });
  }

  internal(message: string): ApiError {
    return this.#error(500, 'InternalError', `Internal error occurred: ${message}`);
  }

  denied(code: number, reason: string, message: string): ApiError {
    return this.#error(code, reason, message);
  }

  get #plural(): string {
    const { group, plural } = this.resource;
    return group === '' ? plural : `${plural}.${group}`;
  }

  get #kind(): string {
    const { group, kind } = this.resource;
    return group === '' ? kind : `${kind}.${group}`;
  }

  #error(code: number, reason: string, message: string, more: Partial<ApiErrorDetails> = {}): ApiError {
    return new ApiError({ code, reason, message, call: this.call, ...more });
  }
}

/** The type under which a resource's objects travel. */
export function typeOf(resource: Resource): { readonly apiVersion: string; readonly kind: string } {
  return { apiVersion: apiVersionOf(resource), kind: resource.kind };
}
