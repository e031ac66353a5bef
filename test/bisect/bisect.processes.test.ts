import { afterEach, expect, test } from 'vitest'
import { bisect } from '../../src/bisect/bisect.ts'
import type { Counted } from '../../src/bisect/count-commit.ts'
import { wayBetween } from '../../src/bisect/range.ts'
import { gitIn } from '../../src/host/git.ts'
import { removeFolders, repository, type Repository } from '../base-ref/repository.ts'
import { fastifyWhere } from '../report/wheres.ts'
import { countedAs } from './counted.ts'

afterEach(removeFolders)

/** Searches a repository in whose commits the file `cost` says what a request takes. */
async function search({ folder, git: run }: Repository, good: string, bad: string, all = false) {
  const git = gitIn(folder)
  const counted: string[] = []
  const explained: string[] = []
  const hash = (ref: string) => run('rev-parse', ref)
  const found = await bisect(await wayBetween(git, await hash(good), await hash(bad)), {
    git,
    all,
    async explain({ before, commits }) {
      explained.push(`${before.subject} → ${commits.map(({ subject }) => subject).join()}`)
      return fastifyWhere
    },
    async count({ hash: commit, subject }, launches): Promise<Counted> {
      counted.push(subject)
      const cost = await run('show', `${commit}:cost`).catch(() => 'nothing')
      return Number.isNaN(Number(cost)) ? { skipped: `it costs ${cost}` } : countedAs(Number(cost), launches)
    },
    onNext: () => {},
    onCounted: () => {},
  })
  return { ...found, explained, counted }
}

/** A repository, and what commits a cost under a subject. */
async function costs() {
  const made = await repository({ cost: '1000' })
  async function cost(subject: string, value: string | number) {
    await made.commit({ cost: String(value), [subject]: '' })
    await made.git('commit', '--quiet', '--amend', '-m', subject)
  }
  return { ...made, cost }
}

test('a commit on a branch is named, and the merge by which it came in', async () => {
  const { cost, ...made } = await costs()
  await cost('base', 1000)
  await made.git('checkout', '--quiet', '-b', 'side')
  await cost('side 1', 1000)
  await cost('side 2', 1100)
  await cost('side 3', 1100)
  await made.git('checkout', '--quiet', 'main')
  await made.git('commit', '--quiet', '--allow-empty', '-m', 'main 1')
  await made.git('merge', '--quiet', '--no-ff', '-m', 'Merge side', 'side')
  await cost('after', 1101)
  const { steps, explained, change } = await search(made, 'main~3', 'main')
  expect(change.estimate).toBeCloseTo(0.101)
  expect(steps).toMatchObject([
    {
      before: { subject: 'side 1' },
      commits: [{ subject: 'side 2' }],
      merge: { subject: 'Merge side' },
      where: fastifyWhere,
    },
  ])
  expect(steps[0]!.change.estimate).toBeCloseTo(0.1)
  expect(explained).toEqual(['side 1 → side 2'])
})

test('a merge that is heavier than both of its sides is named itself', async () => {
  const { cost, ...made } = await costs()
  await made.git('checkout', '--quiet', '-b', 'side')
  await cost('side 1', 1000)
  await made.git('checkout', '--quiet', 'main')
  await made.git('commit', '--quiet', '--allow-empty', '-m', 'main 1')
  await made.git('merge', '--quiet', '--no-ff', '--no-commit', 'side')
  await cost('Merge side', 1200)
  const { steps } = await search(made, 'main~2', 'main')
  expect(steps).toMatchObject([{ commits: [{ subject: 'Merge side' }], merge: null }])
})

test('a branch whose ends cannot be counted leaves its merge to be named', async () => {
  const { cost, ...made } = await costs()
  await made.git('checkout', '--quiet', '-b', 'side')
  await cost('side 1', 'much')
  await made.git('checkout', '--quiet', 'main')
  await made.git('commit', '--quiet', '--allow-empty', '-m', 'main 1')
  await made.git('merge', '--quiet', '--no-ff', '--no-commit', 'side')
  await cost('Merge side', 1200)
  expect((await search(made, 'main~2', 'main')).steps).toMatchObject([
    { commits: [{ subject: 'Merge side' }], merge: null },
  ])
})

test('commits that cannot be counted are named with the guilty one, and are not explained', async () => {
  const { cost, ...made } = await costs()
  await cost('one', 1000)
  await cost('two', 'much')
  await cost('three', 1100)
  await cost('four', 1100)
  const { steps, explained } = await search(made, 'main~4', 'main')
  expect(steps).toMatchObject([{ before: { subject: 'one' }, commits: [{ subject: 'two' }, { subject: 'three' }] }])
  expect(explained).toEqual([])
})

test('of two, the larger is named and the other offered; on request both are named', async () => {
  const { cost, ...made } = await costs()
  for (const [index, value] of [1000, 1050, 1050, 1050, 1050, 1250, 1250, 1250].entries())
    await cost(`commit ${index}`, value)
  const first = await search(made, 'main~8', 'main')
  expect(first.steps.map(({ commits }) => commits[0]!.subject)).toEqual(['commit 5'])
  expect(first.rest).toHaveLength(1)
  expect(first.rest[0]!.change.estimate).toBeCloseTo(0.05)
  const every = await search(made, 'main~8', 'main', true)
  expect(every.steps.map(({ commits }) => commits[0]!.subject)).toEqual(['commit 5', 'commit 1'])
})

test.for([
  [
    'first',
    'main~2',
    /^The first commit of the range, [0-9a-f]{9} \("change"\), cannot be counted: it costs much\. Name a later one\.$/,
  ],
  ['last', 'main', /^The last commit of the range, .*Name an earlier one\.$/],
] as const)('a %s commit that cannot be counted ends the search', async ([which, , sentence]) => {
  const made = await repository({ cost: which === 'first' ? 'much' : '1000' })
  await made.commit({ cost: '1000', a: '' })
  await made.commit({ cost: which === 'last' ? 'much' : '1100' })
  await expect(search(made, 'main~2', 'main')).rejects.toMatchObject({
    code: 'end-not-counted',
    message: expect.stringMatching(sentence),
  })
})
