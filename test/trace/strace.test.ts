import { expect, test } from 'vitest'
import { callsIn } from '../../src/trace/strace.ts'

/** As strace 6.1 writes it. */
const TABLE = `strace: Process 12 attached
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 60.00    0.000060           1        40           write
 40.00    0.000040           2        20         3 read
------ ----------- ----------- --------- --------- ----------------
100.00    0.000100           1        60         3 total
`

test('the sum of all calls is read, with errors or without', () => {
  expect(callsIn(TABLE)).toBe(60)
  expect(callsIn(TABLE.replace('         3 total', '           total'))).toBe(60)
})

test('where there is no table, nothing was counted', () => {
  expect(callsIn('strace: attach: ptrace(PTRACE_SEIZE, 12): Operation not permitted')).toBeNull()
})
