import { expect } from 'chai';
import fc from 'fast-check';
import { readWatchLine, splitLines } from '../../lib/cluster/watch-lines.js';

async function linesOf(chunks: readonly Buffer[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of splitLines(stream(chunks))) lines.push(line);
  return lines;
}

async function* stream(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield chunk;
  }
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map(place => place % (bytes.length + 1)), bytes.length].toSorted((x, y) => x - y);
  return edges.slice(1).map((end, n) => bytes.subarray(edges[n], end));
}

const line = fc.string({ unit: 'binary' }).map(text => text.replaceAll('\n', ''));

describe('lines of a watch', () => {
  it('are whole wherever the chunks end, in the middle of a character too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(), { maxLength: 20 }), async (lines, places) => {
        const bytes = Buffer.from(lines.map(text => `${text}\n`).join(''));
        // Halves of surrogate pairs have no UTF-8: compare with what the bytes mean.
        const wanted = bytes.toString('utf8').split('\n').slice(0, -1);
        expect(await linesOf(cut(bytes, places))).to.deep.equal(wanted);
      }),
    );
  });

  it('may lack the last newline', async () => {
    expect(await linesOf([Buffer.from('a\nb')])).to.deep.equal(['a', 'b']);
  });

  it('are refused when they never end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const error = await linesOf(Array.from({ length: 40 }, () => chunk)).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(RangeError);
  });

  for (const type of ['ADDED', 'MODIFIED', 'DELETED'] as const) {
    it(`tell of objects: ${type}`, () => {
      const object = { metadata: { name: 'a' }, fieldOfTomorrow: 1 };
      expect(readWatchLine(JSON.stringify({ type, object }), 'watch')).to.deep.equal({ type, object });
    });
  }

  it('tell how far the watch is', () => {
    const metadata = { resourceVersion: '7' };
    const plain = { type: 'BOOKMARK', object: { metadata } };
    const end = {
      type: 'BOOKMARK',
      object: { metadata: { ...metadata, annotations: { 'k8s.io/initial-events-end': 'true' } } },
    };
    const read = (line: unknown): unknown => readWatchLine(JSON.stringify(line), 'watch');
    expect(read(plain)).to.deep.equal({ type: 'BOOKMARK', resourceVersion: '7', initialEventsEnd: false });
    expect(read(end)).to.deep.equal({ type: 'BOOKMARK', resourceVersion: '7', initialEventsEnd: true });
  });

  it('tell of errors', () => {
    const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' };
    expect(() => readWatchLine(JSON.stringify({ type: 'ERROR', object: status }), 'watch pods')).to.throw(
      'watch pods: too old (Expired)',
    );
  });

  it('are skipped when their type is of tomorrow', () => {
    expect(readWatchLine('{"type":"PONDERED","object":{}}', 'watch')).to.be.undefined;
  });

  for (const odd of ['{"type":"ADDED","obj', 'null', '[]', '{"type":"ADDED"}', '']) {
    it(`end the watch when they cannot be read: ${odd}`, () => {
      expect(() => readWatchLine(odd, 'watch pods')).to.throw('watch pods: cannot read the line');
    });
  }
});
