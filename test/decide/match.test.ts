import { expect } from 'chai';
import type { SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { MatchSnapshot } from '../../lib/decide/match.js';
import { selectsPod } from '../../lib/decide/match.js';

const WEB = { matchLabels: { app: 'web' } };

function reasonFor(spec: Partial<SidecarSetSpec>, pod: Partial<MatchSnapshot> = {}): string {
  const { selected, reason } = selectsPod({
    sidecarSet: { spec: { selector: WEB, ...spec } },
    labels: { app: 'web' },
    namespace: 'shop',
    ...pod,
  });
  expect(selected).to.equal(reason === 'selected');
  return reason;
}

describe('selectsPod', () => {
  it('selects a pod by its labels in every ordinary namespace', () => {
    expect(reasonFor({})).to.equal('selected');
  });

  it('leaves a pod with other labels', () => {
    expect(reasonFor({}, { labels: { app: 'db' } })).to.equal('labels-differ');
  });

  it('leaves pods of kube-system and kube-public, which no one asked for', () => {
    expect(reasonFor({}, { namespace: 'kube-system' })).to.equal('namespace-exempt');
    expect(reasonFor({}, { namespace: 'kube-public' })).to.equal('namespace-exempt');
  });

  it('keeps to the one namespace that is named', () => {
    expect(reasonFor({ namespace: 'shop' })).to.equal('selected');
    expect(reasonFor({ namespace: 'bank' })).to.equal('other-namespace');
    expect(reasonFor({ namespace: 'kube-system' }, { namespace: 'kube-system' })).to.equal('selected');
  });

  it('takes an empty namespace for any', () => {
    expect(reasonFor({ namespace: '' })).to.equal('selected');
  });

  it('asks the labels of the namespace', () => {
    const namespaceSelector = { matchLabels: { team: 'a' } };
    expect(reasonFor({ namespaceSelector }, { namespaceLabels: { team: 'a' } })).to.equal('selected');
    expect(reasonFor({ namespaceSelector }, { namespaceLabels: {} })).to.equal('namespace-labels-differ');
    expect(reasonFor({ namespaceSelector })).to.equal('namespace-unknown');
  });

  it('selects kube-system when its labels are asked for', () => {
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } };
    const namespaceLabels = { 'kubernetes.io/metadata.name': 'kube-system' };
    expect(reasonFor({ namespaceSelector }, { namespace: 'kube-system', namespaceLabels })).to.equal('selected');
  });

  it('lets the namespace win over the selector of namespaces', () => {
    const spec = { namespace: 'shop', namespaceSelector: { matchLabels: { team: 'a' } } };
    expect(reasonFor(spec)).to.equal('selected');
  });

  it('does not take an empty selector of namespaces for a wish to reach kube-system', () => {
    expect(reasonFor({ namespaceSelector: {} })).to.equal('selected');
    expect(reasonFor({ namespaceSelector: {} }, { namespace: 'kube-system' })).to.equal('namespace-exempt');
  });

  it('understands selectors that consist of expressions only', () => {
    const matchExpressions = [{ key: 'app', operator: 'Exists' }];
    expect(reasonFor({ selector: { matchExpressions } })).to.equal('selected');
    expect(reasonFor({ namespaceSelector: { matchExpressions } }, { namespaceLabels: {} })).to.equal(
      'namespace-labels-differ',
    );
  });

  describe('where new pods are injected', () => {
    const scopeNamespaces = { ownNamespace: 'operator', exemptNamespaces: ['bank'] };
    const here = (spec: Partial<SidecarSetSpec>, namespace: string): string =>
      reasonFor(spec, { namespace, namespaceLabels: { team: 'a' }, scopeNamespaces });

    it("leaves the operator's own namespace alone, unless it is asked for", () => {
      expect(here({}, 'operator')).to.equal('namespace-exempt');
      expect(here({ namespace: 'operator' }, 'operator')).to.equal('selected');
      expect(here({ namespaceSelector: { matchLabels: { team: 'a' } } }, 'operator')).to.equal('selected');
    });

    it('leaves a namespace alone that the operator keeps out of, also when it is asked for', () => {
      expect(here({}, 'bank')).to.equal('namespace-exempt-by-operator');
      expect(here({ namespace: 'bank' }, 'bank')).to.equal('namespace-exempt-by-operator');
      expect(here({}, 'shop')).to.equal('selected');
    });
  });

  it('selects no pod by an empty selector', () => {
    expect(reasonFor({ selector: {} })).to.equal('labels-differ');
    expect(reasonFor({ selector: { matchLabels: {}, matchExpressions: [] } })).to.equal('labels-differ');
  });
});
