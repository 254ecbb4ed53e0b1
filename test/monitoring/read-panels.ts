/** One panel of a Grafana dashboard, with its variables filled in. */
export interface ReadPanel {
  readonly title: string;
  /** Shown at once, and not in a row that is closed. */
  readonly arranged: boolean;
  readonly unit: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
}

interface RawPanel {
  readonly title: string;
  readonly panels?: readonly RawPanel[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

/** Reads the panels of a dashboard as Grafana would ask them of a Prometheus that is scraped every second. */
export function readPanels(dashboard: Readonly<Record<string, unknown>>): readonly ReadPanel[] {
  const read = (panel: RawPanel, arranged: boolean): readonly ReadPanel[] => [
    ...(panel.targets === undefined ? [] : [readPanel(panel, arranged)]),
    ...(panel.panels ?? []).flatMap(inner => read(inner, false)),
  ];
  return (dashboard['panels'] as readonly RawPanel[]).flatMap(panel => read(panel, true));
}

function readPanel({ title, fieldConfig, targets = [] }: RawPanel, arranged: boolean): ReadPanel {
  return {
    title,
    arranged,
    unit: fieldConfig?.defaults.unit ?? 'short',
    queries: targets.map(({ expr, legendFormat }) => ({
      expr: expr.replaceAll('$__rate_interval', '30s').replaceAll('$sidecarset', '.*'),
      legend: legendFormat,
    })),
  };
}
