import { expect } from 'chai';
import type { Log } from '../../lib/telemetry/log.js';
import { createLog } from '../../lib/telemetry/log.js';

describe('createLog', () => {
  const written: string[] = [];
  const log: Log = createLog({ nowMs: () => 0, write: line => written.push(line) });

  beforeEach(() => void written.splice(0));

  it('writes one JSON line for an event', () => {
    log.info('started', { port: 1 });
    expect(written).to.deep.equal(['{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"started","port":1}\n']);
  });

  it('keeps a text with line breaks on its line', () => {
    log.warn('odd', { message: 'a\nb' });
    expect(written[0]?.trimEnd()).to.not.contain('\n');
  });

  it('writes the words of an error', () => {
    log.error('failed', { error: new Error('no'), nested: { error: new Error('inner') } });
    expect(JSON.parse(written[0] ?? '')).to.deep.include({ level: 'error', error: 'no', nested: { error: 'inner' } });
  });
});
