import { defineServer } from 'loadgate/config'

export default [1, 2, 4].map((workers) =>
  defineServer({
    name: `fastify-cluster-${workers}`,
    command: ['node', 'servers/fastify-cluster/main.ts', String(workers)],
    ready: '/',
    alike: 'home page',
    runtime: 'steady',
    // Each worker warms up by itself.
    warmup: 2_000 * workers,
  }),
)
