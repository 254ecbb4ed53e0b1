import { OPERATOR_NAME } from '../api/permissions.js';

/** Labels of every object of the operator; its pods are selected by them. */
export const operatorLabels: Readonly<Record<string, string>> = { 'app.kubernetes.io/name': OPERATOR_NAME };
