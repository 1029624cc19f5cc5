import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createHostMachine, idleAfterMs } from './machine.ts'

describe('mains power', () => {
  function isOnMains(supplies: Record<string, Record<string, string>>): boolean | null {
    const powerDir = mkdtempSync(join(tmpdir(), 'semblance-power-'))
    onTestFinished(() => rmSync(powerDir, { recursive: true }))
    for (const [name, facts] of Object.entries(supplies)) {
      mkdirSync(join(powerDir, name))
      for (const [fact, value] of Object.entries(facts)) writeFileSync(join(powerDir, name, fact), `${value}\n`)
    }
    return createHostMachine({ powerDir }).isOnMains()
  }
  const battery = { type: 'Battery', status: 'Discharging' }

  it('is there by its supply, and where no battery is used up', () => {
    expect(isOnMains({ AC: { type: 'Mains', online: '1' }, BAT0: battery })).toBe(true)
    expect(isOnMains({ AC: { type: 'Mains', online: '0' }, BAT0: battery })).toBe(false)
    expect(isOnMains({ BAT0: battery })).toBe(false)
    expect(isOnMains({ BAT0: { ...battery, status: 'Full' } })).toBe(true)
    expect(isOnMains({ mouse: { ...battery, scope: 'Device' } })).toBe(true)
    expect(isOnMains({})).toBe(true)
  })

  it('cannot be told without a list of supplies', () => {
    expect(createHostMachine({ powerDir: '/no/such/folder' }).isOnMains()).toBeNull()
  })
})

describe('idle', () => {
  let [nowMs, load] = [0, 0 as number | null]
  const machine = createHostMachine({ now: () => nowMs, load: () => load, processorCount: 4 })

  it('when nobody has used the app for a while and little else runs; our own learning does not count', () => {
    expect(machine.isIdle(false)).toBe(false)
    nowMs += idleAfterMs
    expect(machine.isIdle(false)).toBe(true)
    load = 3
    expect([machine.isIdle(false), machine.isIdle(true)]).toEqual([false, true])
    load = 7
    expect(machine.isIdle(true)).toBe(false)
    load = 0
    machine.noteUse()
    expect(machine.isIdle(false)).toBe(false)
  })

  it('cannot be told without a load', () => {
    load = null
    expect(machine.isIdle(false)).toBeNull()
  })
})
