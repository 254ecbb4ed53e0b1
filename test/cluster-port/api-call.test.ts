import { expect } from 'chai';
import { CONFIG_MAPS, NAMESPACES, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { ApiCall } from '../../lib/cluster/api-call.js';
import {
  createCall,
  getCall,
  listCall,
  patchCall,
  removeCall,
  replaceCall,
  watchCall,
} from '../../lib/cluster/api-call.js';

const web0 = { namespace: 'shop', name: 'web-0' };

function bodyOf(call: ApiCall): unknown {
  return JSON.parse(call.body ?? 'null');
}

describe('calls to the API server', () => {
  describe('paths', () => {
    it('begin with /api for the core group and with /apis for all others', () => {
      expect(getCall(PODS, web0).path).to.equal('/api/v1/namespaces/shop/pods/web-0');
      expect(getCall(SIDECARSETS, { name: 'mesh' }).path).to.equal('/apis/apps.kruise.io/v1beta1/sidecarsets/mesh');
    });

    it('leave the namespace out for kinds that have none, even if one is given', () => {
      expect(getCall(NAMESPACES, { namespace: 'odd', name: 'shop' }).path).to.equal('/api/v1/namespaces/shop');
    });

    it('escape what does not belong into a path', () => {
      expect(getCall(PODS, { namespace: 'shop', name: '../secrets?x' }).path).to.equal(
        '/api/v1/namespaces/shop/pods/..%2Fsecrets%3Fx',
      );
    });

    it('end with the subresource', () => {
      const patch = { type: 'merge', body: {} } as const;
      expect(patchCall(PODS, web0, patch, { subresource: 'status' }).path).to.match(/\/pods\/web-0\/status\?/);
      const eviction = { metadata: web0, kind: 'Eviction', apiVersion: 'policy/v1' };
      expect(createCall(PODS, eviction as never, { subresource: 'eviction' }).path).to.match(
        /\/pods\/web-0\/eviction\?/,
      );
    });

    it('are refused without a name or namespace: they would mean all objects', () => {
      expect(() => removeCall(PODS, { namespace: 'shop', name: '' }, {})).to.throw(
        'delete pods shop/: the name is missing',
      );
      expect(() => getCall(PODS, { name: 'web-0' })).to.throw('get pods /web-0: the namespace is missing');
      expect(() => replaceCall(CONFIG_MAPS, { metadata: { namespace: 'shop' } }, {})).to.throw('the name is missing');
      expect(() => createCall(CONFIG_MAPS, { metadata: { name: 'a' } }, {})).to.throw('the namespace is missing');
    });
  });

  describe('lists and watches', () => {
    it('go over all namespaces, or one', () => {
      expect(listCall(PODS, {}).path).to.equal('/api/v1/pods');
      expect(listCall(PODS, { namespace: 'shop' }).path).to.equal('/api/v1/namespaces/shop/pods');
    });

    it('hand on selectors and paging', () => {
      const { path } = listCall(PODS, {
        labelSelector: 'app=web,tier!=db',
        fieldSelector: 'spec.nodeName=a',
        limit: 500,
        continue: 'to/ken=',
        resourceVersion: '0',
      });
      expect(Object.fromEntries(new URLSearchParams(path.split('?')[1]))).to.deep.equal({
        labelSelector: 'app=web,tier!=db',
        fieldSelector: 'spec.nodeName=a',
        limit: '500',
        continue: 'to/ken=',
        resourceVersion: '0',
      });
    });

    it('watch with bookmarks', () => {
      expect(watchCall(PODS, { resourceVersion: '7', timeoutSeconds: 300 }).path).to.equal(
        '/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=300',
      );
    });

    it('stream the state not older than now', () => {
      expect(watchCall(PODS, { resourceVersion: '', sendInitialEvents: true }).path).to.equal(
        '/api/v1/pods?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
      );
    });
  });

  describe('writes', () => {
    it('send the whole object, with the type that it may lack', () => {
      const pod = { metadata: web0, spec: { containers: [], fieldOfTomorrow: 1 } };
      const call = createCall(PODS, pod as never, {});
      expect(call.method).to.equal('POST');
      expect(call.path).to.equal('/api/v1/namespaces/shop/pods?fieldManager=sidecarset-operator');
      expect(bodyOf(call)).to.deep.equal({ apiVersion: 'v1', kind: 'Pod', ...pod });
    });

    it('leave a name to the API server where only a prefix is given', () => {
      const call = createCall(CONFIG_MAPS, { metadata: { namespace: 'shop', generateName: 'a-' } }, {});
      expect(call.path).to.match(/\/configmaps\?/);
    });

    it('replace at the place of the object', () => {
      const call = replaceCall(CONFIG_MAPS, { metadata: web0 }, { fieldManager: 'me', dryRun: true });
      expect(call.method).to.equal('PUT');
      expect(call.path).to.equal('/api/v1/namespaces/shop/configmaps/web-0?fieldManager=me&dryRun=All');
    });

    for (const [type, contentType] of [
      ['merge', 'application/merge-patch+json'],
      ['strategic', 'application/strategic-merge-patch+json'],
    ] as const) {
      it(`name the ${type} patch what it is and send it as it is`, () => {
        const call = patchCall(PODS, web0, { type, body: { metadata: { labels: { a: null } } } }, {});
        expect(call.contentType).to.equal(contentType);
        expect(bodyOf(call)).to.deep.equal({ metadata: { labels: { a: null } } });
      });
    }

    it('send a JSON patch as a list of operations', () => {
      const operations = [{ op: 'test', path: '/metadata/resourceVersion', value: '7' }] as const;
      const call = patchCall(PODS, web0, { type: 'json', operations }, {});
      expect(call.contentType).to.equal('application/json-patch+json');
      expect(bodyOf(call)).to.deep.equal(operations);
    });

    it('complete an apply patch by type and name, which the API server does not take from the path', () => {
      const body = { metadata: { labels: { a: 'b' } }, data: { x: '1' } };
      const call = patchCall(CONFIG_MAPS, web0, { type: 'apply', body }, { force: true });
      expect(call.contentType).to.equal('application/apply-patch+yaml');
      expect(call.path).to.match(/\?fieldManager=sidecarset-operator&force=true$/);
      expect(bodyOf(call)).to.deep.equal({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace: 'shop', name: 'web-0', labels: { a: 'b' } },
        data: { x: '1' },
      });
    });

    it('force nothing but apply patches', () => {
      expect(patchCall(PODS, web0, { type: 'merge', body: {} }, { force: true }).path).not.to.match(/force/);
    });

    it('remove on the conditions given', () => {
      const call = removeCall(PODS, web0, { preconditions: { uid: 'u' }, gracePeriodSeconds: 0 });
      expect(call.method).to.equal('DELETE');
      expect(bodyOf(call)).to.deep.equal({
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid: 'u' },
        gracePeriodSeconds: 0,
      });
    });
  });

  it('say in few words what they are', () => {
    const patch = { type: 'merge', body: {} } as const;
    expect(patchCall(PODS, web0, patch, { subresource: 'status' }).text).to.equal('patch pods/status shop/web-0');
    expect(createCall(CONFIG_MAPS, { metadata: web0 }, {}).text).to.equal('create configmaps shop/web-0');
    expect(getCall(SIDECARSETS, { name: 'mesh' }).text).to.equal('get sidecarsets mesh');
    expect(watchCall(PODS, { resourceVersion: '1' }).text).to.equal('watch pods');
    expect(listCall(PODS, { namespace: 'shop' }).text).to.equal('list pods in shop');
  });
});
