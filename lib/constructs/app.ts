import { App } from 'cdk8s';
import { OPERATOR_NAME } from '../api/permissions.js';
import { OperatorChart } from './operator-chart.js';

// `cdk8s synth` says where to write; started by itself, this writes to the place of the committed manifests.
const app = new App({ outdir: process.env['CDK8S_OUTDIR'] ?? 'dist/manifests' });
new OperatorChart(app, OPERATOR_NAME);
app.synth();
