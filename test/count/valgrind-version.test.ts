import { expect, test } from 'vitest'
import { installCommand, isNewEnough, versionIn } from '../../src/count/valgrind-version.ts'

test.for([
  ['valgrind-3.19.0\n', '3.19.0'],
  ['valgrind-3.25.1.GIT', '3.25.1'],
  ['valgrind-3.16', '3.16'],
  ['valgrind 3.19.0', null],
  ['3.19.0', null],
  ['valgrind-three', null],
  ['', null],
] as const)('%o is version %s', ([text, version]) => {
  expect(versionIn(text)).toBe(version)
})

test.for([
  ['3.15.0', false],
  ['2.99.0', false],
  ['3.16', true],
  ['3.19.0', true],
  ['4.0.0', true],
] as const)('%s is new enough: %s', ([version, enough]) => {
  expect(isNewEnough(version)).toBe(enough)
})

test.for([
  ['ID=debian\n', '`sudo apt-get install valgrind`'],
  ['NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', '`sudo apt-get install valgrind`'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', '`sudo dnf install valgrind`'],
  ['ID=alpine\n', '`sudo apk add valgrind musl-dbg`'],
  ['ID=arch\n', '`sudo apt-get install valgrind`, `sudo dnf install valgrind`, `sudo apk add valgrind musl-dbg`'],
  ['', '`sudo apt-get install valgrind`, `sudo dnf install valgrind`, `sudo apk add valgrind musl-dbg`'],
] as const)('on %o valgrind is installed with %s', ([osRelease, command]) => {
  expect(installCommand(osRelease)).toBe(command)
})
