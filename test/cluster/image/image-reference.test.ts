import { expect } from 'chai';
import { locateImage } from './image-reference.js';

describe('locateImage', () => {
  const cases = {
    nginx: 'library/nginx latest',
    'nginx:1.15.1': 'library/nginx 1.15.1',
    'docker.io/nginx:1': 'library/nginx 1',
    'docker.io/library/nginx:1': 'library/nginx 1',
    'openkruise/hotupgrade-sample:empty': 'openkruise/hotupgrade-sample empty',
    'registry.k8s.io/pause:3.10': 'pause 3.10',
    'localhost/agent:1': 'agent 1',
    'localhost:5000/agent': 'agent latest',
    'example.com:5000/team/agent:v1.2_3': 'team/agent v1.2_3',
  };
  for (const [reference, expected] of Object.entries(cases)) {
    it(`files ${reference} under ${expected}`, () => {
      const { repository, tag } = locateImage(reference);
      expect(`${repository} ${tag}`).to.equal(expected);
    });
  }

  for (const reference of ['', ':1', 'nginx@sha256:0123']) {
    it(`refuses "${reference}"`, () => {
      expect(() => locateImage(reference)).to.throw(`image reference "${reference}"`);
    });
  }
});
