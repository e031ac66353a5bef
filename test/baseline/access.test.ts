import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { fileNameOf } from '../../src/baseline/files.ts'
import { machinesWith, readBaseline, writeBaseline } from '../../src/baseline/store.ts'
import { baselineText, rounded } from '../../src/baseline/text.ts'
import { baseline, complaint, emptyFolder, fileIn, machine, plant, recorded, TITLE } from './baselines.ts'
import { denied } from './denied.ts'

const changed = baseline({ flask: recorded() })

function read(folder: string) {
  return readBaseline(folder, machine.id, TITLE)
}

test('a symbolic link to a file elsewhere is neither read nor written', () => {
  const [folder, elsewhere] = [emptyFolder(), emptyFolder()]
  const target = plant(elsewhere, baselineText(baseline()))
  mkdirSync(dirname(fileIn(folder)))
  symlinkSync(target, fileIn(folder))
  expect(complaint(() => read(folder))).toContain('outside the baselines folder')
  expect(complaint(() => machinesWith(folder, TITLE))).toContain('outside the baselines folder')
  expect(complaint(() => writeBaseline(folder, changed))).toContain('outside the baselines folder')
  expect(readFileSync(target, 'utf8')).toBe(baselineText(baseline()))
})

test('a symbolic link to a folder elsewhere is neither read nor written', () => {
  const [folder, elsewhere] = [emptyFolder(), emptyFolder()]
  const target = plant(elsewhere, baselineText(baseline()))
  symlinkSync(dirname(target), join(folder, machine.id))
  expect(complaint(() => read(folder))).toContain('outside the baselines folder')
  expect(complaint(() => machinesWith(folder, TITLE))).toContain('outside the baselines folder')
  expect(complaint(() => writeBaseline(folder, changed))).toContain('outside the baselines folder')
  expect(readdirSync(dirname(target))).toEqual([fileNameOf(TITLE)])
  expect(readFileSync(target, 'utf8')).toBe(baselineText(baseline()))
})

test('a symbolic link to what is not there yet does not make it', () => {
  const [folder, elsewhere] = [emptyFolder(), emptyFolder()]
  symlinkSync(join(elsewhere, 'new'), join(folder, machine.id))
  expect(complaint(() => writeBaseline(folder, changed))).toContain('outside the baselines folder')
  expect(complaint(() => read(folder))).toContain('outside the baselines folder')
  expect(readdirSync(elsewhere)).toEqual([])
})

test('the baselines folder itself may be a symbolic link', () => {
  const [place, target] = [emptyFolder(), emptyFolder()]
  const folder = join(place, 'baselines')
  symlinkSync(target, folder)
  writeBaseline(folder, baseline())
  expect(read(folder)).toEqual(rounded(baseline()))
  expect(machinesWith(folder, TITLE)).toEqual([machine])
})

test('a pipe in place of a baseline is a problem with a name, and nobody waits for it', () => {
  const folder = emptyFolder()
  mkdirSync(dirname(fileIn(folder)))
  execFileSync('mkfifo', [fileIn(folder)])
  expect(complaint(() => read(folder))).toContain('it is not a regular file')
  expect(complaint(() => machinesWith(folder, TITLE))).toContain('it is not a regular file')
})

test('links in a circle are a problem with a name', () => {
  const folder = emptyFolder()
  symlinkSync(machine.id, join(folder, machine.id))
  expect(complaint(() => read(folder))).toContain('ELOOP')
  expect(complaint(() => writeBaseline(folder, baseline()))).toContain('ELOOP')
})

test('a file in place of the baselines folder is named', () => {
  const folder = join(emptyFolder(), 'baselines')
  writeFileSync(folder, 'a file')
  for (const action of [() => read(folder), () => machinesWith(folder, TITLE), () => writeBaseline(folder, baseline())])
    expect(complaint(action)).toContain(`${relative(process.cwd(), folder)} is not a folder`)
})

test('a file above the baselines folder is named', () => {
  const above = join(emptyFolder(), 'above')
  writeFileSync(above, 'a file')
  const folder = join(above, 'baselines')
  for (const action of [() => read(folder), () => machinesWith(folder, TITLE), () => writeBaseline(folder, baseline())])
    expect(complaint(action)).toContain(`${relative(process.cwd(), above)} is not a folder`)
})

test("a file in place of the machine's folder is named", () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, machine.id), 'a file')
  for (const action of [() => read(folder), () => writeBaseline(folder, baseline())])
    expect(complaint(action)).toContain(`${relative(process.cwd(), join(folder, machine.id))} is not a folder`)
  expect(machinesWith(folder, TITLE)).toEqual([])
})

test('a folder in place of the file is neither read nor replaced, and nothing is left beside it', () => {
  const folder = emptyFolder()
  mkdirSync(fileIn(folder), { recursive: true })
  expect(complaint(() => read(folder))).toContain('EISDIR')
  expect(complaint(() => writeBaseline(folder, baseline()))).toContain('cannot be written')
  expect(readdirSync(join(folder, machine.id))).toEqual([fileNameOf(TITLE)])
  expect(readdirSync(fileIn(folder))).toEqual([])
})

test('what may not be read or written is named, with what the system says', () => {
  const folder = emptyFolder()
  const file = relative(process.cwd(), writeBaseline(folder, baseline()))
  denied(folder, () => {
    expect(complaint(() => read(folder))).toContain(`${file} cannot be read (EACCES: permission denied)`)
    expect(complaint(() => writeBaseline(folder, changed))).toContain(`${file} cannot be written (EACCES`)
    expect(complaint(() => machinesWith(folder, TITLE))).toContain('cannot be read (EACCES')
  })
  expect(read(folder)).toEqual(rounded(baseline()))
})

test('a place that vanished while it was written to is a problem, not silence', () => {
  const [folder, gone] = [emptyFolder(), emptyFolder()]
  symlinkSync(gone, join(folder, 'baselines'))
  rmSync(gone, { recursive: true })
  expect(complaint(() => writeBaseline(join(folder, 'baselines'), baseline()))).toContain('cannot be written')
})
