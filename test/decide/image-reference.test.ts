import { expect } from 'chai';

import { normalizeImage, parseImageReference } from '../../lib/decide/image-reference.js';

const SHA = `sha256:${'0'.repeat(64)}`;

const parse = (image: string): unknown => {
  const { tag, digest } = parseImageReference(image) ?? {};
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
};

describe('parseImageReference', () => {
  it('finds the tag behind a registry with a port', () => {
    expect(parse('registry:5000/team/agent:v1')).to.deep.equal({ tag: 'v1' });
    expect(parse('registry:5000/team/agent')).to.deep.equal({});
  });

  it('reads a name without a slash as a name, not as a registry with a port', () => {
    expect(parse('nginx:1')).to.deep.equal({ tag: '1' });
  });

  it('finds tag and digest together', () => {
    expect(parse(`nginx:latest@${SHA}`)).to.deep.equal({ tag: 'latest', digest: SHA });
    expect(parse(`nginx@${SHA}`)).to.deep.equal({ digest: SHA });
  });

  it('takes a first part in upper case for a registry', () => {
    expect(parse('REGISTRY/agent')).to.deep.equal({});
    expect(parse('[::1]:80/agent:2')).to.deep.equal({ tag: '2' });
  });

  it('refuses what is no reference', () => {
    const refused = ['', 'Nginx', 'a b', 'a/', '/a', 'a:b:c', 'a___b', 'a@sha256:short', `a@md5:${'a'.repeat(32)}`];
    expect(refused.filter(image => parseImageReference(image) !== undefined)).to.deep.equal([]);
    expect(parseImageReference('0'.repeat(64)), 'an image ID').to.equal(undefined);
    expect(parseImageReference(`a:${'t'.repeat(129)}`), 'a tag of 129 characters').to.equal(undefined);
  });

  it('allows a path of 255 characters, the folder library included', () => {
    expect(parse('p'.repeat(247))).to.deep.equal({});
    expect(parseImageReference('p'.repeat(248))).to.equal(undefined);
    expect(parse(`x.io/${'p'.repeat(255)}`)).to.deep.equal({});
    expect(parseImageReference(`docker.io/${'p'.repeat(248)}`)).to.equal(undefined);
  });

  it('answers at once however long the text is', () => {
    expect(parseImageReference(`${'a.'.repeat(100_000)}!`)).to.equal(undefined);
    expect(parseImageReference(`${'a-'.repeat(100_000)}/x`)).to.equal(undefined);
  });
});

describe('normalizeImage', () => {
  it('writes out registry, folder and tag, as the kubelet reports them', () => {
    const forms = {
      busybox: 'docker.io/library/busybox:latest',
      'team/agent:1': 'docker.io/team/agent:1',
      'docker.io/busybox:1': 'docker.io/library/busybox:1',
      'index.docker.io/busybox:1': 'docker.io/library/busybox:1',
      'ghcr.io/team/agent': 'ghcr.io/team/agent:latest',
      'localhost/agent:1': 'localhost/agent:1',
      'registry:5000/agent': 'registry:5000/agent:latest',
      'REGISTRY/agent': 'REGISTRY/agent:latest',
      [`nginx@${SHA}`]: `docker.io/library/nginx@${SHA}`,
      [`nginx:1@${SHA}`]: `docker.io/library/nginx:1@${SHA}`,
    };
    for (const [image, full] of Object.entries(forms)) {
      expect(normalizeImage(image)).to.equal(full);
      expect(normalizeImage(full), full).to.equal(full);
    }
  });

  it('leaves alone what is no reference', () => {
    for (const image of ['', 'Nginx', 'a b', '0'.repeat(64)]) expect(normalizeImage(image)).to.equal(image);
  });
});
