import { expect } from 'chai';
import fc from 'fast-check';
import { sharedVolumes } from '../../../lib/decide/injection/share-volumes.js';
import { aSidecar } from '../../build/a-sidecarset.js';

const SHARING = aSidecar({ shareVolumePolicy: { type: 'enabled' } });

/** Which of the app's variables come along with a mount of this subPathExpr. */
function variablesOf(subPathExpr: string, names: readonly string[] = ['A', 'B', '$(A']): readonly string[] {
  const app = {
    name: 'app',
    env: names.map(name => ({ name, value: 'x' })),
    volumeMounts: [{ name: 'data', mountPath: '/data', subPathExpr }],
  };
  return sharedVolumes(SHARING, [app]).env.map(({ name }) => name);
}

describe('sharedVolumes: variables of a subPathExpr', () => {
  it('takes those that are named, each once', () => {
    expect(variablesOf('logs/$(B)/$(A)/$(B)')).to.deep.equal(['A', 'B']);
  });

  it('takes none that is escaped, left open or only text', () => {
    for (const text of ['$$(A)', '$$$$(A)', '$(A', 'A', '$A', '$x(A)', '$', '', '$(C)']) {
      expect(variablesOf(text), text).to.deep.equal([]);
    }
    expect(variablesOf('$$$(A)')).to.deep.equal(['A']);
    expect(variablesOf('$x$(A)')).to.deep.equal(['A']);
  });

  it('reads to the first parenthesis that closes, as the kubelet does', () => {
    expect(variablesOf('$($(A)')).to.deep.equal(['$(A']);
  });

  it('reads every text as the kubelet does', () => {
    // What "$(NAME)" means, written as one would explain it.
    const named = (text: string): ReadonlySet<string> => {
      const tokens = /\$\(([^)]*)\)|\$[^(]|\$\(|[^$]|\$$/gs;
      return new Set([...text.matchAll(tokens)].flatMap(([, name]) => name ?? []));
    };
    const text = fc
      .array(fc.constantFrom('$', '(', ')', 'A', 'B', '$(A)'), { maxLength: 12 })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(text, expression => {
        expect(new Set(variablesOf(expression))).to.deep.equal(
          new Set(['A', 'B', '$(A'].filter(name => named(expression).has(name))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('reads a megabyte of openings that never close', () => {
    expect(variablesOf('$('.repeat(500_000))).to.deep.equal([]);
  });
});
