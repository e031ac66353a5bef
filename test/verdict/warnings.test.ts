import { expect, test } from 'vitest'
import { warnings } from '../../src/verdict/warnings.ts'
import { measurement } from './measured.ts'

test('a quiet run against this machine needs no warning', () => {
  expect(warnings(measurement(3), null)).toEqual([])
})

test('rounds that were thrown away are counted, with what it means and what to do', () => {
  const [note] = warnings(measurement(3, 1, { busyRounds: 2, busyCores: 0.314 }), null)
  expect(note).toMatch(/^2 rounds were thrown away.*0\.31 cores.*no verdict is hurt.*Close what runs beside the gate/)
})

test('a baseline from another machine is named, with the command that ends it', () => {
  const [note] = warnings(measurement(3), 'linux-arm64-4-cores')
  expect(note).toMatch(/another machine \(linux-arm64-4-cores\).*npm run baseline:update/)
})
