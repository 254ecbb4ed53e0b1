/**
 * Calls of the operator to the API server so far, by verb and resource, from its own metrics.
 *
 * @param code - of the answer; default: any
 */
export type OperatorCalls = (verb: string, resource: string, code?: number) => number;

/** @param healthPort - where the operator answers /metrics */
export async function readOperatorCalls(healthPort: number): Promise<OperatorCalls> {
  const text = await (await fetch(`http://127.0.0.1:${String(healthPort)}/metrics`)).text();
  const lines = text.split('\n').filter(line => line.startsWith('sidecarset_cluster_calls_total{'));
  const has = (line: string, label: string, value: string | number | undefined): boolean =>
    value === undefined || line.includes(`${label}="${String(value)}"`);
  return (verb, resource, code) =>
    lines
      .filter(line => has(line, 'verb', verb) && has(line, 'resource', resource) && has(line, 'code', code))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
