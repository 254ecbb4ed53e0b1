export default { test: { include: ['mesh.vitest.mjs'] } };
