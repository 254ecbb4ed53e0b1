import { expect } from 'chai';
import { ApiError } from '../../lib/cluster/api-error.js';
import { retryAfterMs } from '../../lib/cluster/retry.js';
import { NoAnswer } from '../../lib/cluster/transport.js';

function answered(code: number, afterMs?: number): ApiError {
  const details = { code, reason: 'Whatever', message: 'm', call: 'c' };
  return new ApiError(afterMs === undefined ? details : { ...details, retryAfterMs: afterMs });
}

function unanswered(code: string, unsent: boolean): ApiError {
  const cause = new NoAnswer(Object.assign(new Error('network'), { code }), unsent);
  return new ApiError({ code: 0, reason: 'Unreachable', message: 'm', call: 'c' }, { cause });
}

const read = (error: ApiError, failures = 1): number | undefined =>
  retryAfterMs({ error, isRead: true, failures, random: () => 0 });
const write = (error: ApiError, failures = 1): number | undefined =>
  retryAfterMs({ error, isRead: false, failures, random: () => 0 });

describe('retry', () => {
  for (const code of [500, 502, 503, 504]) {
    it(`makes a read again after ${code}, but not a write: it may have been done`, () => {
      expect(read(answered(code))).to.equal(100);
      expect(write(answered(code))).to.be.undefined;
    });
  }

  it('makes anything again after 429, which means that nothing was done', () => {
    expect(read(answered(429))).to.equal(100);
    expect(write(answered(429))).to.equal(100);
  });

  for (const code of [400, 401, 403, 404, 409, 410, 422]) {
    it(`takes ${code} for an answer`, () => {
      expect(read(answered(code))).to.be.undefined;
      expect(write(answered(code))).to.be.undefined;
    });
  }

  it('makes a write again only when it cannot have arrived', () => {
    expect(write(unanswered('ECONNREFUSED', true))).to.equal(100);
    expect(write(unanswered('ECONNRESET', true))).to.equal(100);
    expect(write(unanswered('ECONNRESET', false))).to.be.undefined;
    expect(read(unanswered('ECONNRESET', false))).to.equal(100);
  });

  it('gives up at once on what will not pass: a bad certificate, an unknown name', () => {
    expect(read(unanswered('DEPTH_ZERO_SELF_SIGNED_CERT', true))).to.be.undefined;
    expect(read(unanswered('ENOTFOUND', true))).to.be.undefined;
    expect(read(answered(0))).to.be.undefined;
  });

  it('waits as long as it is told to, and its own growing wait on top', () => {
    expect(read(answered(429, 2000))).to.equal(2100);
    expect(read(answered(429, 2000), 3)).to.equal(2400);
  });

  it('gives up after seven attempts', () => {
    expect(read(answered(503), 6)).to.equal(3200);
    expect(read(answered(503), 7)).to.be.undefined;
  });
});
