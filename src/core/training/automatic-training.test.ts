/** Learning by itself: started, held and gone on with as the person's choice and the machine allow. */
import { beforeEach, expect, it } from 'vitest'
import type { JobState, LearnTime } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { addPhotos, temporaryCatalogue } from '../store/testing/support.ts'
import { createAutomaticTraining } from './automatic-training.ts'
import { learningWaitsFor, lookingWaitsFor, unknownTimes } from './learning-schedule.ts'

const machine = { isOnMains: true as boolean | null, isIdle: true as boolean | null }
const asked = { isOnMains: () => machine.isOnMains, isIdle: () => machine.isIdle }
let catalogue: Catalogue
let state: JobState
let calls: string[]
let toldCount: number

const training = {
  status: () => ({ state, modelVersion: 1 }),
  start: () => ((state = 'running'), calls.push('start'), training.status()),
  pause: () => ((state = 'paused'), calls.push('pause')),
  resume: () => ((state = 'running'), calls.push('resume')),
  fail: (error: unknown) => calls.push(String(error)),
  tell: () => toldCount++,
  embedInBackground: () => calls.push('look at photos'),
}

function open(when: LearnTime, isOn = true, hasStarter = false) {
  catalogue.settings.set('learnTime', when)
  const runs = { hasStarter, unfinishedOptions: () => null }
  const automatic = createAutomaticTraining({
    catalogue,
    runs: runs as never,
    machine: asked,
    training: () => training as never,
    isOn,
  })
  automatic.close()
  return automatic
}

beforeEach(() => {
  Object.assign(machine, { isOnMains: true, isIdle: true })
  catalogue = temporaryCatalogue()
  addPhotos(catalogue, 40)
  state = 'idle'
  calls = []
  toldCount = 0
})

it('waits for what was chosen, then starts; is held when that goes, and goes on', () => {
  machine.isOnMains = false
  const automatic = open('mains')
  automatic.trainIfNeeded()
  expect([calls, automatic.schedule().waitsFor]).toEqual([[], 'mains power'])
  for (const isOnMains of [true, false, false, true]) {
    machine.isOnMains = isOnMains
    automatic.look()
  }
  expect(calls).toEqual(['start', 'pause', 'resume'])
  expect(automatic.schedule().waitsFor).toBeNull()
})

it('another time is told of although nothing waits: a second window shows it', () => {
  const automatic = open('any')
  automatic.setTime('never')
  expect([toldCount, automatic.schedule().when]).toEqual([1, 'never'])
})

it('the first look, which gives searching its model, waits for mains power alone', () => {
  machine.isIdle = false
  const automatic = open('never', true, true)
  automatic.trainIfNeeded()
  automatic.look()
  expect(calls).toEqual(['start'])
  machine.isOnMains = false
  automatic.setTime('mains')
  expect(calls).toEqual(['start', 'pause'])
})

it('leaves a run alone that a person has taken into their hands', () => {
  const automatic = open('idle')
  automatic.trainIfNeeded()
  automatic.letGo()
  machine.isIdle = false
  automatic.look()
  expect([calls, automatic.schedule().waitsFor]).toEqual([['start'], null])
})

it('does not start again what was cancelled or has failed', () => {
  const automatic = open('any')
  automatic.trainIfNeeded()
  for (const ended of ['failed', 'cancelled'] as const) {
    state = ended
    automatic.look()
  }
  expect(calls).toEqual(['start'])
})

it('never, until another time is chosen, which is kept', () => {
  const automatic = open('never')
  automatic.trainIfNeeded()
  automatic.look()
  expect(calls).toEqual([])
  automatic.setTime('any')
  expect(calls).toEqual(['start'])
  expect(catalogue.settings.get('learnTime')).toBe('any')
})

it('does nothing where it is off', () => {
  const automatic = open('mains', false)
  machine.isOnMains = false
  automatic.trainIfNeeded()
  automatic.look()
  expect([calls, automatic.mayLook(), automatic.schedule().waitsFor]).toEqual([[], true, null])
})

it('looks at photos later that it may not look at on a battery', () => {
  const automatic = open('mains')
  machine.isOnMains = false
  expect([automatic.mayLook(), automatic.schedule().waitsFor]).toEqual([false, 'mains power'])
  automatic.look()
  machine.isOnMains = true
  automatic.look()
  automatic.look()
  expect(calls).toEqual(['look at photos'])
})

it('what cannot be told is not offered, and is waited for', () => {
  Object.assign(machine, { isOnMains: null, isIdle: null })
  expect(unknownTimes(asked)).toEqual(['idle', 'mains'])
  expect(learningWaitsFor('mains', asked, false)).toBe('mains power')
  expect(learningWaitsFor('idle', asked, false)).toBe('the computer to be idle')
  expect(lookingWaitsFor('mains', asked)).toBeNull()
})
