import { planOf } from '../model/plan.ts'
import type { Mix, Target } from './driver.ts'

/** What a target is asked: a single request is a mix of one. */
export function mixOf({ mix, path, method, headers, body, right }: Target): Mix {
  if (mix) return mix
  const request = { name: null, path, method, headers, ...(body === undefined ? {} : { body }), take: {} }
  return { plan: planOf({}, [request], []), rights: [right], start: 0 }
}
