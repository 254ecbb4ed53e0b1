import { expect } from 'chai';
import { oncePerObject } from '../../lib/decide/once-per-object.js';

describe('oncePerObject', () => {
  const asked: object[] = [];
  const nameOf = oncePerObject((object: { readonly name?: string }) => {
    asked.push(object);
    return object.name;
  });
  beforeEach(() => asked.splice(0));

  it('computes once for each object, also when nothing comes of it', () => {
    const [web, nobody] = [{ name: 'web' }, {}];
    expect([nameOf(web), nameOf(nobody), nameOf(web), nameOf(nobody)]).to.deep.equal([
      'web',
      undefined,
      'web',
      undefined,
    ]);
    expect(asked).to.deep.equal([web, nobody]);
  });

  it('tells equal objects apart', () => {
    nameOf({ name: 'web' });
    nameOf({ name: 'web' });
    expect(asked).to.have.length(2);
  });
});
