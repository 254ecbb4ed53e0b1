import { expect } from 'chai';

import { parseImageReference } from '../../../lib/decide/hash/image-reference.js';

const SHA = `sha256:${'0'.repeat(64)}`;

describe('parseImageReference', () => {
  it('finds the tag behind a registry with a port', () => {
    expect(parseImageReference('registry:5000/team/agent:v1')).to.deep.equal({ tag: 'v1' });
    expect(parseImageReference('registry:5000/team/agent')).to.deep.equal({});
  });

  it('reads a name without a slash as a name, not as a registry with a port', () => {
    expect(parseImageReference('nginx:1')).to.deep.equal({ tag: '1' });
  });

  it('finds tag and digest together', () => {
    expect(parseImageReference(`nginx:latest@${SHA}`)).to.deep.equal({ tag: 'latest', digest: SHA });
    expect(parseImageReference(`nginx@${SHA}`)).to.deep.equal({ digest: SHA });
  });

  it('takes a first part in upper case for a registry', () => {
    expect(parseImageReference('REGISTRY/agent')).to.deep.equal({});
    expect(parseImageReference('[::1]:80/agent:2')).to.deep.equal({ tag: '2' });
  });

  it('refuses what is no reference', () => {
    const refused = ['', 'Nginx', 'a b', 'a/', '/a', 'a:b:c', 'a___b', 'a@sha256:short', `a@md5:${'a'.repeat(32)}`];
    expect(refused.filter(image => parseImageReference(image) !== undefined)).to.deep.equal([]);
    expect(parseImageReference('0'.repeat(64)), 'an image ID').to.equal(undefined);
    expect(parseImageReference(`a:${'t'.repeat(129)}`), 'a tag of 129 characters').to.equal(undefined);
  });

  it('allows a path of 255 characters, the folder library included', () => {
    expect(parseImageReference('p'.repeat(247))).to.deep.equal({});
    expect(parseImageReference('p'.repeat(248))).to.equal(undefined);
    expect(parseImageReference(`x.io/${'p'.repeat(255)}`)).to.deep.equal({});
    expect(parseImageReference(`docker.io/${'p'.repeat(248)}`)).to.equal(undefined);
  });

  it('answers at once however long the text is', () => {
    expect(parseImageReference(`${'a.'.repeat(100_000)}!`)).to.equal(undefined);
    expect(parseImageReference(`${'a-'.repeat(100_000)}/x`)).to.equal(undefined);
  });
});
