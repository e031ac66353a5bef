import { expect, test } from 'vitest'
import { classics, workers } from './originals.ts'

/**
 * What the original benchmarks claimed, by the ratio that they measured (`before`), and what `by` is left of it on two cores today, with a margin: measure
 * anew with LOADGATE_BUDGET=thorough before you change one. Where a claim no longer holds, the opposite is stated.
 */
const CLAIMS = {
  classics: [
    { faster: 'pure_tornado', slower: 'pure_flask', claim: 'Tornado outpaces Flask', before: 2.7, by: 1.7 },
    { faster: 'gevent_flask', slower: 'pure_flask', claim: 'gevent makes Flask faster', before: 1.5, by: 1.2 },
    {
      faster: 'tornado_flask',
      slower: 'pure_flask',
      claim: 'Flask on Tornado is no faster than Flask alone: no longer so',
      before: 1.03,
      by: 1,
    },
    {
      faster: 'pure_tornado',
      slower: 'gevent_tornado',
      claim: 'gevent makes Tornado a little faster: no longer so',
      before: 1 / 1.2,
      by: 1,
    },
  ],
  workers: [
    {
      faster: 'gunicorn_gevent_flask_1',
      slower: 'gunicorn_flask',
      claim: 'gevent lifts gunicorn',
      before: 2.5,
      by: 1.2,
    },
    {
      faster: 'gunicorn_gevent_flask_2',
      slower: 'gunicorn_gevent_flask_1',
      claim: 'two workers outpace one',
      before: 1.46,
      by: 1.1,
    },
    {
      faster: 'gunicorn_gevent_flask_2',
      slower: 'gunicorn_gevent_flask_4',
      claim: 'four workers outpace two: not on two cores',
      before: 1 / 1.18,
      by: 0.9,
    },
  ],
} as const

for (const [title, scenario] of Object.entries({ classics: classics(), workers: workers() })) {
  for (const { faster, slower, claim, before, by } of CLAIMS[title as keyof typeof CLAIMS]) {
    test.runIf(scenario.measures(faster, slower))(
      `${claim} (×${before.toFixed(2)} then): ${faster} against ${slower}`,
      () => {
        expect(scenario.run(faster)).toOutpace(scenario.run(slower), { by })
      },
    )
  }
}
