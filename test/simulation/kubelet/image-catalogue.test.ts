import { expect } from 'chai';
import { imageIdOf, normalisedImage } from './image-catalogue.js';

describe('normalisedImage', () => {
  for (const [image, wanted] of [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['busybox:1', 'docker.io/library/busybox:1'],
    ['team/app:1', 'docker.io/team/app:1'],
    ['registry.k8s.io/pause:3.9', 'registry.k8s.io/pause:3.9'],
    ['localhost/app', 'localhost/app:latest'],
    ['host:5000/app', 'host:5000/app:latest'],
    ['app@sha256:00', 'docker.io/library/app@sha256:00'],
  ] as const) {
    it(`is ${wanted} for ${image}`, () => expect(normalisedImage(image)).to.equal(wanted));
  }
});

describe('imageIdOf', () => {
  it('is one for all spellings of an image, and another for another tag', () => {
    const id = imageIdOf('nginx', {});
    expect(id).to.match(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/);
    expect(imageIdOf('docker.io/library/nginx:latest', {})).to.equal(id);
    expect(imageIdOf('nginx:1', {})).not.to.equal(id);
  });

  it('is what the catalogue says, if it says so', () => {
    expect(imageIdOf('nginx', { imageID: 'same' })).to.equal('same');
  });
});
