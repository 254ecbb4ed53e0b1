import { expect } from 'chai';

import { counted } from '../../lib/decide/counted.js';

describe('what is counted', () => {
  it('stands in the singular when there is one of it, and only then', () => {
    expect([0, 1, 2].map(count => counted(count, 'pod'))).to.deep.equal(['0 pods', '1 pod', '2 pods']);
  });
});
