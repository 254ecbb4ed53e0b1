import { expect } from 'chai';

import { OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import type { SidecarSetOperatorProps } from '../../lib/constructs/operator-props.js';
import { fillOperatorProps } from '../../lib/constructs/operator-props.js';

describe('the props of the operator', () => {
  it('have a default each', () => {
    expect(fillOperatorProps({})).to.include({
      namespace: OPERATOR_NAMESPACE,
      createNamespace: true,
      replicas: 2,
      podFailurePolicy: 'Ignore',
      priorityClassName: 'system-cluster-critical',
    });
  });

  it('keep what was given', () => {
    expect(fillOperatorProps({ namespace: 'home', createNamespace: false, replicas: 1 })).to.include({
      namespace: 'home',
      createNamespace: false,
      replicas: 1,
    });
  });

  it('take undefined for not given', () => {
    const props = { replicas: undefined } as unknown as SidecarSetOperatorProps;
    expect(fillOperatorProps(props).replicas).to.equal(2);
  });

  for (const url of ['https://127.0.0.1:9443', 'https://operator.example', 'https://[::1]:9443']) {
    it(`take ${url} for an operator outside the cluster`, () => {
      expect(fillOperatorProps({ outsideCluster: { url } }).outsideCluster).to.deep.equal({ url });
    });
  }

  for (const url of [
    'http://a',
    'a:9443',
    'https://',
    'https://a/',
    'https://a/path',
    'https://a?b',
    'https://u@a',
    'https://a:x',
  ]) {
    it(`refuse ${url} for an operator outside the cluster, with what to write instead`, () => {
      expect(() => fillOperatorProps({ outsideCluster: { url } })).to.throw(
        `outsideCluster.url: "${url}" must be https://HOST or https://HOST:PORT`,
      );
    });
  }
});
