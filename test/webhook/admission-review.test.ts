import { expect } from 'chai';
import fc from 'fast-check';
import { closeReview, openReview } from '../../webhook/admission-review.js';
import { aReview } from './webhook-fixture.js';

function messageOf(review: unknown): string | undefined {
  const opened = openReview(review);
  return opened.kind === 'malformed' ? opened.message : undefined;
}

describe('openReview', () => {
  it('opens what the API server sends', () => {
    const opened = openReview(aReview());
    expect(opened).to.deep.equal({
      kind: 'request',
      request: {
        uid: 'u-1',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', version: 'v1', resource: 'pods' },
        operation: 'CREATE',
        subResource: '',
        namespace: 'default',
        name: '',
        object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [] } },
        dryRun: false,
      },
    });
  });

  it('leaves out an object that Go has written as null', () => {
    const opened = openReview(aReview({ operation: 'DELETE', object: null, oldObject: { a: 1 } }));
    expect(opened).to.have.nested.property('request.oldObject');
    expect(opened).to.not.have.nested.property('request.object');
  });

  it('names every fault of an envelope at once', () => {
    const review = { ...aReview({ uid: '', operation: 'EAT', resource: { group: 1 }, object: [] }), apiVersion: 'v1' };
    expect(messageOf(review)).to.equal(
      'this is no AdmissionReview: apiVersion must be "admission.k8s.io/v1"; ' +
        'request.uid must be a text that is not empty; ' +
        'request.operation must be one of CREATE, UPDATE, DELETE, CONNECT; ' +
        'request.resource.group must be a text; request.resource.version must be a text; ' +
        'request.resource.resource must be a text; request.object must be an object',
    );
  });

  it('refuses a body that is no object, and one without a request', () => {
    expect(messageOf([])).to.equal('this is no AdmissionReview: the body must be a JSON object');
    expect(messageOf({})).to.contain('request must be an object');
  });

  it('gives a well-formed request or a reason, whatever JSON comes in', () => {
    const names = [
      'apiVersion',
      'kind',
      'request',
      'uid',
      'operation',
      'resource',
      'object',
      '__proto__',
      'constructor',
    ];
    const anyJson = fc.letrec(tie => ({
      value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), tie('object')),
      object: fc.dictionary(fc.constantFrom(...names), tie('value')),
    })).value;
    const anyReview = fc.dictionary(fc.constantFrom(...names), anyJson).map(fields => aReview(fields));
    fc.assert(
      fc.property(fc.oneof(anyJson, anyReview), value => {
        // As it comes over the wire: `__proto__` is a field like any other then.
        const opened = openReview(JSON.parse(JSON.stringify(value)));
        if (opened.kind === 'malformed') {
          expect(opened.message).to.match(/^this is no AdmissionReview: ./);
          return;
        }
        const { uid, operation, resource, subResource, namespace, name, dryRun } = opened.request;
        expect(uid).to.be.a('string').and.not.equal('');
        expect(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']).to.include(operation);
        const texts = [resource.group, resource.resource, subResource, namespace, name];
        expect(texts.every(text => typeof text === 'string')).to.equal(true);
        expect(dryRun).to.be.a('boolean');
      }),
      { numRuns: 500 },
    );
  });
});

describe('closeReview', () => {
  function responseTo(decision: Parameters<typeof closeReview>[1]): Record<string, unknown> {
    const review = JSON.parse(closeReview('u-1', decision)) as { response: Record<string, unknown> };
    expect(review).to.include({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
    return review.response;
  }

  it('sends a patch in base64 and says of which type it is', () => {
    const patch = [{ op: 'add', path: '/spec/a', value: 'ü' }] as const;
    const response = responseTo({ verdict: 'allow', reason: 'injected', patch });
    expect(response).to.include({ uid: 'u-1', allowed: true, patchType: 'JSONPatch' });
    expect(JSON.parse(Buffer.from(response['patch'] as string, 'base64').toString())).to.deep.equal(patch);
  });

  it('sends neither patch nor type when nothing changes: the API server refuses one without the other', () => {
    expect(responseTo({ verdict: 'allow', reason: 'complete', patch: [] })).to.deep.equal({
      uid: 'u-1',
      allowed: true,
      auditAnnotations: { reason: 'complete' },
    });
  });

  it('sends the warnings of an allowance', () => {
    expect(responseTo({ verdict: 'allow', reason: 'valid', warnings: ['a'] })['warnings']).to.deep.equal(['a']);
  });

  it('sends the status of a refusal', () => {
    const status = { code: 403, reason: 'Forbidden', message: 'no' } as const;
    expect(responseTo({ verdict: 'refuse', reason: 'container-name-taken', status })).to.deep.equal({
      uid: 'u-1',
      allowed: false,
      status: { status: 'Failure', code: 403, reason: 'Forbidden', message: 'no' },
      auditAnnotations: { reason: 'container-name-taken' },
    });
  });
});
