import { expect } from 'chai';

import { summarizeNotUpgradable } from '../../../lib/decide/rollout/status-pods.js';
import { aProgress } from '../../build/a-progress.js';

const reshaped = (name: string, namespace = 'default'): ReturnType<typeof aProgress> =>
  aProgress(name, { namespace, progress: { version: 'reshaped' } });

describe('summarizeNotUpgradable', () => {
  it('counts reshaped pods only', () => {
    const pods = [aProgress('outdated'), reshaped('a'), aProgress('current', { progress: { version: 'current' } })];
    expect(summarizeNotUpgradable(pods)).to.deep.equal({
      count: 1,
      examples: [
        {
          namespace: 'default',
          name: 'a',
          reason: 'reshaped',
          message: 'More than images changed; the pod needs to be created anew',
        },
      ],
    });
  });

  it('names the first five by namespace and name, in whatever order they come', () => {
    const pods = ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map(name => reshaped(name)).concat(reshaped('z', 'apps'));
    const { count, examples } = summarizeNotUpgradable(pods);
    expect(count).to.equal(8);
    expect(examples?.map(({ namespace, name }) => `${namespace}/${name}`)).to.deep.equal([
      'apps/z',
      'default/a',
      'default/b',
      'default/c',
      'default/d',
    ]);
  });

  it('says none aloud, so that a merge patch takes back what was said before', () => {
    expect(summarizeNotUpgradable([])).to.deep.equal({ count: 0, examples: [] });
  });
});
