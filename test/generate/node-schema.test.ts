import { expect } from 'chai';
import fc from 'fast-check';
import {
  boolean,
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
import { parseIntOrPercent } from '../../lib/decide/int-or-percent.js';
import { nodeSchema } from '../../lib/generate/node-schema.js';

const schemaOf = (node: Parameters<typeof nodeSchema>[0]): ReturnType<typeof nodeSchema> => nodeSchema(node, new Map());

describe('the schema of a described value', () => {
  it('is a string with the limits of the description', () => {
    expect(schemaOf(text())).to.deep.equal({ type: 'string' });
    const limited = text({ minLength: 1, maxLength: 9, pattern: { regex: '^a', mustBe: 'an a' } });
    expect(schemaOf(limited)).to.deep.equal({ type: 'string', minLength: 1, maxLength: 9, pattern: '^a' });
  });

  it('is a string out of a few words', () => {
    expect(schemaOf(oneOf('Word', { yes: '', no: '' }))).to.deep.equal({ type: 'string', enum: ['yes', 'no'] });
  });

  it('lets a word stay as it is once set, when the description says so', () => {
    const schema = schemaOf(oneOf('Word', { yes: '' }, { immutable: { message: 'stays' } }));
    expect(schema['x-kubernetes-validations']).to.deep.equal([{ rule: 'self == oldSelf', message: 'stays' }]);
  });

  it('is a whole number in its limits', () => {
    expect(schemaOf(integer({ minimum: 0, maximum: 9 }))).to.deep.equal({
      type: 'integer',
      format: 'int32',
      minimum: 0,
      maximum: 9,
    });
    expect(schemaOf(integer({ format: 'int64' }))).to.deep.equal({ type: 'integer', format: 'int64' });
  });

  it('is true or false', () => {
    expect(schemaOf(boolean())).to.deep.equal({ type: 'boolean' });
  });

  it('is a list: of its own order, or told apart by a key that then must be there', () => {
    expect(schemaOf(list(text(), { maxItems: 3 }))).to.deep.equal({
      type: 'array',
      items: { type: 'string' },
      maxItems: 3,
      'x-kubernetes-list-type': 'atomic',
    });
    const keyed = schemaOf(
      list(object({ name: '', description: '' }, { id: optional(text(), 'An id.') }), { mapKey: 'id' }),
    );
    expect(keyed).to.include({ 'x-kubernetes-list-type': 'map' });
    expect(keyed['x-kubernetes-list-map-keys']).to.deep.equal(['id']);
    expect(keyed.items).to.have.property('required').that.deep.equals(['id']);
  });

  it('is an object with free keys', () => {
    expect(schemaOf(map(boolean()))).to.deep.equal({ type: 'object', additionalProperties: { type: 'boolean' } });
  });

  it('is an object with described fields, defaults and rules', () => {
    const rule = { rule: 'true', message: 'never' };
    const node = object(
      { name: 'Thing', description: '', rules: [rule] },
      { a: required(text(), 'The a.'), b: optional(boolean(), 'The b.', { default: false }) },
    );
    expect(schemaOf(node)).to.deep.equal({
      type: 'object',
      properties: {
        a: { type: 'string', description: 'The a.' },
        b: { type: 'boolean', description: 'The b.', default: false },
      },
      required: ['a'],
      'x-kubernetes-validations': [rule],
    });
  });

  it('rules out a forbidden shape', () => {
    const forbidden = { shape: { required: ['a'] }, message: '' };
    expect(schemaOf(object({ name: '', description: '', forbidden }, {})).not).to.deep.equal({ required: ['a'] });
  });

  it('is a label selector that may be empty or not', () => {
    expect(schemaOf(labelSelector({ mayBeEmpty: true }))).not.to.have.property('x-kubernetes-validations');
    expect(schemaOf(labelSelector({ mayBeEmpty: false }))['x-kubernetes-validations']).to.have.length(1);
  });

  describe('of a number or a percentage', () => {
    for (const minimum of [0, 1] as const) {
      const schema = schemaOf(intOrPercent({ minimum }));
      const pattern = new RegExp(schema.pattern ?? '');

      it(`takes exactly the percentages from ${minimum} to 100 that the rollout reads`, () => {
        const percentLike = fc.stringMatching(/^-?[0-9]{0,4}%?$/);
        fc.assert(
          fc.property(fc.oneof(percentLike, fc.string()), candidate => {
            const parsed = parseIntOrPercent(candidate);
            const allowed = parsed?.kind === 'percent' && parsed.value >= minimum && parsed.value <= 100;
            // "-0%" is a number that people do not write; the schema refuses it.
            expect(pattern.test(candidate)).to.equal(allowed && !candidate.startsWith('-'));
          }),
        );
        for (let percent = 0; percent <= 101; percent++)
          expect(pattern.test(`${percent}%`), String(percent)).to.equal(percent >= minimum && percent <= 100);
      });

      it(`takes numbers from ${minimum} up`, () => {
        expect(schema).to.include({ minimum, 'x-kubernetes-int-or-string': true });
      });
    }
  });
});
