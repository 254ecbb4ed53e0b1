import type { Construct } from 'constructs';

/** Type of the node metadata that carries a warning. */
export const WARNING_METADATA = 'apps.kruise.io/warning';

/** Tells an author what is no error. Synth validates more than once: each warning is given once all the same. */
export function warnAtSynth({ node }: Construct, texts: readonly string[]): void {
  const known = node.metadata.filter(entry => entry.type === WARNING_METADATA).map(entry => entry.data as unknown);
  for (const text of texts.filter(text => !known.includes(text))) {
    node.addMetadata(WARNING_METADATA, text);
    process.emitWarning(`[${node.path}] ${text}`, 'SidecarSetWarning');
  }
}
