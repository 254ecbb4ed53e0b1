import { App, Chart } from 'cdk8s';

import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';

/** A chart in an app of its own. */
export function aChart(props: ConstructorParameters<typeof Chart>[2] = {}): Chart {
  return new Chart(new App(), 'chart', props);
}

/** What the chart renders, validated as at synth. */
export function synthesize(chart: Chart): readonly KubernetesObject[] {
  return chart.toJson() as readonly KubernetesObject[];
}

/** The one object of a kind that the chart renders. */
export function theOnly<T extends KubernetesObject>(kind: string, chart: Chart): T {
  const found = synthesize(chart).filter(object => object.kind === kind);
  if (found.length !== 1) throw new Error(`${String(found.length)} objects of kind ${kind}`);
  return found[0] as T;
}

/** Why synth fails, one line each; empty when it does not. */
export function faultsOf(chart: Chart): readonly string[] {
  try {
    synthesize(chart);
    return [];
  } catch (error) {
    const [, ...lines] = (error as Error).message.split('\n');
    return lines.map(line => line.trim());
  }
}
