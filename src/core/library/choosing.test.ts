/** Who hears of what was chosen. */
import { expect, it } from 'vitest'
import { createChoosing } from './choosing.ts'

it('is told also where it fails, as a part of it may be done', async () => {
  const told: string[] = []
  const { choose } = createChoosing({
    catalogue: { choices: { set: () => Promise.reject(new Error('The disk is full.')) } },
    emit: (_, { what }) => void told.push(what),
    onShownChanged: () => void told.push('shown'),
  })
  await expect(choose({ photoIds: [1], choice: { keptOut: 'hidden' } })).rejects.toThrow('full')
  expect(told).toEqual(['choices', 'shown'])
})
