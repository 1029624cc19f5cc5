import { cpSync, rmSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { createCore } from '../src/core/create-core.ts'
import { callsOf } from './responsiveness-calls.ts'
const dir = '/tmp/catw'
rmSync(dir, { recursive: true, force: true })
cpSync('/tmp/cat100k', dir, { recursive: true })
const want = process.argv.slice(2)
const core = await createCore({ catalogueDir: dir, learnerEntry: 'none' })
const ids: number[] = []
for (let o = 0; o < 100000; o += 1000) ids.push(...(await core.api.listPhotos({ offset: o, limit: 1000 })).photos.map((p) => p.photoId))
const session = new Session(); session.connect()
await session.post('Profiler.enable'); await session.post('Profiler.setSamplingInterval', { interval: 200 })
const us = () => Number(process.hrtime.bigint() / 1000n)
const cpu = () => { const { user, system } = process.threadCpuUsage(); return user + system }
for (const { name, call, times = 5 } of await callsOf(core.api, Int32Array.from(ids), dir)) {
  const traced = want.some((w) => name.includes(w))
  for (let i = 0; i < times; i++) {
    if (!traced) { await call(i); continue }
    await session.post('Profiler.start')
    let best = { cpu: 0, from: 0, to: 0 }, last = us(), lastCpu = cpu(), going = true
    const turn = () => { const now = us(), c = cpu(); if (c - lastCpu > best.cpu) best = { cpu: c - lastCpu, from: last, to: now }; last = us(); lastCpu = cpu(); if (going) setImmediate(turn) }
    setImmediate(turn)
    await new Promise((r) => setImmediate(r))
    await call(i)
    await new Promise((r) => setImmediate(r))
    going = false
    const { profile } = await session.post('Profiler.stop')
    const by = new Map(profile.nodes.map((n) => [n.id, n]))
    const parent = new Map<number, number>(); for (const n of profile.nodes) for (const c of n.children ?? []) parent.set(c, n.id)
    const self = new Map<string, number>(), total = new Map<string, number>()
    let t = profile.startTime
    profile.samples!.forEach((id, k) => { t += profile.timeDeltas![k]; if (t < best.from || t > best.to) return
      const dt = profile.timeDeltas![k] / 1000; const label = (n: any) => n.callFrame.functionName + ' ' + n.callFrame.url.split('/').pop() + ':' + n.callFrame.lineNumber
      self.set(label(by.get(id)), (self.get(label(by.get(id))) ?? 0) + dt)
      const seen = new Set<string>(); for (let p: number | undefined = id; p !== undefined; p = parent.get(p)) { const l = label(by.get(p)); if (!seen.has(l)) { seen.add(l); total.set(l, (total.get(l) ?? 0) + dt) } } })
    console.log(`${name} #${i}: cpu ${(best.cpu / 1000).toFixed(1)} wall ${((best.to - best.from) / 1000).toFixed(1)}`)
    if (best.cpu > 15000) { console.log('   self', [...self].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([k, v]) => v.toFixed(1) + ' ' + k).join(' | ')); console.log('   total', [...total].sort((a, b) => b[1] - a[1]).slice(0, 9).map(([k, v]) => v.toFixed(1) + ' ' + k).join(' | ')) }
  }
}
await core.close()
