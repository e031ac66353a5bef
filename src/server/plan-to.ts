import { requestsIn, type Asking } from '../model/asking.ts'
import type { DataSource } from '../model/data.ts'
import { planOf, turnNames, type Plan } from '../model/plan.ts'
import type { Values } from '../model/placeholders.ts'
import type { Rows } from '../model/turns.ts'
import { seeded, shuffled } from '../stats/random.ts'
import type { Launch } from './launch.ts'
import { requestTo } from './request-to.ts'

/**
 * What one launch is asked. A reference keeps nothing and gives one answer to everything, so nothing is taken from it or expected of it. The
 * files of `data` must have been read. Throws as `requestTo` does.
 */
export function planTo(
  launched: Pick<Launch, 'server' | 'given'> & Partial<Pick<Launch, 'transport'>>,
  asking: Asking,
  env: Values['env'],
  isReference = false,
): Plan {
  const later = turnNames(asking)
  const requests = requestsIn(asking).map(({ name, request, take }) => {
    const { path, method, headers, body, expect } = requestTo(launched, request, env, later)
    return {
      name,
      path,
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      expect: isReference ? undefined : expect,
      take: isReference ? {} : take,
    }
  })
  const { transport } = launched
  return { ...planOf(asking, requests, (asking.data ?? []).map(rowsOf)), ...(transport ? { transport } : {}) }
}

/** In the order in which they are used, which is the same for the same seed. */
function rowsOf({ values = {}, order, seed }: DataSource): Rows {
  const lists = Object.values(values)
  const rows = (lists[0] ?? []).map((_, index) => lists.map((list) => list[index]!))
  return { fields: Object.keys(values), rows: order === 'shuffled' ? shuffled(rows, seeded(seed)) : rows }
}
