/** For vitest.config.ts and server definitions: nothing here needs a running Vitest. */
export { defineServer } from './vitest/define-server.ts'
export { loadgate } from './vitest/project.ts'
export type { GateOptions } from './options/project.ts'
export type { Prepare } from './model/placeholders.ts'
export type { ServerOptions } from './model/server.ts'
