/** Requests that were counted together, one after the other: instructions of all processes of the server. */
export type Block = { readonly requests: number; readonly instructions: number }

/** What one launch under the counter yielded. */
export type CountedLaunch = {
  readonly server: string
  readonly side: 'base' | 'head'
  readonly blocks: readonly Block[]
  readonly processes: number
  readonly seconds: number
}

/** What a count depends on besides the code. */
export type CountIdentity = {
  readonly runtime: string
  readonly binary: string
  readonly libc: string
  readonly valgrind: string
  readonly arch: string
  readonly method: number
}
