import { expect } from 'chai';
import { Coverage } from './coverage.js';
import { FAULT_KINDS } from './faults/fault-kinds.js';

describe('Coverage', () => {
  it('knows which faults happened in no story', () => {
    const coverage = new Coverage();
    const seen = Object.keys(FAULT_KINDS).filter(kind => kind !== 'two-leaders');
    coverage.add(seen.map(kind => [kind, 1]));
    expect(coverage.missing()).to.deep.equal(['two-leaders']);
  });

  it('counts stories and times, of faults and of everything else', () => {
    const coverage = new Coverage();
    coverage.add([
      ['crash', 2],
      ['upgrade', 10],
    ]);
    coverage.add([['crash', 3]]);
    const rows = coverage.table().map(row => row.split(/ +/).slice(0, 3));
    expect(rows).to.deep.include(['crash', '2', '5']).and.to.deep.include(['upgrade', '1', '10']);
    expect(rows).to.deep.include(['lost-call', '0', '0']);
  });
});
