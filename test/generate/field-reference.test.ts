import { expect } from 'chai';
import { integer, list, object, oneOf, optional, required, text } from '../../lib/api/schema/dsl.js';
import type { Field } from '../../lib/api/schema/schema-node.js';
import { SIDECARSET_SCHEMA } from '../../lib/api/schema/sidecarset.js';
import { fieldReference } from '../../lib/generate/field-reference.js';
import { namedNodes } from '../../lib/generate/named-nodes.js';

function rowOf(name: string, field: Field): string {
  const reference = fieldReference(object({ name: 'Thing', description: 'A thing.' }, { [name]: field }));
  return reference.split('\n').find(line => line.startsWith(`| \`${name}\``)) ?? '';
}

describe('the field reference', () => {
  it('tells type, default, meaning and what is checked', () => {
    expect(rowOf('size', optional(integer({ minimum: 1 }), 'How large.', { default: 3 }))).to.equal(
      '| `size` | integer | `3` | How large. | at least 1 |',
    );
  });

  it('tells what is required, and patterns in words', () => {
    const field = required(text({ minLength: 1, pattern: { regex: '^a', mustBe: 'an a' } }), 'The name.');
    expect(rowOf('name', field)).to.equal('| `name` | string |  | The name. | required; not empty; an a |');
  });

  it('tells what every word does', () => {
    expect(rowOf('mode', optional(oneOf('Mode', { on: 'It runs.', off: 'It rests.' }), 'The mode.'))).to.equal(
      '| `mode` | `on` or `off` |  | The mode.<br>`on`: It runs.<br>`off`: It rests. |  |',
    );
  });

  it('leads from a field to the object in it', () => {
    const inner = object({ name: 'InnerThing', description: 'Inside.' }, {});
    expect(rowOf('things', optional(list(inner, { mapKey: 'id' }), 'Things.'))).to.equal(
      '| `things` | list of [InnerThing](#innerthing) |  | Things. | `id` is unique |',
    );
  });

  it('keeps a bar in a text from ending its cell', () => {
    expect(rowOf('a', optional(text(), 'this|that'))).to.contain('this\\|that');
  });

  it('tells each rule once', () => {
    const rule = { rule: 'false', message: 'is wrong; mend it' };
    const reference = fieldReference(object({ name: 'Thing', description: '', rules: [rule, rule] }, {}));
    expect(reference.split('- Refused: is wrong; mend it.')).to.have.length(2);
  });

  it('has a section for every object and a row for every field of a SidecarSet', () => {
    const reference = fieldReference(SIDECARSET_SCHEMA);
    for (const [name, places] of namedNodes(SIDECARSET_SCHEMA).objects) {
      const section = reference.split(/^## /m).find(part => part.startsWith(`${name}\n`)) ?? '';
      for (const { path, node } of places) {
        if (path !== '') expect(section).to.contain(`\`${path}\``);
        for (const field of Object.keys(node.fields)) expect(section).to.contain(`| \`${field}\` |`);
      }
    }
  });
});
