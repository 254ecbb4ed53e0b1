import { expect } from 'chai';
import { BoundedMap } from '../../lib/cluster/bounded-map.js';

describe('bounded map', () => {
  it('forgets what was not written for longest', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    expect(map.get('a')).to.equal(3);
    expect(map.get('b')).to.be.undefined;
    expect(map.get('c')).to.equal(4);
  });
});
