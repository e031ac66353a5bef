import { ChildProcess } from 'node:child_process'

/** A unit test that starts a program belongs in a `*.processes.test.ts`. */
Object.assign(ChildProcess.prototype, {
  spawn({ args }: { readonly args: readonly string[] }) {
    throw new Error(`A unit test started ${args.join(' ')}. Move the test to a *.processes.test.ts.`)
  },
})
