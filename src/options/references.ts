import { serverSchema, type Server } from '../model/server.ts'

/** As far from here in the sources as in the package. Plain JavaScript, because Node strips no types in node_modules. */
const FOLDER = `${import.meta.dirname}/../../references`

/** The frozen servers that come with the package. Each is measured in every round, whatever the servers are written in. */
export const REFERENCES: Server[] = ['reference', 'reference-large'].map((name) =>
  serverSchema.parse({
    name,
    command: ['node', `${FOLDER}/${name}.js`],
    ready: '/',
    runtime: 'steady',
    warmup: 2_000,
  }),
)
