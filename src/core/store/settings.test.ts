import { expect, it } from 'vitest'
import { openCatalogue } from './catalogue.ts'
import { temporaryDir } from './testing/support.ts'

it('settings are kept, and what is none is as never set', () => {
  const dir = temporaryDir()
  const first = openCatalogue(dir)
  expect(first.settings.get('learnTime')).toBeNull()
  first.settings.set('learnTime', 'idle')
  first.settings.set('learnTime', 'mains')
  first.settings.set('comparedPhotos', [3, 1])
  first.close()
  const again = openCatalogue(dir)
  expect([again.settings.get('learnTime'), again.settings.get('comparedPhotos')]).toEqual(['mains', [3, 1]])
  again.settings.set('learnTime', 'on sundays' as never)
  expect(again.settings.get('learnTime')).toBeNull()
  again.close()
})
