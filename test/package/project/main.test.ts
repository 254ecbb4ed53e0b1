import { Testing } from 'cdk8s';
import { effectOfChange, injected } from 'cdk8s-sidecarset/testing';

import type { ShopProps } from './main';
import { Shop } from './main';

function aShop(props: ShopProps = {}): Shop {
  return new Shop(Testing.app(), 'shop', props);
}

describe('the shop', () => {
  test('synthesizes', () => {
    const kinds = (Testing.synth(aShop()) as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toEqual(['SidecarSet', 'Deployment']);
  });

  test('gets its sidecars', () => {
    const { deployment, sidecars } = aShop();
    const { containers, initContainers, volumes } = injected(deployment, sidecars).spec;
    expect(containers.map(({ name }) => name)).toEqual(['proxy-1', 'proxy-2', 'log-agent', 'shop']);
    expect(initContainers?.map(({ name }) => name)).toEqual(['mesh']);
    expect(volumes).toStrictEqual([{ name: 'data', emptyDir: {} }]);
  });

  test('gets a new proxy in place', () => {
    expect(effectOfChange(aShop().sidecars, aShop({ proxy: '2' }).sidecars).kind).toBe('in-place');
  });

  test('cannot be synthesized when the cluster would refuse it', () => {
    const shop = aShop({ maxUnavailable: '120%' });
    expect(() => Testing.synth(shop)).toThrow('[shop/sidecars] spec.updateStrategy.maxUnavailable: ');
  });
});
