import { expect } from 'chai';
import type { FailedAnswer } from '../../lib/cluster/status-error.js';
import { errorOfAnswer, errorOfStatus } from '../../lib/cluster/status-error.js';

function anAnswer(facts: Partial<FailedAnswer> = {}): FailedAnswer {
  return { code: 500, headers: {}, text: '', call: 'get pods a/b', nowMs: 0, ...facts };
}

describe('errors of the API server', () => {
  it('say what the Status says', () => {
    const causes = [{ field: 'spec.x', message: 'Required value', reason: 'FieldValueRequired' }];
    const text = JSON.stringify({
      kind: 'Status',
      code: 422,
      reason: 'Invalid',
      message: 'is invalid',
      details: { causes },
    });
    const error = errorOfAnswer(anAnswer({ code: 422, text }));
    expect(error).to.include({ code: 422, reason: 'Invalid', message: 'get pods a/b: is invalid (Invalid)' });
    expect(error.causes).to.deep.equal(causes);
  });

  it('let reasons pass that nobody here knows', () => {
    const text = JSON.stringify({ kind: 'Status', reason: 'ReasonOfTomorrow', message: 'm' });
    expect(errorOfAnswer(anAnswer({ code: 418, text }))).to.include({ code: 418, reason: 'ReasonOfTomorrow' });
  });

  for (const [code, reason] of [
    [404, 'NotFound'],
    [409, 'Conflict'],
    [502, 'Http502'],
    [503, 'ServiceUnavailable'],
  ] as const) {
    it(`call ${code} from something that is no API server ${reason}, with the beginning of its words`, () => {
      const error = errorOfAnswer(anAnswer({ code, text: `<html>${'x'.repeat(1000)}` }));
      expect(error).to.include({ code, reason });
      expect(error.message).to.match(/^get pods a\/b: <html>x+… /);
      expect(error.message.length).to.be.below(400);
    });
  }

  it('have words even where the server had none', () => {
    expect(errorOfAnswer(anAnswer({ code: 500 })).message).to.equal('get pods a/b: no message (InternalError)');
  });

  it('read Retry-After in seconds and as a date, before what the Status says', () => {
    const text = JSON.stringify({ kind: 'Status', message: 'm', details: { retryAfterSeconds: 7 } });
    const nowMs = Date.parse('2024-01-01T00:00:00Z');
    const retryAfter = (value: string | undefined): number | undefined =>
      errorOfAnswer(anAnswer({ text, nowMs, headers: value === undefined ? {} : { 'retry-after': value } }))
        .retryAfterMs;
    expect(retryAfter('3')).to.equal(3000);
    expect(retryAfter('Mon, 01 Jan 2024 00:00:05 GMT')).to.equal(5000);
    expect(retryAfter('Sun, 31 Dec 2023 00:00:00 GMT')).to.equal(0);
    expect(retryAfter('soon')).to.equal(7000);
    expect(retryAfter(undefined)).to.equal(7000);
  });

  it('come from the ERROR line of a watch too', () => {
    const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
    expect(errorOfStatus(status, 'watch pods')).to.include({ code: 410, reason: 'Expired' });
    expect(errorOfStatus({ odd: 1 }, 'watch pods')).to.include({ code: 500, reason: 'InternalError' });
  });
});
