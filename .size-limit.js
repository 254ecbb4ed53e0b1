/** What a user pays: the library bundled into a program, and the command as a file. Compressed by brotli. */
const asNodeProgram = config => ({ ...config, platform: 'node', format: 'esm' });

export default [
  {
    name: 'a SidecarSet, bundled',
    path: 'dist/esm/index.js',
    import: '{ SidecarSet, Sidecar }',
    ignore: ['cdk8s', 'constructs'],
    modifyEsbuildConfig: asNodeProgram,
    limit: '45 kB',
  },
  {
    name: 'the test functions, bundled',
    path: 'dist/esm/testing/index.js',
    import: '{ injected, effectOfChange }',
    modifyEsbuildConfig: asNodeProgram,
    limit: '45 kB',
  },
  {
    name: 'the command sidecarset',
    path: 'dist/bundle/sidecarset.js',
    modifyEsbuildConfig: asNodeProgram,
    limit: '800 kB',
  },
];
