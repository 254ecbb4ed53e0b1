/**
 * Stands in the bundle for express, of which the webhook uses the router alone: what reads bodies and sends files brings
 * tables of character sets and file types that weigh more than all of our own code.
 *
 * @packageDocumentation
 */
import Router from '../../node_modules/router/index.js';

const express: { readonly Router: typeof Router } = { Router };
export default express;
