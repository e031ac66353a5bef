import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linesIn, secondsIn, treeIn } from '../../src/host/ps.ts'
import { cpuBetween, usageIn } from '../../src/host/usage.ts'

/** As macOS prints it. */
const TABLE = `
    1     0 Ss     2:30.12  12345
  501     1 S+     0:01.50  40000
  502   501 S+     1:00.25  60000
  503   501 Z      0:00.00      0
  504   502 R+    61:01.00   1000
  600     1 S      0:09.00   5000
`

test.for([
  ['0:00.05', 0.05],
  ['61:01.50', 3661.5],
  ['00:01:02', 62],
  ['1-02:03:04', 93_784],
] as const)('%s is %d seconds', ([text, seconds]) => {
  expect(secondsIn(text)).toBeCloseTo(seconds, 9)
})

const two = (value: number) => String(value).padStart(2, '0')

test('any time that ps prints is read back', () => {
  fc.assert(
    fc.property(fc.nat(23), fc.nat(59), fc.nat(59), (hours, minutes, seconds) => {
      expect(secondsIn(`${two(hours)}:${two(minutes)}:${two(seconds)}`)).toBe(hours * 3600 + minutes * 60 + seconds)
    }),
  )
})

test.for(['', 'TIME', '1', '1:2:3:4', '-1:00'])('%j is no time', (text) => {
  expect(secondsIn(text)).toBeNull()
})

describe('the table of ps', () => {
  test('has a process per line, and what is no process is skipped', () => {
    const lines = linesIn(`  PID  PPID STAT TIME RSS\nnonsense\n${TABLE}`)
    expect(lines).toHaveLength(6)
    expect(lines[1]).toEqual({ pid: 501, parent: 1, zombie: false, cpu: 1.5, memory: 40_960_000 })
  })

  test('has the tree of a process: itself, its children and theirs', () => {
    expect(treeIn(linesIn(TABLE), 501).map(({ pid }) => pid)).toEqual([501, 502, 503, 504])
    expect(treeIn(linesIn(TABLE), 999)).toEqual([])
  })

  test('has the usage of a tree, zombies left out, and none of a process that is gone or a zombie', () => {
    const before = usageIn({ at: 1, lines: linesIn(TABLE) }, 501)!
    expect(before).toMatchObject({ memory: 101_000 * 1024, pids: [501, 502, 504] })
    const after = usageIn({ at: 2, lines: linesIn(TABLE.replace('1:00.25', '1:00.75')) }, 501)!
    expect(cpuBetween(before, after)).toBeCloseTo(0.5, 9)
    expect(usageIn({ at: 1, lines: linesIn(TABLE) }, 503)).toBeNull()
    expect(usageIn({ at: 1, lines: [] }, 501)).toBeNull()
  })
})
