import { expect } from 'chai';
import type { Sidecar, SidecarSet } from '../../lib/api/sidecarset.generated.js';
import {
  boolean,
  core,
  integer,
  intOrPercent,
  labelSelector,
  list,
  map,
  object,
  oneOf,
  optional,
  required,
  text,
} from '../../lib/api/schema/dsl.js';
import type { Field } from '../../lib/api/schema/schema-node.js';
import { sidecarSetTypes } from '../../lib/generate/sidecarset-types.js';

function typesOf(fields: Readonly<Record<string, Field>>): string {
  return sidecarSetTypes(object({ name: 'Thing', description: 'A thing.' }, fields));
}

describe('TypeScript of a described object', () => {
  it('says what each field is, and which may be absent', () => {
    const types = typesOf({ a: required(text(), 'The a.'), b: optional(boolean(), 'The b.') });
    expect(types).to.contain('/** A thing. */\nexport interface Thing {\n');
    expect(types).to.contain('/** The a. */\nreadonly a: string;\n/** The b. */\nreadonly b?: boolean;\n');
  });

  it('has a type for every kind of node', () => {
    const types = typesOf({
      a: optional(integer(), ''),
      b: optional(intOrPercent({ minimum: 0 }), ''),
      c: optional(list(text()), ''),
      d: optional(map(text()), ''),
      e: optional(labelSelector({ mayBeEmpty: true }), ''),
      f: optional(core('Volume'), ''),
      g: optional(oneOf('Word', { yes: 'Agreed.', no: 'Refused.' }), ''),
      h: optional(object({ name: 'Other', description: '' }, {}), ''),
    });
    for (const line of [
      'readonly a?: number;',
      'readonly b?: number | `${number}%`;',
      'readonly c?: readonly string[];',
      'readonly d?: Readonly<Record<string, string>>;',
      'readonly e?: LabelSelector;',
      'readonly f?: Volume;',
      'readonly g?: Word;',
      'readonly h?: Other;',
      "export type Word = 'yes' | 'no';",
      ' * - `yes`: Agreed.',
      'export interface Other {',
    ])
      expect(types).to.contain(line);
  });

  it('imports the Kubernetes types that it names, and no other', () => {
    const types = typesOf({ a: optional(core('Volume'), ''), b: optional(labelSelector({ mayBeEmpty: true }), '') });
    expect(types.split('\n')[0]).to.equal("import type { LabelSelector, Volume } from './kubernetes.generated.js';");
  });

  it('tells the default', () => {
    expect(typesOf({ a: optional(integer(), 'The a.', { default: 3 }) })).to.contain(' * @default 3\n');
  });

  it('tells both defaults of a field that has one here and another there', () => {
    const item = (value: number): ReturnType<typeof object> =>
      object({ name: 'Item', description: '' }, { size: optional(integer(), '', { default: value }) });
    const types = typesOf({ small: optional(item(1), ''), large: optional(item(9), '') });
    expect(types).to.contain(' * @default 1 or 9\n');
    expect(types.match(/interface Item /g)).to.have.length(1);
  });

  it('fits real SidecarSets, which the compiler checks here', () => {
    const sidecar: Sidecar = { name: 'a', image: 'a:1', podInjectPolicy: 'AfterAppContainer' };
    const set: SidecarSet = {
      spec: { selector: { matchLabels: { app: 'web' } }, containers: [sidecar], updateStrategy: { partition: '10%' } },
    };
    expect(set.spec.containers?.[0]?.image).to.equal('a:1');
  });
});
