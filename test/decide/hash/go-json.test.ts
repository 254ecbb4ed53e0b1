import { expect } from 'chai';

import { toGoJson } from '../../../lib/decide/hash/go-json.js';

function container(fields: Readonly<Record<string, unknown>>): string {
  return toGoJson(fields, { struct: 'SidecarContainer' });
}

describe('toGoJson', () => {
  it('writes fields in the order of the Go struct, whatever the order they came in', () => {
    expect(toGoJson({ value: '1', name: 'A' }, { struct: 'EnvVar' })).to.equal('{"name":"A","value":"1"}');
  });

  it('leaves empty texts, lists, maps, zeros and false out', () => {
    const port = { name: '', hostPort: 0, containerPort: 80 };
    expect(toGoJson(port, { struct: 'ContainerPort' })).to.equal('{"containerPort":80}');
    expect(container({ name: 'a', args: [], tty: false, resources: { limits: {} } })).to.include('"resources":{}');
    expect(container({ name: 'a', args: [], tty: false })).not.to.match(/args|tty/);
  });

  it('writes a required field although it is empty', () => {
    expect(toGoJson({}, { struct: 'EnvVar' })).to.equal('{"name":""}');
  });

  it('writes what a pointer points to although it is empty', () => {
    expect(toGoJson({ runAsNonRoot: false, runAsUser: 0 }, { struct: 'SecurityContext' })).to.equal(
      '{"runAsUser":0,"runAsNonRoot":false}',
    );
  });

  it('leaves a null pointer out, unless its field is required', () => {
    expect(toGoJson({ runAsUser: null }, { struct: 'SecurityContext' })).to.equal('{}');
    expect(toGoJson({ port: 1 }, { struct: 'GRPCAction' })).to.equal('{"port":1,"service":null}');
  });

  it('writes structs that are no pointers although they are empty', () => {
    expect(container({ name: 'a' })).to.equal(
      '{"name":"a","resources":{},"upgradeStrategy":{},"shareVolumePolicy":{}}',
    );
  });

  it('writes a quantity in its canonical form, and zero for an absent one', () => {
    const selector = { resource: 'limits.cpu', divisor: '1000m' };
    expect(toGoJson(selector, { struct: 'ResourceFieldSelector' })).to.include('"divisor":"1"');
    expect(toGoJson({ resource: 'x' }, { struct: 'ResourceFieldSelector' })).to.include('"divisor":"0"');
  });

  it('tells an absent list from an empty one', () => {
    expect(toGoJson(undefined, { list: 'string' })).to.equal('null');
    expect(toGoJson([], { list: 'string' })).to.equal('[]');
  });

  it('escapes what could end a script element or a JavaScript string', () => {
    expect(toGoJson('<&>\u2028\u2029', 'string')).to.equal('"\\u003c\\u0026\\u003e\\u2028\\u2029"');
  });

  it('escapes control characters as Go has done since 1.22', () => {
    expect(toGoJson('\b\f\n\r\t\u0001"\\/\u007f', 'string')).to.equal('"\\b\\f\\n\\r\\t\\u0001\\"\\\\/\u007f"');
  });

  it('reads half a surrogate pair as U+FFFD', () => {
    expect(toGoJson('\ud800x😀', 'string')).to.equal('"\ufffdx😀"');
  });

  it('sorts the keys of a map by their bytes in UTF-8', () => {
    // In UTF-16 the surrogates of the emoji come before U+FFFF.
    expect(toGoJson({ '😀': '1', '\uffff': '2', a: '3' }, { map: 'string' })).to.equal(
      '{"a":"3","\uffff":"2","😀":"1"}',
    );
  });

  it('puts fields that Kubernetes gained after OpenKruise 1.9 behind the known ones of their object', () => {
    const text = container({ name: 'a', restartPolicyRules: [{ action: 'Restart' }], tty: true });
    expect(text).to.match(/"shareVolumePolicy":\{\},"restartPolicyRules":\[\{"action":"Restart"\}\]\}$/);
    const source = { fileKeyRef: { volumeName: 'v', path: 'p', key: 'k' } };
    expect(toGoJson(source, { struct: 'EnvVarSource' })).to.equal(
      '{"fileKeyRef":{"volumeName":"v","path":"p","key":"k"}}',
    );
  });

  it('puts fields that no version knows at the very end, by name', () => {
    expect(toGoJson({ zeta: 1, alpha: { y: [1], x: null }, name: 'A' }, { struct: 'EnvVar' })).to.equal(
      '{"name":"A","alpha":{"x":null,"y":[1]},"zeta":1}',
    );
  });

  it('writes a value that does not fit its type as what it is', () => {
    expect(toGoJson({ name: 5, value: [true], valueFrom: 'x' }, { struct: 'EnvVar' })).to.equal(
      '{"name":5,"value":[true],"valueFrom":"x"}',
    );
  });
});
