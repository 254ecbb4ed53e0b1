import { expect } from 'chai';

import { COUNTERS, GAUGES, HISTOGRAMS } from '../../../lib/api/metric-table.js';
import { grafanaDashboard } from '../../../lib/constructs/monitoring/grafana-dashboard.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
  readonly panels?: readonly Panel[];
}

const PANELS = grafanaDashboard()['panels'] as readonly Panel[];
const ALL = PANELS.flatMap(panel => [panel, ...(panel.panels ?? [])]);
const QUERIES = ALL.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const METRICS = Object.keys({ ...COUNTERS, ...GAUGES, ...HISTOGRAMS });

describe('the Grafana dashboard', () => {
  it('shows every metric of the table', () => {
    const unseen = METRICS.filter(metric => !QUERIES.some(expr => new RegExp(`\\b${metric}(_bucket)?\\b`).test(expr)));
    expect(unseen).to.deep.equal([]);
  });

  it('asks for no metric that the table does not have', () => {
    const asked = QUERIES.flatMap(expr => expr.match(/\bsidecarset_[a-z_]+/g) ?? []);
    expect(asked).not.to.be.empty;
    expect(asked.filter(name => !METRICS.includes(name.replace(/_bucket$/, '')))).to.deep.equal([]);
  });

  it('explains each panel in the words of the table', () => {
    const mute = ALL.filter(({ type, description }) => type !== 'row' && (description ?? '') === '');
    expect(mute.map(({ title }) => title)).to.deep.equal([]);
  });

  it('numbers its panels, those of closed rows too, each once', () => {
    const ids = ALL.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('lays no panel over another', () => {
    const cells = PANELS.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${String(x + (index % w))},${String(y + Math.floor(index / w))}`),
    );
    expect(new Set(cells).size).to.equal(cells.length);
    expect(PANELS.every(({ gridPos: { x, w } }) => x + w <= 24)).to.equal(true);
  });
});
