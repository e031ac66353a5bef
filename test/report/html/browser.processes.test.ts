import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commitHistoryPage } from '../../../src/report/html/commit-history.ts'
import { htmlReport } from '../../../src/report/html/page.ts'
import { history } from '../commit-histories.ts'
import { crowdOf } from '../crowd.ts'
import { claims, hostile, middleware, red } from '../reports.ts'
import { fastifyWaiting, todayWaiting } from '../waitings.ts'
import { fastifyWhere } from '../wheres.ts'
import { withFigures } from './figures.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const PAGES = {
  red: { ...red, where: [fastifyWhere], waiting: [fastifyWaiting, todayWaiting] },
  hostile,
  claims,
  crowd: crowdOf(20),
  showcase: crowdOf(16, true),
  middleware,
}

/** The reports, and the page that `loadgate history --count` writes. */
const ALL = [...Object.keys(PAGES), 'commits']

const hasFocus = (one: Locator) => one.evaluate((element) => element.matches(':focus'))

describe.skipIf(executablePath === undefined)(
  executablePath === undefined
    ? 'in a browser: there is no Chromium here (on Debian: apt-get install chromium)'
    : 'in a browser',
  () => {
    let browser: Browser
    let folder: string
    /** By their options. Each has a window of its own, and to open one takes the browser longer than most of what a test does in it. */
    const windows = new Map<string, Promise<Page>>()

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'loadgate-page-'))
      for (const [name, one] of Object.entries(PAGES))
        writeFileSync(join(folder, `${name}.html`), htmlReport(withFigures(one)))
      writeFileSync(join(folder, 'commits.html'), commitHistoryPage(history))
      browser = await chromium.launch({
        ...(executablePath === undefined ? {} : { executablePath }),
        args: ['--no-sandbox'],
      })
    })

    afterAll(async () => {
      await browser.close()
      rmSync(folder, { recursive: true })
    })

    /** Playwright's page that stays, while the documents in it change. */
    function windowWith(options: BrowserContextOptions): Promise<Page> {
      const key = JSON.stringify(options)
      const opened = windows.get(key) ?? browser.newPage(options)
      windows.set(key, opened)
      return opened
    }

    /** Opens a page, with every server's figures unfolded, and collects what the console says. */
    async function open(
      name: string,
      options: BrowserContextOptions,
      unfold = true,
    ): Promise<{ page: Page; said: string[]; [Symbol.asyncDispose]: () => Promise<void> }> {
      const page = await windowWith(options)
      const said: string[] = []
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) said.push(`asks for ${request.url()}`)
      })
      await page.goto(`file://${join(folder, `${name}.html`)}`)
      if (unfold) await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
      const leave = async () => {
        await page.goto('about:blank')
        page.removeAllListeners()
      }
      return { page, said, [Symbol.asyncDispose]: leave }
    }

    test.for(Object.keys(PAGES))('%s has its charts, and says nothing to the console', async (name) => {
      await using opened = await open(name, {})
      expect(opened.said).toEqual([])
      expect(await opened.page.locator('svg').count()).toBeGreaterThan(0)
      const heights = await opened.page
        .locator('.launches svg')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
      expect(Math.min(...heights)).toBeGreaterThan(40)
    })

    test.for(ALL.flatMap((name) => [360, 1280].map((width) => [name, width] as const)))(
      '%s fits %i pixels',
      async ([name, width]) => {
        await using opened = await open(name, { viewport: { width, height: 800 } })
        expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      },
    )

    test('sixteen servers and ten metrics are on one screen of 1,280 pixels, without scrolling the matrix', async () => {
      await using opened = await open('showcase', { viewport: { width: 1280, height: 800 } })
      const region = opened.page.locator('.wide').first()
      expect(await region.locator('thead th').count()).toBe(11)
      expect(await region.locator('tbody tr').count()).toBe(16)
      expect(await region.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
      const box = await region.boundingBox()
      expect(box?.height).toBeLessThan(800)
      const [first, last] = [region.locator('tbody tr').first(), region.locator('tbody tr').last()]
      const screen = (await last.boundingBox())!.y - (await first.boundingBox())!.y
      expect(screen).toBeLessThan(640)
    })

    test('on a phone the matrix scrolls in itself, and the names of the servers stay', async () => {
      await using opened = await open('showcase', { viewport: { width: 360, height: 800 } })
      const region = opened.page.locator('.wide').first()
      await region.evaluate((one) => one.scrollTo({ left: 400 }))
      expect(await region.evaluate((one) => one.scrollLeft)).toBe(400)
      expect((await region.locator('tbody th').first().boundingBox())?.x).toBeGreaterThanOrEqual(0)
      expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    })

    test('sixteen servers in three scenarios print on two pages, with what is red and where it went', async () => {
      await using opened = await open('showcase', {}, false)
      const pdf = await opened.page.pdf({ format: 'A4' })
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(2)
    })

    test('a cell leads to its card by the keyboard, which unfolds the server', async () => {
      await using opened = await open('showcase', {})
      await opened.page.locator('details').evaluateAll((all) => all.forEach((one) => one.removeAttribute('open')))
      const cell = opened.page.locator('.matrix td a').nth(3)
      const place = await cell.getAttribute('href')
      expect(await opened.page.locator(place!).isVisible()).toBe(false)
      await cell.focus()
      await opened.page.keyboard.press('Enter')
      expect(await opened.page.locator(place!).isVisible()).toBe(true)
    })

    test('arrow keys go from cell to cell of a matrix, and tab leaves it', async () => {
      await using opened = await open('showcase', {})
      const { page } = opened
      const link = (row: number, column: number) =>
        page.locator('.matrix').first().locator('tbody tr').nth(row).locator('a').nth(column)
      await link(1, 0).focus()
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowLeft'])
        await page.keyboard.press(key)
      expect(await hasFocus(link(1, 1))).toBe(true)
      await page.keyboard.press('End')
      expect(await hasFocus(link(1, 10))).toBe(true)
      // The first server's measurement cannot be used, so its row has one cell.
      await page.keyboard.press('ArrowUp')
      expect(await hasFocus(link(0, 1))).toBe(true)
      await page.keyboard.press('Tab')
      expect(await page.locator('.matrix').first().locator(':focus').count()).toBe(0)
    })

    test('a flame graph is walked, zoomed and searched by keyboard, and says what it shows', async () => {
      await using opened = await open('red', {})
      const { page } = opened
      const flame = page.locator('.flame').first()
      const said = () => flame.locator('.detail').textContent()
      const widthOf = (name: string) =>
        flame
          .locator('.frame', { hasText: name })
          .first()
          .evaluate((one) => one.getBoundingClientRect().width)
      await flame.getByLabel('both sides').check()
      const narrow = await widthOf('Frame.set')
      await flame.locator('.frame[tabindex="0"]').focus()
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
      expect(await said()).toMatch(/^render \+47\.2k, nunjucks/)
      await page.keyboard.press('/')
      await page.keyboard.type('runtime.js')
      expect(await flame.locator('output').textContent()).toBe('1 frame')
      await page.keyboard.press('Enter')
      expect(await said()).toMatch(/^Frame\.set \+51\.4k, nunjucks\/src\/runtime\.js:20: 44\.1k → 95\.5k /)
      await page.keyboard.press('Enter')
      expect(await widthOf('Frame.set')).toBeGreaterThan(3 * narrow)
      await page.keyboard.press('Escape')
      expect(await said()).toMatch(/^render /)
      expect(opened.said).toEqual([])
    })

    test('both sides have flame graphs of their own', async () => {
      await using opened = await open('red', {})
      const flame = opened.page.locator('.flame').first()
      const frames = (name: string) => flame.locator('.frame', { hasText: name }).count()
      await flame.getByLabel('baseline').check()
      expect(await frames('copyContext')).toBe(0)
      await flame.getByLabel('now', { exact: true }).check()
      expect(await frames('copyContext')).toBe(1)
    })

    test('without its script, the page has all that it says', async () => {
      await using opened = await open('red', { javaScriptEnabled: false })
      const flame = opened.page.locator('.flame').first()
      expect(await flame.locator('.frame', { hasText: 'Frame.set' }).isVisible()).toBe(true)
      expect(await flame.locator('.controls').isVisible()).toBe(false)
    })

    test('the matrix shows values instead of changes for whoever asks', async () => {
      await using opened = await open('red', {})
      const cell = opened.page.locator('.matrix td.regressed').first()
      expect(await cell.innerText()).toMatch(/%/)
      await opened.page.getByLabel('values').check()
      expect(await cell.innerText()).not.toMatch(/%/)
    })

    test.for(
      (['red', 'middleware', 'hostile', 'commits'] as const).flatMap((name) =>
        (['light', 'dark'] as const).map((colorScheme) => [name, colorScheme] as const),
      ),
    )(
      '%s in %s: landmarks, contrast and tables are as people need them who cannot see the page as we do',
      async ([name, colorScheme]) => {
        await using opened = await open(name, { colorScheme, bypassCSP: true })
        await opened.page.addScriptTag({ path: axe })
        const violations = await opened.page.evaluate(async () => {
          const { axe: checker } = globalThis as unknown as {
            axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
          }
          return (await checker.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
        })
        expect(violations).toEqual([])
      },
    )
  },
)
