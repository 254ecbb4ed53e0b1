import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { SidecarSetOperatorProps } from './operator-props.js';
import { SidecarSetOperator } from './sidecarset-operator.js';

/** A chart with nothing but the operator in it: what this package ships as one manifest. */
export class OperatorChart extends Chart {
  constructor(scope: Construct, id: string, props: SidecarSetOperatorProps = {}) {
    super(scope, id);
    new SidecarSetOperator(this, 'operator', props);
  }
}
