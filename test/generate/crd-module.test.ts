import { expect } from 'chai';
import { SIDECARSET_CRD } from '../../lib/api/sidecarset-crd.generated.js';
import { SIDECARSET_SCHEMA } from '../../lib/api/schema/sidecarset.js';
import { readCoreModels } from '../../lib/generate/core-models.js';
import { crdModule } from '../../lib/generate/crd-module.js';
import { sidecarSetCrd } from '../../lib/generate/sidecarset-crd.js';

describe('the module that holds the CRD', () => {
  it('exports what was generated, unchanged', async () => {
    const models = await readCoreModels(['V1Pod', 'V1Condition']);
    expect(SIDECARSET_CRD).to.deep.equal(sidecarSetCrd(SIDECARSET_SCHEMA, models));
  });

  it('holds the schema once for both versions', () => {
    const text = crdModule(SIDECARSET_CRD);
    expect(text.match(/openAPIV3Schema":SCHEMA/g)).to.have.length(2);
    expect(text.split('const SCHEMA: JSONSchemaProps = ')).to.have.length(2);
    const [first, second] = SIDECARSET_CRD.spec.versions;
    expect(first?.schema?.openAPIV3Schema).to.equal(second?.schema?.openAPIV3Schema);
  });
});
