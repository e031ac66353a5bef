/** For vitest.config.ts and server definitions: nothing here needs a running Vitest. */
export { defineServer } from './define-server.ts'
export { loadgate } from './vitest/project.ts'
export type { GateOptions, ServerOptions } from './options.ts'
