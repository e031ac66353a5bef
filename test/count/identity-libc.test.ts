import { expect, test } from 'vitest'
import { libcIn } from '../../src/count/identity.ts'

test.for([
  ['ldd (Debian GLIBC 2.36-9+deb12u10) 2.36\nCopyright (C) 2022 Free Software Foundation, Inc.\n', 'glibc 2.36'],
  ['ldd (Ubuntu GLIBC 2.39-0ubuntu8.4) 2.39\n', 'glibc 2.39'],
  ['ldd (GNU libc) 2.40\n', 'glibc 2.40'],
  [
    '\nmusl libc (x86_64)\nVersion 1.2.4\nDynamic Program Loader\nUsage: /lib/ld-musl-x86_64.so.1 [options] [--] pathname\n',
    'musl 1.2.4',
  ],
  ['\nmusl libc (aarch64)\nVersion 1.2.5_git20240512\n', 'musl 1.2.5_git20240512'],
  ['ldd: command not found', 'unknown'],
  ['', 'unknown'],
] as const)('%o is %s', ([text, libc]) => {
  expect(libcIn(text)).toBe(libc)
})
