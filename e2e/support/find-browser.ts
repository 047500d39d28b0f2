import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const wellKnown = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Finds a Chromium: the one that `CHROMIUM_PATH` names, Playwright's own, or one of the system.
 * @returns its path, or undefined if there is none
 * @throws when the file that `CHROMIUM_PATH` names does not exist
 */
export function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && !existsSync(named)) {
    throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`)
  }
  return named ?? [chromium.executablePath(), ...wellKnown].find((path) => existsSync(path))
}

/**
 * Finds the Chromium that most journeys use: the headless shell if it is installed, else any. The headless shell takes less
 * than half the time. It has no windows and no back/forward cache.
 * @returns its path, or undefined if there is none
 */
export function findHeadlessBrowser(): string | undefined {
  const isFree = process.env['CHROMIUM_PATH'] === undefined
  return isFree && existsSync(headlessShell) ? headlessShell : findBrowser()
}

const headlessShell = '/usr/bin/chromium-headless-shell'

/**
 * Installs a Chromium where that needs no interaction: Playwright's own, else, as root, that of Debian.
 * @returns its path
 * @throws when neither works, with the commands that were tried and what to do instead
 */
export function installBrowser(): string {
  console.log('There is no Chromium on this machine; installing one.')
  const tried = installations().map(([command, ...parameters]) => {
    if (findBrowser() !== undefined) return ''
    console.log(`  ${command} ${parameters.join(' ')}`)
    const { stderr } = spawnSync(command, parameters, { encoding: 'utf8', shell: isWindows })
    return `${command} ${parameters.join(' ')}\n${stderr ?? ''}`
  })
  const found = findHeadlessBrowser()
  if (found !== undefined) return found
  throw new Error(
    `No Chromium could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH to the path of one.\n\n${tried.join('\n')}`,
  )
}

const debianPackages = ['chromium', 'chromium-headless-shell']

const isWindows = process.platform === 'win32'

function installations(): [string, ...string[]][] {
  const own: [string, ...string[]] = ['npx', 'playwright', 'install', 'chromium']
  const isDebian = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (!isDebian) return [own]
  return [
    own,
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...debianPackages],
  ]
}
