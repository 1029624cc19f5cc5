/** What is asked before what is done, over a stand-in of the updater. */
import type { MessageBoxOptions } from 'electron'
import { expect, test } from 'vitest'
import { checkForUpdates, type UpdatesOptions } from './updates.ts'

type Updater = Awaited<ReturnType<UpdatesOptions['loadUpdater']>>
type Progress = (info: { percent: number }) => void

/** `answers` are the places of the buttons that are pressed, one a question; `newest` null fails. */
async function check(answers: number[], newest: string | null = '0.2.0') {
  const done: string[] = []
  const shown: string[] = []
  const shares: number[] = []
  let told: Progress = () => {}
  const updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    setFeedURL: ({ url }: { url: string }) => void done.push(`feed ${url}`),
    on: (_event: string, listener: Progress) => (told = listener),
    checkForUpdates: async () => {
      done.push(`check, downloads by itself: ${updater.autoDownload}`)
      if (newest === null) throw new Error('net::ERR_NAME_NOT_RESOLVED\n    at stack')
      return { isUpdateAvailable: newest !== '0.1.0', updateInfo: { version: newest } }
    },
    downloadUpdate: async () => {
      done.push('download')
      told({ percent: 50 })
    },
    quitAndInstall: () => void done.push('install'),
  }
  await checkForUpdates({
    dialog: {
      showMessageBox: async (...given: unknown[]) => {
        const { message, detail, buttons } = given.at(-1) as MessageBoxOptions
        shown.push(`${message} ${detail}`)
        return { response: buttons ? answers.shift()! : 0, checkboxChecked: false }
      },
    },
    address: 'https://files.example/semblance',
    version: '0.1.0',
    loadUpdater: async () => updater as unknown as Updater,
    showProgress: (share) => void shares.push(share),
    leave: async () => void done.push('leave'),
  })
  return { done, shown, shares, updater }
}

const looked = ['feed https://files.example/semblance', 'check, downloads by itself: false']

test('nothing is asked of the network before a person agrees', async () => {
  const { done, shown } = await check([1])
  expect(done).toEqual([])
  expect(shown).toEqual([expect.stringMatching(/files\.example.*Nothing of your photos is sent\. This is 0\.1\.0/)])
})

test('the newest version already, and an address that does not answer, are said in words', async () => {
  const same = await check([0], '0.1.0')
  expect([same.done, same.shown.at(-1)]).toEqual([looked, expect.stringContaining('This is the newest version.')])
  const failed = await check([0], null)
  expect(failed.shown.at(-1)).toBe(
    'Looking for a newer version failed. net::ERR_NAME_NOT_RESOLVED Nothing has changed.',
  )
})

test('a newer one is downloaded when wanted, with progress, and installed once everything is written', async () => {
  expect((await check([0, 1])).done).toEqual(looked)
  const { done, shares } = await check([0, 0, 0])
  expect(done).toEqual([...looked, 'download', 'leave', 'install'])
  expect(shares).toEqual([0.5, -1])
})

test('or when the person quits', async () => {
  const { done, updater } = await check([0, 0, 1])
  expect(done).toEqual([...looked, 'download'])
  expect(updater.autoInstallOnAppQuit).toBe(true)
})
