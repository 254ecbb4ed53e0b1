import fc from 'fast-check';

import { SIDECAR_LAYOUT } from '../../../lib/api/container-field-order.generated.js';
import type { GoField, GoType } from '../../../lib/api/go-layout.js';

/** Fields that Kubernetes gained after the version that OpenKruise 1.9 knows: no hash of it covers them. */
const NEWER_FIELDS = new Set(['restartPolicyRules', 'stopSignal', 'fileKeyRef']);
const SPEC_COUNT = 200;
const SEED = 1;

const text = fc.constantFrom(
  '',
  'a',
  'main',
  '<&>',
  '"\\/',
  '\b\f\n\r\t\u0001\u001f\u007f',
  'é😀\u2028\u2029\uffff',
  '\ud800x',
);
const quantity = fc.constantFrom(
  ...[
    '0',
    '0.1',
    '100m',
    '1e3',
    '1.5Gi',
    '1Ki',
    '0.5Ki',
    '1234567890123',
    '100u',
    '1n',
    '-1',
    '+5',
    '1E',
    '12e6',
    '.5',
  ],
  ...['5.', '1k', '1M', '1024', '1048576', '9223372036854775807', '100000000000000000000', '0.0001', '1Ei', '16Ei'],
  ...['1.0005', '3e-3', '1E3', '1000Ki', '1024Mi', '-0.5', '1000000', 1, 0, 0.5, 1500],
);
const image = fc.constantFrom(
  ...['', 'nginx', 'nginx:latest', 'nginx:1.25', 'registry:5000/nginx', 'registry:5000/nginx:latest', 'Nginx', 'a b'],
  ...[
    'localhost/x',
    'localhost/x:latest',
    'UPPER/x',
    'example.com/Upper',
    'index.docker.io/a',
    'x/y/z:v1',
    'a__b',
    'a___b',
  ],
  ...[`nginx@sha256:${'0'.repeat(64)}`, `nginx:latest@sha256:${'0'.repeat(64)}`, 'nginx@sha256:short', '0'.repeat(64)],
  ...[
    `x@sha512:${'a'.repeat(128)}`,
    `x@md5:${'a'.repeat(32)}`,
    '[::1]:80/x',
    'a:b:c',
    `a:${'t'.repeat(129)}`,
    'a/b/',
    '/a',
  ],
  ...['p'.repeat(255), 'p'.repeat(247), 'p'.repeat(248), `x.io/${'p'.repeat(255)}`, `x.io/${'p'.repeat(256)}`],
);

const SCALARS: Readonly<Record<GoType & string, fc.Arbitrary<unknown>>> = {
  string: text,
  bool: fc.boolean(),
  int: fc.constantFrom(0, 1, 30, 8080, -5, 2 ** 31 - 1),
  quantity,
  'int-or-string': fc.constantFrom(0, 8080, 'http', ''),
};

function anyOf(type: GoType): fc.Arbitrary<unknown> {
  if (typeof type === 'string') return SCALARS[type];
  if ('pointer' in type) return fc.oneof({ weight: 9, arbitrary: anyOf(type.pointer) }, fc.constant(null));
  if ('list' in type)
    return fc.oneof({ weight: 9, arbitrary: fc.array(anyOf(type.list), { maxLength: 2 }) }, fc.constant(null));
  if ('map' in type)
    return fc.dictionary(fc.constantFrom('cpu', 'memory', 'example.com/gpu', 'é', '<'), anyOf(type.map));
  return anyStruct(SIDECAR_LAYOUT[type.struct]!, type.struct === 'SidecarContainer' ? 25 : 50);
}

function anyStruct(fields: readonly GoField[], percent: number): fc.Arbitrary<unknown> {
  const entries = fields
    .filter(field => !NEWER_FIELDS.has(field.name))
    .map(field => {
      const present = field.name === 'image' ? image : anyOf(field.type);
      const value = fc.oneof(
        { weight: percent, arbitrary: present },
        { weight: 100 - percent, arbitrary: fc.constant(undefined) },
      );
      return value.map(drawn => [field.name, drawn] as const);
    });
  return fc.tuple(...entries).map(pairs => Object.fromEntries(pairs.filter(([, value]) => value !== undefined)));
}

const sidecar = anyOf({ struct: 'SidecarContainer' }) as fc.Arbitrary<object>;
const native = fc
  .tuple(sidecar, fc.boolean())
  .map(([init, always]) => (always ? { ...init, restartPolicy: 'Always' } : init));
const spec = fc.record(
  { containers: fc.array(sidecar, { maxLength: 2 }), initContainers: fc.array(native, { maxLength: 2 }) },
  { requiredKeys: [] },
);

for (const sample of fc.sample(spec, { numRuns: SPEC_COUNT, seed: SEED })) console.log(JSON.stringify(sample));
