import { expect, test } from 'vitest'
import { thinned, wayTo } from '../../src/bisect/chain.ts'
import type { Commit } from '../../src/model/commits.ts'

const commit = (hash: string, ...parents: string[]): Commit => ({ hash, parents, author: 'Ann', date: '', subject: '' })
const hashesOf = (commits: readonly Commit[] | null) => commits?.map(({ hash }) => hash).join(' ') ?? null

const good = commit('good', 'root')

test('the way through merges is that of the first parents', () => {
  const between = [
    commit('bad', 'merge'),
    commit('merge', 'main', 'side'),
    commit('side', 'good'),
    commit('main', 'good'),
  ]
  expect(hashesOf(wayTo(good, between[0]!, between))).toBe('good main merge bad')
})

test('where the good commit came in by a merge, the way leads through its branch', () => {
  // `main` is not among the descendants of `good`.
  const between = [commit('bad', 'merge'), commit('merge', 'main', 'side'), commit('side', 'good')]
  expect(hashesOf(wayTo(good, between[0]!, between))).toBe('good side merge bad')
})

test('a commit alone is its own way, and without one there is none', () => {
  expect(hashesOf(wayTo(good, good, []))).toBe('good')
  expect(wayTo(good, commit('bad', 'elsewhere'), [])).toBeNull()
})

test('a thinned way keeps both of its ends', () => {
  const way = [...'abcdefgh'].map((hash) => commit(hash))
  expect(hashesOf(thinned(way, 3))).toBe('a d g h')
  expect(hashesOf(thinned(way, 1))).toBe('a b c d e f g h')
  expect(hashesOf(thinned(way, 100))).toBe('a h')
})
