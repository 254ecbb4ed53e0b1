import type { PanelDefinition, RowDefinition } from './dashboard-panels.js';
import { dashboardRows, helpOf } from './dashboard-panels.js';

/** Any JSON object. */
type Json = Readonly<Record<string, unknown>>;

/** Grafana's grid is 24 wide. */
const GRID_WIDTH = 24;
const PANEL_WIDTH = 8;
const PANEL_HEIGHT = 8;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/**
 * The dashboard of the operator as Grafana imports it (schema version 39, Grafana 10 and newer), made from the table of
 * metrics. It asks for a Prometheus data source, and for SidecarSets to look at.
 */
export function grafanaDashboard(): Json {
  return {
    uid: 'sidecarset-operator',
    title: 'SidecarSets',
    tags: ['sidecarset'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [datasourceVariable, sidecarSetVariable] },
    panels: numbered(layOut(dashboardRows())),
  };
}

const datasourceVariable: Json = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' };

const sidecarSetVariable: Json = {
  name: 'sidecarset',
  label: 'SidecarSet',
  type: 'query',
  datasource: DATASOURCE,
  query: { query: 'label_values(sidecarset_rollout_pods_ready, sidecarset)', refId: 'sidecarset' },
  refresh: 2,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
};

/** Rows one below the other; the panels of a closed row are kept inside it. */
function layOut(rows: readonly RowDefinition[]): readonly Json[] {
  let y = 0;
  return rows.flatMap(({ title, panels, collapsed }) => {
    const row = { type: 'row', title, collapsed, gridPos: { x: 0, y, w: GRID_WIDTH, h: 1 } };
    const placed = panels.map((panel, index) => drawPanel(panel, gridPosition(index, y + 1)));
    y += 1 + (collapsed ? 0 : Math.ceil(panels.length / (GRID_WIDTH / PANEL_WIDTH)) * PANEL_HEIGHT);
    return collapsed ? [{ ...row, panels: placed }] : [{ ...row, panels: [] }, ...placed];
  });
}

function gridPosition(index: number, top: number): Json {
  const columns = GRID_WIDTH / PANEL_WIDTH;
  const row = Math.floor(index / columns);
  return { x: (index % columns) * PANEL_WIDTH, y: top + row * PANEL_HEIGHT, w: PANEL_WIDTH, h: PANEL_HEIGHT };
}

function drawPanel({ title, metric, queries, unit, display }: PanelDefinition, gridPos: Json): Json {
  const stacking = { mode: display === 'stacked' ? 'normal' : 'none' };
  const custom = { fillOpacity: display === 'stacked' ? 40 : 5, lineWidth: 1, showPoints: 'never', stacking };
  return {
    type: display === 'number' ? 'stat' : 'timeseries',
    title,
    description: helpOf(metric),
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit, min: 0, ...(display === 'number' ? {} : { custom }) }, overrides: [] },
    options: display === 'number' ? { colorMode: 'none' } : { legend: { displayMode: 'list', placement: 'bottom' } },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
    })),
  };
}

/** Grafana wants an id for each panel, those inside of rows too. */
function numbered(panels: readonly Json[]): readonly Json[] {
  let last = 0;
  const number = (panel: Json): Json => {
    last += 1;
    const id = last;
    const inner = panel['panels'] as readonly Json[] | undefined;
    return { id, ...panel, ...(inner === undefined ? {} : { panels: inner.map(number) }) };
  };
  return panels.map(number);
}
