/** For specs: `scenario()`, and the matchers that importing this adds to `expect`. */
import './vitest/matchers.ts'

export { scenario } from './vitest/scenario.ts'
export type { OneRequest, Run, ScenarioHandle } from './vitest/scenario.ts'
export type { Limits } from './model/limits.ts'
export type { ClaimOptions, ScenarioOptions, Tolerance } from './model/scenario.ts'
