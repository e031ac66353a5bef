import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstProcessor, underHypervisor } from '../../src/host/cpuinfo.ts'

const TWO =
  'processor\t: 0\nmodel name\t: Some: CPU\nflags\t\t: fpu vme hypervisor lm\n\nprocessor\t: 1\nmodel name\t: Other\nflags\t: fpu\n'

test('only the first processor is read', () => {
  expect(firstProcessor(TWO).get('processor')).toBe('0')
  expect(firstProcessor(TWO).get('flags')).toBe('fpu vme hypervisor lm')
})

test.for<[string, boolean | null]>([
  [TWO, true],
  ['flags\t: fpu vme lm\n', false],
  ['flags\t: fpu hypervisors\n', false],
  ['CPU implementer\t: 0x41\nFeatures\t: fp asimd\n', null],
  ['', null],
])('in %j the hypervisor is %s', ([text, expected]) => {
  expect(underHypervisor(text)).toBe(expected)
})

test('any text gives fields with names, and no error', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'flags', ':', ' ', '\t', '\n', '\0') }), (text) => {
      for (const [name, value] of firstProcessor(text)) {
        expect(name).not.toBe('')
        expect(text).toContain(name)
        expect(text).toContain(value)
      }
      underHypervisor(text)
    }),
  )
})
