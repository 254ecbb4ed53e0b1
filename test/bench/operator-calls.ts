/** Calls of the operator to the API server so far, by verb and resource, from its own metrics. */
export type OperatorCalls = (verb: string, resource: string) => number;

/** @param healthPort - where the operator answers /metrics */
export async function readOperatorCalls(healthPort: number): Promise<OperatorCalls> {
  const text = await (await fetch(`http://127.0.0.1:${String(healthPort)}/metrics`)).text();
  const lines = text.split('\n').filter(line => line.startsWith('sidecarset_cluster_calls_total{'));
  return (verb, resource) =>
    lines
      .filter(line => line.includes(`verb="${verb}"`) && line.includes(`resource="${resource}"`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
