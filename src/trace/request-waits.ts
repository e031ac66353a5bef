import { createHook, executionAsyncId, type AsyncHook } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import * as util from 'node:util'
import type { CallSite, TracedWait } from '../where/watched.ts'

/**
 * Notes what the requests of this process wait for. A request is at work while one of its callbacks runs. In between it waits for
 * what calls its next callback: the whole stretch is charged to that. So the stretches of a request add up to its latency, however
 * much it waits for at the same time.
 */

/** A request that is being answered. `atWork`: so many of its callbacks run within each other; `since`: when the last one ended. */
type Request = { readonly isFollowed: boolean; since: number; atWork: number; done: boolean }

/** Something that calls back later, made on behalf of a request. `awaited`: the promise that a promise waits for. */
type Resource = {
  readonly type: string
  readonly request: Request | undefined
  readonly site: CallSite | null
  readonly awaited: number
}

/** Requests after which enough is known: everything that is made on their behalf is remembered meanwhile. */
const MOST = 2_000

/** One of so many is followed: it takes most of the time to find out where it waits. */
const EVERY = 5

/** How far from a promise that was resolved its cause is looked for. */
const FARTHEST = 12

/** Frames of Node and of packages that may stand between a wait and the project's own code. */
const FRAMES = 60

/** What answers of others come by. */
const NETWORK = /^(?:TCP|TLS|PIPE|UDP|HTTP|JSSTREAM|STREAM)/

export type RequestWaits = {
  readonly start: () => void
  readonly stop: () => { readonly requests: number; readonly waits: readonly TracedWait[] }
}

export function watchRequests(): RequestWaits {
  const resources = new Map<number, Resource>()
  /** By promise: in which callback it was resolved. */
  const resolvedIn = new Map<number, number>()
  const answering = new WeakMap<object, Request>()
  const sums = new Map<string, TracedWait>()
  let [begun, requests, followed] = [0, 0, 0]

  const hook: AsyncHook = createHook({
    init(id, type, trigger) {
      const maker = resources.get(executionAsyncId())
      const request = maker?.request
      const site = request?.isFollowed && !request.done ? (siteHere() ?? maker?.site ?? null) : null
      resources.set(id, { type, request, site, awaited: type === 'PROMISE' ? trigger : 0 })
    },
    before(id) {
      const resource = resources.get(id)
      if (!resource?.request?.isFollowed || resource.request.done) return
      const { request } = resource
      if (request.atWork === 0) charge(resource, performance.now() - request.since)
      request.atWork += 1
    },
    after(id) {
      const request = resources.get(id)?.request
      if (!request?.isFollowed) return
      request.atWork = Math.max(0, request.atWork - 1)
      request.since = performance.now()
    },
    promiseResolve(id) {
      resolvedIn.set(id, executionAsyncId())
    },
  })

  function charge(resource: Resource, milliseconds: number): void {
    const { type, site } = resource
    const cause = type === 'PROMISE' ? causeOf(resource) : null
    const key = JSON.stringify([type, cause, site])
    const seconds = (sums.get(key)?.seconds ?? 0) + milliseconds / 1000
    sums.set(key, { type, cause, site, seconds })
  }

  /** `REQUEST` where another request let it go on, else the type of what did; null where nobody knows. */
  function causeOf({ request, awaited }: Resource): string | null {
    let promise = awaited
    for (let step = 0; step < FARTHEST; step += 1) {
      const resolver = resources.get(resolvedIn.get(promise) ?? -1)
      if (!resolver) return null
      const isOther = resolver.request !== undefined && resolver.request !== request && !resolver.request.done
      if (isOther && !NETWORK.test(resolver.type)) return 'REQUEST'
      if (resolver.type !== 'PROMISE') return resolver.type
      promise = resolver.awaited
    }
    return null
  }

  /** Called while the first callback of a request runs, for which Node keeps one resource per connection. */
  function began(message: unknown): void {
    const request = { isFollowed: begun % EVERY === 0, since: performance.now(), atWork: 1, done: false }
    begun += 1
    resources.set(executionAsyncId(), { type: 'HTTPINCOMINGMESSAGE', request, site: null, awaited: 0 })
    answering.set((message as { request: object }).request, request)
  }

  function finished(message: unknown): void {
    const request = answering.get((message as { request: object }).request)
    if (!request || request.done) return
    request.done = true
    requests += 1
    if (request.isFollowed) followed += 1
    if (requests === MOST) stop()
  }

  function stop(): void {
    hook.disable()
    unsubscribe('http.server.request.start', began)
    unsubscribe('http.server.response.finish', finished)
  }

  return {
    start() {
      subscribe('http.server.request.start', began)
      subscribe('http.server.response.finish', finished)
      hook.enable()
    },
    stop() {
      stop()
      return { requests: followed, waits: [...sums.values()] }
    },
  }
}

/** The nearest caller that is the project's own, else the nearest of a package. Node tells it from 22.9 on. */
function siteHere(): CallSite | null {
  let packaged: CallSite | null = null
  for (const { functionName, scriptName, lineNumber } of util.getCallSites?.(FRAMES) ?? []) {
    if (scriptName === '' || scriptName.startsWith('node:') || scriptName === import.meta.url) continue
    const site = { name: functionName, path: scriptName, line: lineNumber }
    if (!scriptName.includes('/node_modules/')) return site
    packaged ??= site
  }
  return packaged
}
